import type {HelpTexts} from '../texts.js';

export const copyHelp: Pick<HelpTexts, 'copy'> = {
	copy: {
		summary: '将备份复制到另一个仓库',
		description:
			'将备份复制到配置中的另一个仓库。先显示目标中已有的和将要传输的内容，再询问。在同一存储内由存储自己复制，否则数据经过本机。目标中已有的按内容比较，不再传输；中断的复制会继续。所有内容到齐之后，备份才在另一个仓库中可见。也可用于 milvus-backup 的备份。',
		options: {
			from: '从哪个仓库复制（默认：配置中的仓库）',
			to: '复制到哪个仓库',
			all: '所有已完成的备份',
			missing: '目标中还没有的所有已完成的备份',
			newerThan: '与 --all 或 --missing 一起使用：只复制在这段时间内创建的：12h、7d、8w、1y',
			nameAs: '副本的名称；只用于一个备份',
			bwlimit: '每秒传输对象的最大字节数，如 50M 或 5MiB，包括存储自身的复制',
			maxRequests: '每秒向对象存储发送的最大请求数',
			detach: '在后台运行，关闭终端也不受影响',
			dryRun: '只显示会发生什么',
			yes: '不再询问',
		},
		arguments: {names: '备份的名称'},
		examples: [
			{text: '一个备份', command: 'copy nightly_1 --to offsite'},
			{
				text: '每晚在脚本中复制另一个仓库还没有的备份',
				command: 'copy --missing --newer-than 7d --to offsite --yes',
			},
			{
				text: '复制回来，并改名',
				command: 'copy nightly_1 --from offsite --to main --name-as nightly_1_back',
			},
		],
	},
};
