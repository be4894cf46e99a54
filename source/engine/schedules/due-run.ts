import {jitterMs} from '../../model/schedule-values.js';
import type {Schedule, ScheduleRun, ScheduleSkips} from '../../model/schedule.js';
import {countRuns, latestRun, nextRuns} from './next-runs.js';

export type DueRun = {
	/** The time after `now` at which it is due again; absent: never. RFC 3339 UTC. */
	next?: string;
} & (
	| {is: 'not-due'}
	/** A run still goes on: this one is left out. */
	| {is: 'overlap'; slot: string}
	| {
			is: 'due';
			slot: string;
			/** Since its slot. */
			lateMs: number;
			/** Earlier times that passed without a run; this run is for all of them. At most 1000. */
			missed: number;
			/** It was to run before: nobody was there to start it. */
			isCaughtUp: boolean;
	  }
);

/** What is started within so much of its time, jitter aside, is on time. */
const onTimeMs = 5 * 60_000;
const maxMissed = 1000;

/**
 * Is a run due? Of all times that passed since the last one that had its run, the latest is: what
 * was missed is caught up once.
 *
 * @param known.last the last run; `known.skips` what was left out because one went on
 * @param known.isRunning a run goes on now
 */
export function dueRun(
	schedule: Schedule,
	{last, skips, isRunning}: {last?: ScheduleRun; skips?: ScheduleSkips; isRunning: boolean},
	now: Date,
): DueRun {
	const [after] = nextRuns(schedule, now, 1);
	const next = after && {next: timeText(after)};
	const had = [last?.lastSlot, skips?.slot, schedule.since].flatMap(time =>
		time === undefined ? [] : [Date.parse(time)],
	);
	const since = new Date(Math.max(...had));
	const slot = latestRun(schedule, since, now);
	if (!slot) {
		return {is: 'not-due', ...next};
	}

	if (isRunning) {
		return {is: 'overlap', slot: timeText(slot), ...next};
	}

	const lateMs = now.getTime() - slot.getTime();
	const missed = countRuns(schedule, since, slot, maxMissed);
	return {
		is: 'due',
		slot: timeText(slot),
		lateMs,
		missed,
		isCaughtUp: missed > 0 || lateMs > jitterMs(schedule) + onTimeMs,
		...next,
	};
}

/** RFC 3339 UTC, in whole seconds. */
export function timeText(time: Date): string {
	return `${time.toISOString().slice(0, 19)}Z`;
}
