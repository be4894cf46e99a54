import test from 'ava';
import {countRuns} from '../../../source/engine/schedules/next-runs.js';
import {dueRun} from '../../../source/engine/schedules/due-run.js';
import {triggerOf} from '../../../source/engine/schedules/trigger-of.js';
import {cronText, type Cron} from '../../../source/model/cron.js';
import type {Schedule, ScheduleRun} from '../../../source/model/schedule.js';
import {localTime} from '../../helpers/schedules/random-crons.js';

const start = new Date('2026-01-01T12:00:00Z');

const schedule = (cron: string, timeZone: string): Schedule => ({
	name: 'n',
	cron,
	timeZone,
	cluster: 'c',
	create: {},
	after: [],
	since: start.toISOString(),
});

for (const [cron, timeZone, zone, wanted] of [
	['0 2 * * *', 'UTC', 'UTC', '0 2 * * *'],
	['0 4 * * 1-5', 'Europe/Berlin', 'Europe/Berlin', '0 4 * * 1-5'],
	// What the clocks leave out has its run at three.
	['30 2 * * *', 'Europe/Berlin', 'Europe/Berlin', '0,30 2,3 * * *'],
	['*/30 * * * *', 'Europe/Berlin', 'Europe/Berlin', '0,30 * * * *'],
	['0 2 * * 0', 'Europe/Berlin', 'UTC', '0 0,1 * * *'],
	['15 3 * * *', 'Asia/Kolkata', 'UTC', '45 21 * * *'],
	['0 0 1 * *', 'UTC', 'America/New_York', '0 19,20 * * *'],
] as const) {
	test(`${cron} in ${timeZone} is called at ${wanted} in ${zone}`, t => {
		const {trigger} = triggerOf(schedule(cron, timeZone), zone, start);
		t.is(cronText(trigger), wanted);
	});
}

/** As systemd, cron and Kubernetes do it: local times that are shown; one shown twice, twice. */
function isMet(
	{minutes, hours, weekdays, days, isAnyDay, isAnyWeekday}: Cron,
	local: string,
): boolean {
	const [, day, hour, minute] = /(\d\d) (\d\d):(\d\d)$/.exec(local)!.map(Number);
	const weekday = new Date(`${local.slice(0, 10)}T00:00:00Z`).getUTCDay();
	return (
		minutes.includes(minute!) &&
		hours.includes(hour!) &&
		((isAnyDay && isAnyWeekday) ||
			(!isAnyDay && days.includes(day!)) ||
			(!isAnyWeekday && weekdays.includes(weekday)))
	);
}

test('called at those times, in its own zone or another, each time of a schedule has its run in the same minute, all year', t => {
	for (const [cron, timeZone, zone] of [
		['30 2 * * *', 'Europe/Berlin', 'Europe/Berlin'],
		['30 2 * * *', 'Europe/Berlin', 'UTC'],
		['30 2 * * *', 'Europe/Berlin', 'America/New_York'],
		['15 2 * * 0', 'Australia/Lord_Howe', 'Australia/Lord_Howe'],
		['0 0 * * *', 'America/Santiago', 'Asia/Kolkata'],
	] as const) {
		const one = schedule(cron, timeZone);
		const {trigger} = triggerOf(one, zone, start);
		let last: ScheduleRun | undefined;
		let runs = 0;
		const end = start.getTime() + 365 * 86_400_000;
		for (let now = start.getTime(); now < end; now += 15 * 60_000) {
			if (isMet(trigger, localTime(new Date(now), zone))) {
				const due = dueRun(one, {last, isRunning: false}, new Date(now));
				if (due.is === 'due') {
					t.is(due.lateMs, 0, `${cron} ${timeZone} ${zone} ${due.slot}`);
					runs++;
					last = {
						lastSlot: due.slot,
						startedAt: due.slot,
						endedAt: due.slot,
						backup: 'b',
						steps: [],
						host: 'h',
					};
				}
			}
		}

		t.is(runs, countRuns(one, start, new Date(end), 1000), `${cron} ${timeZone} ${zone}`);
	}
});
