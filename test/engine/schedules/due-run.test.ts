import test from 'ava';
import {dueRun} from '../../../source/engine/schedules/due-run.js';
import {localTime} from '../../helpers/schedules/random-crons.js';
import type {Schedule, ScheduleRun} from '../../../source/model/schedule.js';

const schedule: Schedule = {
	name: 'nightly',
	cron: '0 2 * * *',
	timeZone: 'UTC',
	cluster: 'c',
	create: {},
	after: [],
	since: '2026-06-01T12:00:00Z',
};

function ran(lastSlot: string): ScheduleRun {
	return {lastSlot, startedAt: lastSlot, endedAt: lastSlot, backup: 'b', steps: [], host: 'h'};
}

const at = (time: string): Date => new Date(`2026-06-${time}:00Z`);

for (const [what, known, now, wanted] of [
	['before its first time', {}, '02T01:59', {is: 'not-due', next: '2026-06-02T02:00:00Z'}],
	[
		'at its first time',
		{},
		'02T02:00',
		{is: 'due', slot: '2026-06-02T02:00:00Z', lateMs: 0, missed: 0, isCaughtUp: false},
	],
	['after that run', {last: ran('2026-06-02T02:00:00Z')}, '02T12:00', {is: 'not-due'}],
	[
		'a time that was missed',
		{last: ran('2026-06-02T02:00:00Z')},
		'03T09:30',
		{is: 'due', slot: '2026-06-03T02:00:00Z', lateMs: 27_000_000, missed: 0, isCaughtUp: true},
	],
	[
		'several that were missed: one run for all',
		{last: ran('2026-06-02T02:00:00Z')},
		'09T02:01',
		{is: 'due', slot: '2026-06-09T02:00:00Z', lateMs: 60_000, missed: 6, isCaughtUp: true},
	],
	[
		'a run goes on',
		{last: ran('2026-06-02T02:00:00Z'), isRunning: true},
		'03T02:00',
		{is: 'overlap', slot: '2026-06-03T02:00:00Z', next: '2026-06-04T02:00:00Z'},
	],
	[
		'a run goes on, and none is due',
		{last: ran('2026-06-02T02:00:00Z'), isRunning: true},
		'02T03:00',
		{is: 'not-due'},
	],
	[
		'what was skipped is not caught up',
		{last: ran('2026-06-02T02:00:00Z'), skips: {count: 1, slot: '2026-06-03T02:00:00Z'}},
		'03T12:00',
		{is: 'not-due', next: '2026-06-04T02:00:00Z'},
	],
	['the clock was set back', {last: ran('2026-06-09T02:00:00Z')}, '05T12:00', {is: 'not-due'}],
] as const) {
	test(`is a run due: ${what}`, t => {
		t.like(dueRun(schedule, {isRunning: false, ...known}, at(now)), wanted);
	});
}

test('with jitter a run that starts within it is not caught up', t => {
	const jittered = {...schedule, jitter: '1h'};
	t.like(dueRun(jittered, {isRunning: false}, at('02T02:59')), {isCaughtUp: false});
	t.like(dueRun(jittered, {isRunning: false}, at('02T03:06')), {isCaughtUp: true});
});

test('asked all year, every five minutes around both clock changes, each day has one run', t => {
	const berlin = {
		...schedule,
		cron: '30 2 * * *',
		timeZone: 'Europe/Berlin',
		since: '2026-01-01T00:00:00Z',
	};
	let last: ScheduleRun | undefined;
	const days: string[] = [];
	const end = Date.parse('2027-01-01T00:00:00Z');
	for (let now = Date.parse('2026-01-01T00:00:00Z'); now < end;) {
		const found = dueRun(berlin, {last, isRunning: false}, new Date(now));
		if (found.is === 'due') {
			last = ran(found.slot);
			days.push(localTime(new Date(now), 'Europe/Berlin').slice(0, 10));
		}

		const isNear = /-(03-(28|29|30)|10-(24|25|26))/.test(new Date(now).toISOString());
		now += (isNear ? 5 : 180) * 60_000;
	}

	t.is(days.length, 365);
	t.is(new Set(days).size, 365);
});
