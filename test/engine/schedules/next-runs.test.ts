import test from 'ava';
import {countRuns, latestRun, nextRuns} from '../../../source/engine/schedules/next-runs.js';

const iso = (dates: readonly Date[]): string[] =>
	dates.map(date => date.toISOString().slice(0, 16));

for (const [what, cron, timeZone, after, wanted] of [
	[
		'a time that the clocks leave out runs once, at the end of the gap',
		'30 2 * * *',
		'Europe/Berlin',
		'2026-03-28T00:00:00Z',
		['2026-03-28T01:30', '2026-03-29T01:00', '2026-03-30T00:30'],
	],
	[
		'a time that they show twice runs once, the first time',
		'30 2 * * *',
		'Europe/Berlin',
		'2026-10-24T00:00:00Z',
		['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30'],
	],
	[
		'of several that they leave out one runs',
		'0,30 2 * * *',
		'America/New_York',
		'2026-03-08T00:00:00Z',
		['2026-03-08T07:00', '2026-03-09T06:00', '2026-03-09T06:30'],
	],
	[
		'a midnight that they leave out runs at one o’clock',
		'0 0 * * *',
		'America/Santiago',
		'2026-09-04T12:00:00Z',
		['2026-09-05T04:00', '2026-09-06T04:00', '2026-09-07T03:00'],
	],
	[
		'every hour is every hour that passes',
		'0 * * * *',
		'Europe/Berlin',
		'2026-10-24T23:30:00Z',
		['2026-10-25T00:00', '2026-10-25T01:00', '2026-10-25T02:00'],
	],
	[
		'half an hour of Lord Howe',
		'15 2 * * *',
		'Australia/Lord_Howe',
		'2026-10-02T12:00:00Z',
		['2026-10-02T15:45', '2026-10-03T15:30', '2026-10-04T15:15'],
	],
	[
		'a day of the month or of the week',
		'0 0 13 * FRI',
		'UTC',
		'2026-02-01T00:00:00Z',
		['2026-02-06T00:00', '2026-02-13T00:00', '2026-02-20T00:00'],
	],
	[
		'the twenty-ninth of February',
		'0 0 29 2 *',
		'UTC',
		'2026-02-01T00:00:00Z',
		['2028-02-29T00:00', '2032-02-29T00:00', '2036-02-29T00:00'],
	],
] as const) {
	test(`next runs: ${what}`, t => {
		t.deepEqual(iso(nextRuns({cron, timeZone}, new Date(after), 3)), [...wanted]);
	});
}

test('a nightly time has one run on every day of three years, in zones with every kind of change', t => {
	for (const timeZone of [
		'Europe/Berlin',
		'America/New_York',
		'America/Santiago',
		'Australia/Lord_Howe',
		'Asia/Shanghai',
		'Africa/Casablanca',
	]) {
		for (const cron of ['30 2 * * *', '0 0 * * *', '45 1 * * *', '15 3 * * *']) {
			const start = new Date('2026-01-01T12:00:00Z');
			const runs = nextRuns({cron, timeZone}, start, 1096);
			const days = new Set(
				runs.map(run => new Intl.DateTimeFormat('sv-SE', {timeZone}).format(run)),
			);
			t.is(days.size, 1096, `${cron} ${timeZone}`);
			// 1,096 days on there is a run too: no day in between was without one.
			const span = (runs.at(-1)!.getTime() - runs[0]!.getTime()) / 86_400_000;
			t.true(Math.abs(span - 1095) < 0.1, `${cron} ${timeZone}: ${span}`);
		}
	}
});

test('the latest run is found from a minute ago as from years ago', t => {
	const latest = (cron: string, since: string, now: string): string | undefined =>
		latestRun({cron, timeZone: 'Europe/Berlin'}, new Date(since), new Date(now))?.toISOString();
	t.is(
		latest('0 2 * * *', '2020-01-01T00:00:00Z', '2026-06-01T12:00:00Z'),
		'2026-06-01T00:00:00.000Z',
	);
	t.is(latest('0 2 * * *', '2026-06-01T00:00:00Z', '2026-06-01T12:00:00Z'), undefined);
	t.is(
		latest('0 2 * * *', '2026-05-31T23:59:59Z', '2026-06-01T00:00:00Z'),
		'2026-06-01T00:00:00.000Z',
	);
	t.is(
		latest('* * * * *', '2020-01-01T00:00:00Z', '2026-06-01T12:00:30Z'),
		'2026-06-01T12:00:00.000Z',
	);
	t.is(
		latest('0 0 29 2 *', '2020-01-01T00:00:00Z', '2027-06-01T12:00:00Z'),
		'2024-02-28T23:00:00.000Z',
	);
	t.is(latest('0 0 29 2 *', '2025-01-01T00:00:00Z', '2027-06-01T12:00:00Z'), undefined);
});

test('times between two times are counted, up to a number', t => {
	const count = (max: number): number =>
		countRuns(
			{cron: '0 * * * *', timeZone: 'UTC'},
			new Date('2026-01-01T00:00:00Z'),
			new Date('2026-01-02T00:00:00Z'),
			max,
		);
	t.is(count(1000), 23);
	t.is(count(5), 5);
});
