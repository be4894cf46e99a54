import {brief} from '../brief.js';
import type {CronField} from '../../model/cron.js';
import type {ErrorTexts} from '../error-text.js';
import {didYouMean, listed} from './phrases.js';

const fields: Readonly<Record<CronField, string>> = {
	minute: 'a minute',
	hour: 'an hour',
	dayOfMonth: 'a day of the month',
	month: 'a month',
	dayOfWeek: 'a day of the week',
};

export const scheduleErrors = {
	'schedule-bad-value': ({key, value, allowed, field, near}) => ({
		sentence:
			field === undefined
				? `“${value}” is not a value of ${key}: it takes ${listed(allowed, allowed.length)}.`
				: `“${value}” is not ${fields[field]} of a cron expression: it takes ${listed(allowed, allowed.length)}.`,
		hint:
			didYouMean(near === undefined ? [] : [near]) ??
			'milvault schedule add --help explains what each of them takes.',
	}),
	'crontab-refused': ({reason}) => ({
		sentence: `The crontab of this user cannot be changed: ${brief(reason)}.`,
		hint: 'Add the line that is shown above by other means, or let systemd run the schedule: --systemd.',
	}),
	'schedule-missing': ({name, place, near}) => ({
		sentence: `There is no schedule “${name}” in ${place}.`,
		hint:
			didYouMean(near) ??
			'milvault schedule list shows the schedules of this repository; --repository chooses another one.',
	}),
	'schedule-taken': ({name, place}) => ({
		sentence: `A schedule “${name}” already exists in ${place}.`,
		hint: `--replace puts the new one in its place; milvault schedule remove ${name} removes it.`,
	}),
	'schedule-running': ({name, host, startedAt, slot, skipped}) => ({
		sentence: [
			`A run of the schedule “${name}” is still going on${host === '' ? '' : ` on ${host}, since ${startedAt}`}`,
			...(slot === undefined ? ['.'] : [`: the one of ${slot} was skipped (${skipped} so far).`]),
		].join(''),
		hint: `milvault schedule show ${name} shows the last run. If that run was killed, the next one takes over its lock automatically.`,
	}),
} satisfies Partial<ErrorTexts>;
