import {brief} from '../brief.js';
import type {CronField} from '../../model/cron.js';
import type {ErrorTexts} from '../error-text.js';
import {didYouMean, listed} from './phrases.js';

const fields: Readonly<Record<CronField, string>> = {
	minute: '分钟',
	hour: '小时',
	dayOfMonth: '日',
	month: '月份',
	dayOfWeek: '星期',
};

export const scheduleErrors = {
	'schedule-bad-value': ({key, value, allowed, field, near}) => ({
		sentence:
			field === undefined
				? `“${value}”不是 ${key} 的有效值，可用的值：${listed(allowed, allowed.length)}。`
				: `“${value}”不是 cron 表达式中${fields[field]}的有效值，可用的值：${listed(allowed, allowed.length)}。`,
		hint:
			didYouMean(near === undefined ? [] : [near]) ?? '各项的取值见 milvault schedule add --help。',
	}),
	'crontab-refused': ({reason}) => ({
		sentence: `无法更改当前用户的 crontab：${brief(reason)}。`,
		hint: '请用其他方式添加上面显示的那一行，或让 systemd 运行：--systemd。',
	}),
	'schedule-missing': ({name, place, near}) => ({
		sentence: `${place} 中没有名为“${name}”的计划任务。`,
		hint:
			didYouMean(near) ??
			'用 milvault schedule list 查看该仓库中的计划任务，用 --repository 选择其他仓库。',
	}),
	'schedule-taken': ({name, place}) => ({
		sentence: `${place} 中已有名为“${name}”的计划任务。`,
		hint: `--replace 会用新的替换它；milvault schedule remove ${name} 会移除它。`,
	}),
	'schedule-running': ({name, host, startedAt, slot, skipped}) => ({
		sentence: [
			`计划任务“${name}”的上一次运行仍在进行${host === '' ? '' : `（主机 ${host}，开始于 ${startedAt}）`}`,
			...(slot === undefined ? ['。'] : [`：${slot} 的一次已跳过（至今共 ${skipped} 次）。`]),
		].join(''),
		hint: `用 milvault schedule show ${name} 查看最近一次运行。如果那次运行已被强制终止，下一次会自动接管它的锁。`,
	}),
} satisfies Partial<ErrorTexts>;
