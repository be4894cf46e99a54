import type {HelpTexts} from '../texts.js';

const pinArguments = {names: '备份的名称'};

export const retentionHelp: Pick<HelpTexts, 'prune' | 'pin' | 'unpin'> = {
	prune: {
		summary: '删除保留策略不再保留的备份',
		description:
			'删除没有规则保留的备份。先列出每个备份如何处理及其原因，再询问。规则来自以下参数，否则来自配置中仓库的 retention。规则只保留完整的备份，各分组互不影响；不完整、未完成和无法读取的备份先删除。无论规则如何，以下备份总是保留：每组最新的完整备份和最新的已校验备份、已固定的、正在使用的，以及可以继续或最近 24 小时内仍有写入的未完成备份。',
		options: {
			keepLast: '保留最近若干个',
			keepHourly: '在有备份的最近若干个小时中，每小时保留最新的一个',
			keepDaily: '同上，按日',
			keepWeekly: '同上，按周，自星期一起（ISO 8601）',
			keepMonthly: '同上，按月',
			keepYearly: '同上，按年',
			keepWithin: '保留比最新备份最多早这么久的备份：12h、30d、8w、1y',
			keepName: '保留这些名称；* 和 ? 为通配符；可重复，可用逗号分隔',
			min: '每组至少保留若干个（默认：1）',
			groupBy: '如何分组：cluster,filter、cluster、filter 或 none（默认：cluster,filter）',
			timeZone: '小时、日、周、月、年以何时区为准，如 Asia/Shanghai（默认：UTC）',
			yes: '不再询问',
			dryRun: '只显示会发生什么',
		},
		arguments: {},
		examples: [
			{
				text: '一周内每天、一月内每周、一年内每月',
				command: 'prune --keep-daily 7 --keep-weekly 4 --keep-monthly 12 --dry-run',
			},
			{text: '在脚本中按配置执行', command: 'prune --yes'},
		],
	},
	pin: {
		summary: '固定备份，使其不被删除和清理',
		description:
			'固定备份，使其不被删除和清理，直到取消固定或固定到期。固定只对这一个备份有效：同名的另一个备份不会被固定。',
		options: {
			reason: '原因，供想删除它的人查看',
			until: '何时到期：30d，或日期（到期的最后一天，UTC）：2027-01-31',
		},
		arguments: pinArguments,
		examples: [
			{
				text: '直到审计结束',
				command: "pin year_end --reason 'audit' --until 2027-06-30",
			},
		],
	},
	unpin: {
		summary: '取消固定，备份可以再被删除和清理',
		description: '取消固定，备份可以再被删除和清理。',
		options: {},
		arguments: pinArguments,
		examples: [{text: '不再需要', command: 'unpin year_end'}],
	},
};
