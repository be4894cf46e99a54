import test, {type ExecutionContext} from 'ava';
import {getSchedule} from '../../source/engine/list-schedules.js';
import type {ScheduleJobs} from '../../source/engine/run-schedule.js';
import type {Session} from '../../source/engine/session.js';
import {messagesFor} from '../../source/messages/messages.js';
import type {ScheduleState} from '../../source/model/schedule.js';
import {createScheduler, type Scheduler} from '../../source/server/scheduler.js';
import {poll} from '../../source/utils/wait.js';
import {playedJobs, putAt, scheduleSession} from '../helpers/schedules/schedule-scene.js';
import {simulatedClock, type SimulatedClock} from '../helpers/schedules/simulated-clock.js';

/* Schedules in the server, under a simulated clock, with simulated jobs. */

type Running = {scheduler: Scheduler; log: string[]; end: () => Promise<void>};

function startServer(
	t: ExecutionContext,
	session: Session,
	clock: SimulatedClock,
	jobs: ScheduleJobs,
): Running {
	const ended = new AbortController();
	const log: string[] = [];
	const scheduler = createScheduler(
		{session, mask: text => text, messages: messagesFor('en'), log: line => log.push(line)},
		{clock, jobs, signal: ended.signal},
	);
	scheduler.open();
	const end = async (): Promise<void> => {
		ended.abort();
		await scheduler.closed();
	};

	t.teardown(end);
	return {scheduler, log, end};
}

async function until(
	session: Session,
	isSo: (state: ScheduleState) => boolean,
): Promise<ScheduleState> {
	return poll({
		async ask() {
			const state = await getSchedule(session, 'nightly');
			return isSo(state) ? state : undefined;
		},
		firstMs: 10,
		maxMs: 50,
		timeoutMs: 60_000,
		onTimeout: () => new Error('it did not come to that'),
	});
}

const hasRun =
	(slot: string) =>
	({last, isRunning}: ScheduleState): boolean =>
		last?.slot === slot && last.endedAt !== undefined && !isRunning;

test('the server runs a schedule at its times, finds a new one, and leaves out what another machine ran (simulated clock)', async t => {
	const session = await scheduleSession(t);
	const clock = simulatedClock('2026-06-01T12:00:00Z');
	const {jobs, calls} = playedJobs();
	const {log} = startServer(t, session, clock, jobs);
	await clock.set('2026-06-01T12:00:10Z');
	await putAt(session, '2026-06-01T12:00:10Z');
	await putAt(session, '2026-06-01T12:00:10Z', {
		name: 'theirs',
		cluster: 'other',
		cron: '* * * * *',
	});
	await clock.set('2026-06-01T12:00:40Z');
	await clock.set('2026-06-02T01:59:59Z');
	t.deepEqual(calls, []);
	await clock.set('2026-06-02T02:00:00Z');
	const {last} = await until(session, hasRun('2026-06-02T02:00:00Z'));
	t.like(last, {outcome: 'complete', lateMs: 0, missed: 0});
	t.deepEqual(calls, ['create nightly_2026_06_02_020000']);
	t.deepEqual(log, [
		'Schedule nightly runs, due 2026-06-02T02:00:00Z.',
		'Schedule nightly has run: complete.',
	]);

	// Another machine was a moment earlier.
	const {storage} = await session.repositoryPlace();
	await storage.put(
		'.milvault/schedules/nightly/last-run.json',
		JSON.stringify({
			formatVersion: 1,
			...last,
			slot: '2026-06-03T02:00:00Z',
			lastSlot: '2026-06-03T02:00:00Z',
		}),
	);
	await clock.set('2026-06-03T02:00:00Z');
	await clock.set('2026-06-04T02:00:00Z');
	await until(session, hasRun('2026-06-04T02:00:00Z'));
	t.deepEqual(calls, ['create nightly_2026_06_02_020000', 'create nightly_2026_06_04_020000']);
});

test('a run that is too long makes the next one be skipped and counted (simulated clock)', async t => {
	const session = await scheduleSession(t);
	const clock = simulatedClock('2026-06-01T12:00:00Z');
	await putAt(session, '2026-06-01T12:00:00Z');
	const gate = Promise.withResolvers<void>();
	const {jobs, calls} = playedJobs({
		async end() {
			await gate.promise;
			return 'complete';
		},
	});
	const {log, scheduler} = startServer(t, session, clock, jobs);
	t.teardown(gate.resolve);
	await clock.set('2026-06-02T02:00:00Z');
	await until(session, ({isRunning, last}) => isRunning && last !== undefined);
	await clock.set('2026-06-03T02:00:00Z');
	await until(session, ({skips}) => skips?.count === 1);
	await clock.set('2026-06-04T02:00:00Z');
	await until(session, ({skips}) => skips?.count === 2);
	await t.throwsAsync(scheduler.run('nightly'), {code: 'schedule-running'});
	gate.resolve();
	await until(session, hasRun('2026-06-02T02:00:00Z'));
	await clock.set('2026-06-04T12:00:00Z');
	await clock.set('2026-06-05T02:00:00Z');
	const {skips, last} = await until(session, hasRun('2026-06-05T02:00:00Z'));
	t.deepEqual(skips, {count: 2, slot: '2026-06-04T02:00:00Z'});
	t.is(last!.missed, 0);
	t.is(calls.length, 2);
	t.is(log.filter(line => /is still going on.*was skipped/.test(line)).length, 2);
});

test('what was missed while there was no server is caught up once (simulated clock)', async t => {
	const session = await scheduleSession(t);
	await putAt(session, '2026-06-01T12:00:00Z');
	const clock = simulatedClock('2026-06-04T09:00:00Z');
	const {jobs, calls} = playedJobs();
	startServer(t, session, clock, jobs);
	const {last} = await until(session, hasRun('2026-06-04T02:00:00Z'));
	t.like(last, {missed: 2, lateMs: 7 * 3_600_000});
	await clock.set('2026-06-04T12:00:00Z');
	await clock.set('2026-06-05T01:59:00Z');
	t.is(calls.length, 1);

	// The machine slept over two times.
	await clock.set('2026-06-06T08:00:00Z');
	const woken = await until(session, hasRun('2026-06-06T02:00:00Z'));
	t.is(woken.last!.missed, 1);
	await clock.set('2026-06-06T08:01:00Z');
	t.is(calls.length, 2);
});

test('a server that ends in the middle of a run leaves it open, and the next one continues it (simulated clock)', async t => {
	const session = await scheduleSession(t);
	await putAt(session, '2026-06-01T12:00:00Z', {after: ['verify']});
	const clock = simulatedClock('2026-06-01T12:00:00Z');
	const stopped = Promise.withResolvers<never>();
	stopped.promise.catch(() => undefined);
	const first = playedJobs({end: async () => stopped.promise});
	const server = startServer(t, session, clock, first.jobs);
	await clock.set('2026-06-02T02:00:00Z');
	await until(session, ({isRunning}) => isRunning && first.ids.length === 1);
	const ending = server.end();
	stopped.reject(new DOMException('ended', 'AbortError'));
	await ending;
	const left = await getSchedule(session, 'nightly');
	t.like(left, {
		isRunning: false,
		last: {jobId: first.ids[0], backup: 'nightly_2026_06_02_020000'},
	});
	t.is(left.last!.endedAt, undefined);

	const resumed: string[] = [];
	const second = playedJobs({
		async resume(jobId) {
			resumed.push(jobId);
			return 'complete';
		},
	});
	const again = simulatedClock('2026-06-02T02:10:00Z');
	const {log} = startServer(t, session, again, second.jobs);
	const {last} = await until(session, hasRun('2026-06-02T02:00:00Z'));
	t.deepEqual(resumed, first.ids);
	t.deepEqual(second.calls, ['resume', 'verify nightly_2026_06_02_020000 quick']);
	t.like(last, {
		outcome: 'complete',
		startedAt: '2026-06-02T02:00:00Z',
		endedAt: '2026-06-02T02:10:00Z',
	});
	t.is(log[0], 'The last run of schedule nightly is continued.');
});

test('on days of clock change there is one run (simulated clock)', async t => {
	const session = await scheduleSession(t);
	await putAt(session, '2026-03-27T12:00:00Z', {cron: '30 2 * * *', timeZone: 'Europe/Berlin'});
	const clock = simulatedClock('2026-03-27T12:00:00Z');
	const {jobs, calls} = playedJobs();
	startServer(t, session, clock, jobs);
	const slots = [
		'2026-03-28T01:30:00Z',
		'2026-03-29T01:00:00Z',
		'2026-03-30T00:30:00Z',
		'2026-10-24T00:30:00Z',
		'2026-10-25T00:30:00Z',
		'2026-10-26T01:30:00Z',
	];
	for (const [index, slot] of slots.entries()) {
		// Every quarter of an hour from two hours before on; of the months between nothing is seen.
		for (let minutes = -120; minutes <= 120; minutes += 15) {
			await clock.set(new Date(Date.parse(slot) + minutes * 60_000).toISOString());
			if (minutes === -120 && index === 3) {
				await until(session, hasRun('2026-10-23T00:30:00Z'));
			}

			if (minutes === 0) {
				await until(session, hasRun(slot));
			}
		}
	}

	t.is(calls.length, slots.length + 1);
});

test('with jitter a run starts at most so much later, and a schedule that is removed runs no more (simulated clock)', async t => {
	const session = await scheduleSession(t);
	await putAt(session, '2026-06-01T12:00:00Z', {jitter: '10m'});
	const clock = simulatedClock('2026-06-01T12:00:00Z');
	const {jobs, calls} = playedJobs();
	startServer(t, session, clock, jobs);
	await clock.set('2026-06-02T01:59:59Z');
	t.is(calls.length, 0);
	await clock.set('2026-06-02T02:10:00Z');
	await until(session, hasRun('2026-06-02T02:00:00Z'));
	const {storage} = await session.repositoryPlace();
	await storage.deleteMany(['.milvault/schedules/nightly/schedule.json']);
	await clock.set('2026-06-02T02:11:00Z');
	await clock.set('2026-06-03T02:10:00Z');
	await clock.set('2026-06-03T02:11:00Z');
	t.is(calls.length, 1);
});
