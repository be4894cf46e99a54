import {assertBackupName} from '../../model/backup-name.js';
import {parseFilter} from '../../model/filter.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {
	assertScheduleName,
	readCronValue,
	readJitter,
	readStep,
	readTimeZone,
	runName,
} from '../../model/schedule-values.js';
import type {Schedule} from '../../model/schedule.js';
import {nextRuns} from './next-runs.js';

/**
 * A schedule in one spelling, every value looked at.
 *
 * @throws schedule-bad-value, bad-backup-name, filter-syntax
 */
export function checkedSchedule(given: Schedule, now: Date): Schedule {
	assertScheduleName(given.name);
	const {jitter, create} = given;
	const read = jitter === undefined ? undefined : readJitter(jitter);
	parseFilter(create.filter);
	const schedule: Schedule = {
		name: given.name,
		cron: readCronValue(given.cron),
		timeZone: readTimeZone(given.timeZone),
		...(read !== undefined && {jitter: read}),
		cluster: given.cluster,
		create,
		after: [...new Set(given.after.map(step => readStep(step)))],
		since: given.since,
	};
	assertFreeNames(schedule, now);
	return schedule;
}

/** Each run makes a backup of its own: a name that does not change would be taken the second time. */
function assertFreeNames(schedule: Schedule, now: Date): void {
	const runs = nextRuns(schedule, now, 10);
	const names = runs.map(run => runName(schedule, run));
	for (const name of names) {
		assertBackupName(name);
	}

	if (new Set(names).size < names.length) {
		const {name = ''} = schedule.create;
		const isDated = name.includes('{date}');
		throw new MilvaultError('schedule-bad-value', {
			key: 'create.name',
			value: name,
			allowed: ['{date}', '{time}'],
			near: `${name}${isDated ? '' : '_{date}'}${name.includes('{time}') ? '' : '_{time}'}`,
		});
	}
}
