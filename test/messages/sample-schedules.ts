import type {ErrorDetails} from '../../source/model/error-codes.js';

/** Details of errors of schedules; for sample-details.ts. */
export const scheduleSamples = {
	'schedule-bad-value': [
		{key: 'timeZone', value: 'Europe/Berln', allowed: ['UTC'], near: 'Europe/Berlin'},
		{key: 'cron', value: '60', allowed: ['0–59', '*'], field: 'minute'},
		{key: 'cron', value: '5/10', allowed: ['1–31', '*'], field: 'dayOfMonth', near: '5-31/10'},
		{key: 'jitter', value: '5', allowed: ['90s', '5m', '12h']},
	],
	'schedule-missing': [
		{name: 'nightly', place: '/backups', near: []},
		{name: 'nightli', place: '/backups', near: ['nightly']},
	],
	'schedule-taken': [{name: 'nightly', place: '/backups'}],
	'schedule-running': [
		{name: 'nightly', host: '', startedAt: ''},
		{
			name: 'nightly',
			host: 'h',
			startedAt: '2026-06-01T02:00:00Z',
			slot: '2026-06-02T02:00:00Z',
			skipped: 3,
		},
	],
	'crontab-refused': [{reason: 'ENOENT'}],
} as const satisfies {
	readonly [Code in keyof ErrorDetails]?: ReadonlyArray<ErrorDetails[Code]>;
};
