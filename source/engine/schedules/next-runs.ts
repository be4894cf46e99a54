import {Cron} from 'croner';
import type {Schedule} from '../../model/schedule.js';

type Times = Pick<Schedule, 'cron' | 'timeZone'>;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * The next times of a schedule, without jitter.
 *
 * On days of clock change: where minutes and hours are numbers, a time that the clocks leave out
 * runs at the first moment after the change, and one that they show twice runs the first time; where
 * either has `*`, what counts is that the time passes: times that are left out do not run, and those
 * shown twice run twice.
 *
 * @param after those later than this
 */
export function nextRuns(times: Times, after: Date, count: number): Date[] {
	return parse(times).nextRuns(count, after);
}

/** The latest time that is not after `now`, and later than `since`; undefined: none. */
export function latestRun(times: Times, since: Date, now: Date): Date | undefined {
	const cron = parse(times);
	// Back as far as needed: from years ago it would be a long way to now.
	for (const backMs of [hourMs, dayMs, 32 * dayMs, 400 * dayMs, 9 * 366 * dayMs]) {
		const from = Math.max(since.getTime(), now.getTime() - backMs);
		let latest: Date | undefined;
		for (
			let run = cron.nextRun(new Date(from));
			run !== null && run.getTime() <= now.getTime();
			run = cron.nextRun(run)
		) {
			latest = run;
		}

		if (latest || from === since.getTime()) {
			return latest;
		}
	}

	return undefined;
}

/** How many times lie between two times, neither of them counted; at most `max`. */
export function countRuns(times: Times, after: Date, before: Date, max: number): number {
	const cron = parse(times);
	let count = 0;
	for (
		let run = cron.nextRun(after);
		run !== null && run.getTime() < before.getTime() && count < max;
		run = cron.nextRun(run)
	) {
		count++;
	}

	return count;
}

/** @param times of a schedule that was checked */
function parse({cron, timeZone}: Times): Cron {
	return new Cron(cron, {
		timezone: timeZone,
		mode: '5-part',
		// Lists and ranges are times of day as single numbers are.
		fixedTimeRule: 'no-wildcard',
	});
}
