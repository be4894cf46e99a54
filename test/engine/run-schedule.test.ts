import test from 'ava';
import {getSchedule, listSchedules} from '../../source/engine/list-schedules.js';
import {putSchedule, removeSchedule} from '../../source/engine/put-schedule.js';
import {runSchedule} from '../../source/engine/run-schedule.js';
import {MilvaultError} from '../../source/model/milvault-error.js';
import {playedJobs, putAt, scheduleSession} from '../helpers/schedules/schedule-scene.js';

/* Runs of schedules in a directory; their jobs are simulated. */

const at = (time: string) => (): Date => new Date(time);

test('a schedule is recorded in one spelling, shown with its next runs, and removed', async t => {
	const session = await scheduleSession(t);
	t.deepEqual(await listSchedules(session), []);
	await putAt(session, '2026-06-01T12:00:00Z', {
		cron: ' @daily ',
		timeZone: 'europe/berlin',
		jitter: '5M',
		after: ['prune', 'verify', 'prune'],
	});
	const state = await getSchedule(session, 'nightly', {now: new Date('2026-06-01T12:00:00Z')});
	t.like(state, {
		schedule: {
			name: 'nightly',
			cron: '0 0 * * *',
			timeZone: 'Europe/Berlin',
			jitter: '5m',
			after: ['prune', 'verify'],
			since: '2026-06-01T12:00:00Z',
		},
		isRunning: false,
	});
	t.deepEqual(state.next.slice(0, 2), ['2026-06-01T22:00:00Z', '2026-06-02T22:00:00Z']);
	await t.throwsAsync(getSchedule(session, 'nightli'), {
		code: 'schedule-missing',
		message: /"near":\["nightly"\]/,
	});
	await removeSchedule(session, 'nightly');
	await t.throwsAsync(removeSchedule(session, 'nightly'), {code: 'schedule-missing'});
	const {storage} = await session.repositoryPlace();
	t.false(await storage.hasPrefix('.milvault/schedules/'));
});

test('what cannot be a schedule is refused, and what is there is not replaced unasked', async t => {
	const session = await scheduleSession(t);
	const put = async (change: object, repository = session) =>
		putSchedule(repository, {
			name: 'nightly',
			cron: '0 2 * * *',
			timeZone: 'UTC',
			cluster: 'c',
			create: {},
			after: [],
			...change,
		});
	await put({});
	await t.throwsAsync(put({}), {code: 'schedule-taken'});
	const bad = 'schedule-bad-value';
	await t.throwsAsync(put({name: 'a', cron: '0 25 * * *'}), {code: bad, message: /"field":"hour"/});
	await t.throwsAsync(put({name: 'a', timeZone: 'Mars'}), {code: bad});
	await t.throwsAsync(put({name: 'A'}), {code: bad});
	await t.throwsAsync(put({name: 'a', after: ['prunes']}), {code: bad, message: /"near":"prune"/});
	await t.throwsAsync(put({name: 'a', after: ['copy:nowhere']}), {code: 'unknown-repository'});
	await t.throwsAsync(put({name: 'a', after: ['copy:']}), {code: bad});
	await t.throwsAsync(put({name: 'a', after: ['copy:r']}), {code: bad});
	await t.throwsAsync(put({name: 'a', create: {name: 'same'}}), {
		code: bad,
		message: /"near":"same_\{date\}_\{time\}"/,
	});
	await t.throwsAsync(put({name: 'a', cron: '0 * * * *', create: {name: 'b_{date}'}}), {
		code: bad,
		message: /"near":"b_\{date\}_\{time\}"/,
	});
	await t.throwsAsync(put({name: 'a', create: {name: 'b/{date}'}}), {code: 'bad-backup-name'});
	await t.throwsAsync(put({name: 'a', create: {filter: 'a.b.c'}}), {code: 'filter-syntax'});
	const without = {...session, repository: {...session.repository, retention: undefined}};
	await t.throwsAsync(put({name: 'a', after: ['prune']}, without), {code: 'retention-empty'});
	t.is((await listSchedules(session)).length, 1);
});

test('a run that is due makes a backup, then each step, and is recorded with how late it was', async t => {
	const session = await scheduleSession(t);
	await putAt(session, '2026-06-01T12:00:00Z', {after: ['verify:full', 'prune']});
	const {jobs, calls, ids} = playedJobs();
	const early = await runSchedule(session, 'nightly', {
		jobs,
		isIfDue: true,
		now: at('2026-06-02T01:59:59Z'),
	});
	t.deepEqual(early, {is: 'not-due', next: '2026-06-02T02:00:00Z'});
	const end = await runSchedule(session, 'nightly', {
		jobs,
		isIfDue: true,
		now: at('2026-06-02T02:00:03Z'),
	});
	t.like(end, {is: 'ran', run: {outcome: 'complete', slot: '2026-06-02T02:00:00Z', lateMs: 3000}});
	t.deepEqual(calls, [
		'create nightly_2026_06_02_020003',
		'verify nightly_2026_06_02_020003 full',
		'prune',
	]);
	const {last} = await getSchedule(session, 'nightly');
	t.like(last, {
		backup: 'nightly_2026_06_02_020003',
		jobId: ids[0],
		missed: 0,
		endedAt: '2026-06-02T02:00:03Z',
	});
	t.deepEqual(
		last!.steps.map(({step, outcome}) => [step, outcome]),
		[
			['create', 'complete'],
			['verify:full', 'complete'],
			['prune', 'complete'],
		],
	);
	const again = await runSchedule(session, 'nightly', {
		jobs,
		isIfDue: true,
		now: at('2026-06-02T02:00:04Z'),
	});
	t.is(again.is, 'not-due');
});

test('after a backup that is not complete nothing is pruned, and what was left out is named', async t => {
	const session = await scheduleSession(t);
	await putAt(session, '2026-06-01T12:00:00Z', {after: ['prune', 'verify']});
	for (const [outcome, wanted] of [
		['partial', 'partial'],
		['failed', 'failed'],
	] as const) {
		const {jobs, calls} = playedJobs({end: async () => outcome});
		const end = await runSchedule(session, 'nightly', {jobs});
		t.like(end, {is: 'ran', run: {outcome: wanted}});
		t.is(calls.length, 1);
		t.deepEqual(
			(await getSchedule(session, 'nightly')).last!.steps.map(({step, outcome: one}) => [
				step,
				one,
			]),
			[
				['create', outcome],
				['prune', 'skipped'],
				['verify', 'skipped'],
			],
		);
	}

	const {jobs} = playedJobs({
		async end(work) {
			if (work.kind === 'prune') {
				throw new MilvaultError('retention-empty', {given: ['secret-1']});
			}

			return 'complete';
		},
	});
	const end = await runSchedule(session, 'nightly', {
		jobs,
		mask: text => text.replaceAll('secret-1', '******'),
	});
	t.like(end, {is: 'ran', run: {outcome: 'partial'}});
	const {last} = await getSchedule(session, 'nightly');
	t.like(last!.steps[1], {step: 'prune', outcome: 'failed', error: {code: 'retention-empty'}});
	t.true(JSON.stringify(last).includes('******') && !JSON.stringify(last).includes('secret-1'));
});

test('missed times are caught up once, and a run that was asked for takes none of them', async t => {
	const session = await scheduleSession(t);
	await putAt(session, '2026-06-01T12:00:00Z');
	const {jobs} = playedJobs();
	await runSchedule(session, 'nightly', {jobs, now: at('2026-06-05T01:00:00Z')});
	t.is((await getSchedule(session, 'nightly')).last!.slot, undefined);
	const end = await runSchedule(session, 'nightly', {
		jobs,
		isIfDue: true,
		now: at('2026-06-05T09:00:00Z'),
	});
	t.like(end, {run: {slot: '2026-06-05T02:00:00Z', missed: 3, lateMs: 7 * 3_600_000}});
	await runSchedule(session, 'nightly', {jobs, now: at('2026-06-05T10:00:00Z')});
	const due = async (time: string) =>
		(await runSchedule(session, 'nightly', {jobs, isIfDue: true, now: at(time)})).is;
	t.is(await due('2026-06-05T11:00:00Z'), 'not-due');
	t.is(await due('2026-06-06T02:00:00Z'), 'ran');
});

test('while a run goes on, the next one is skipped, counted, and not caught up; one for the same time does nothing', async t => {
	const session = await scheduleSession(t);
	await putAt(session, '2026-06-01T12:00:00Z');
	const gate = Promise.withResolvers<void>();
	const begun = Promise.withResolvers<void>();
	const {jobs} = playedJobs({
		async end() {
			begun.resolve();
			await gate.promise;
			return 'complete';
		},
	});
	const due = async (time: string) =>
		runSchedule(session, 'nightly', {jobs, isIfDue: true, now: at(time)});
	const long = due('2026-06-02T02:00:00Z');
	await begun.promise;
	t.true((await getSchedule(session, 'nightly')).isRunning);
	t.like(await due('2026-06-02T02:00:01Z'), {is: 'not-due'});
	await t.throwsAsync(due('2026-06-03T02:00:00Z'), {
		code: 'schedule-running',
		message: /"slot":"2026-06-03T02:00:00Z","skipped":1/,
	});
	await t.throwsAsync(due('2026-06-04T02:00:00Z'), {message: /"skipped":2/});
	await t.throwsAsync(runSchedule(session, 'nightly', {jobs}), {code: 'schedule-running'});
	gate.resolve();
	t.like(await long, {is: 'ran', run: {outcome: 'complete'}});
	t.like(await due('2026-06-04T12:00:00Z'), {is: 'not-due'});
	const state = await getSchedule(session, 'nightly');
	t.deepEqual(state.skips, {count: 2, slot: '2026-06-04T02:00:00Z'});
	t.false(state.isRunning);
	t.like(await due('2026-06-05T02:00:00Z'), {is: 'ran', run: {missed: 0}});
});

test('two that start it at once make one backup', async t => {
	const session = await scheduleSession(t);
	await putAt(session, '2026-06-01T12:00:00Z');
	// The backup ends when the others have answered: they meet it while it runs.
	const answered = Promise.withResolvers<void>();
	let answers = 0;
	const {jobs, calls} = playedJobs({
		async end() {
			await answered.promise;
			return 'complete';
		},
	});
	const ends = await Promise.all(
		[1, 2, 3].map(async () => {
			const end = await runSchedule(session, 'nightly', {
				jobs,
				isIfDue: true,
				now: at('2026-06-02T02:00:00Z'),
			});
			answers++;
			if (answers === 2) {
				answered.resolve();
			}

			return end;
		}),
	);
	t.deepEqual(ends.map(({is}) => is).toSorted(), ['not-due', 'not-due', 'ran']);
	t.is(calls.length, 1);
	t.is((await getSchedule(session, 'nightly')).skips, undefined);
});

test('a run that was interrupted is continued under its name, with the steps after it, or replaced by the next one', async t => {
	const session = await scheduleSession(t);
	await putAt(session, '2026-06-01T12:00:00Z', {after: ['verify']});
	const ended = new AbortController();
	const {jobs: dying, ids} = playedJobs({
		async end() {
			ended.abort();
			throw new MilvaultError('cancelled', {});
		},
	});
	await runSchedule(session, 'nightly', {
		jobs: dying,
		isIfDue: true,
		now: at('2026-06-02T02:00:00Z'),
		signal: ended.signal,
		staysOpen: true,
	}).catch(() => undefined);
	t.is((await getSchedule(session, 'nightly')).last!.endedAt, undefined);

	const resumed: string[] = [];
	const {jobs, calls} = playedJobs({
		async resume(jobId) {
			resumed.push(jobId);
			return 'complete';
		},
	});
	const end = await runSchedule(session, 'nightly', {
		jobs,
		isIfDue: true,
		now: at('2026-06-02T08:00:00Z'),
	});
	t.deepEqual(resumed, ids);
	t.deepEqual(calls, ['resume', 'verify nightly_2026_06_02_020000 quick']);
	t.like(end, {
		is: 'ran',
		run: {outcome: 'complete', slot: '2026-06-02T02:00:00Z', startedAt: '2026-06-02T02:00:00Z'},
	});

	await runSchedule(session, 'nightly', {
		jobs: dying,
		isIfDue: true,
		now: at('2026-06-03T02:00:00Z'),
		signal: ended.signal,
		staysOpen: true,
	}).catch(() => undefined);
	const unknown = playedJobs();
	await runSchedule(session, 'nightly', {
		jobs: unknown.jobs,
		isIfDue: true,
		now: at('2026-06-04T02:00:00Z'),
	});
	t.deepEqual(unknown.calls, [
		'create nightly_2026_06_04_020000',
		'verify nightly_2026_06_04_020000 quick',
	]);
});

test('a schedule of a newer version, and a damaged one, is named and not run', async t => {
	const session = await scheduleSession(t);
	await putAt(session, '2026-06-01T12:00:00Z');
	const {storage} = await session.repositoryPlace();
	await storage.put('.milvault/schedules/newer/schedule.json', '{"formatVersion":2}');
	await storage.put('.milvault/schedules/broken/schedule.json', '{');
	await storage.put('.milvault/schedules/partly/schedule.json', '{"formatVersion":1,"name":"x"}');
	const states = await listSchedules(session);
	t.deepEqual(
		states.map(state => ('error' in state ? [state.name, state.error.code] : state.schedule.name)),
		[
			['broken', 'metadata-unreadable'],
			['newer', 'newer-format'],
			'nightly',
			['partly', 'metadata-unreadable'],
		],
	);
	const {jobs, calls} = playedJobs();
	await t.throwsAsync(runSchedule(session, 'newer', {jobs}), {code: 'newer-format'});
	await storage.put('.milvault/schedules/nightly/last-run.json', '{"formatVersion":2}');
	await t.throwsAsync(runSchedule(session, 'nightly', {jobs}), {code: 'newer-format'});
	t.deepEqual(calls, []);
	await removeSchedule(session, 'broken');
});
