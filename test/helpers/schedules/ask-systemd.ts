import {execa} from 'execa';
import {readCron} from '../../../source/model/cron.js';
import {onCalendar} from '../../../source/render/on-calendar.js';
import {localTime, type CronCase} from './random-crons.js';

/** The next five runs, as local times, by `systemd-analyze calendar` of what stands in a timer. */
export async function askSystemd({cron, zone, base}: CronCase): Promise<string[]> {
	const read = readCron(cron);
	if ('allowed' in read) {
		throw new Error(cron);
	}

	const times = onCalendar(read.cron, zone);
	const {stdout} = await execa(
		'systemd-analyze',
		[
			'calendar',
			'--iterations=5',
			`--base-time=${base.slice(0, 19).replace('T', ' ')} UTC`,
			...times,
		],
		{env: {TZ: 'UTC'}},
	);
	const found = [
		...stdout.matchAll(/(?:elapse|#\d+): \w{3} (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC/g),
	].map(([, date, time]) => Date.parse(`${date}T${time}Z`));
	// Several lines of a timer are one timer.
	return [...new Set(found)]
		.toSorted((a, b) => a - b)
		.slice(0, 5)
		.map(ms => localTime(new Date(ms), zone));
}

/** Is it on this machine? */
export async function hasSystemd(): Promise<boolean> {
	const {exitCode} = await execa('systemd-analyze', ['--version'], {reject: false});
	return exitCode === 0;
}
