import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import type {JournalEntry} from '../../source/engine/journal/journal.js';
import {listBackups} from '../../source/engine/list-backups.js';
import {pinBackups} from '../../source/engine/pin-backups.js';
import {planPrune} from '../../source/engine/plan-prune.js';
import {pruneBackups} from '../../source/engine/prune-backups.js';
import {holdLock} from '../../source/engine/locks/hold-lock.js';
import {removeBackup} from '../../source/engine/repository/remove-backup.js';
import type {Place} from '../../source/engine/session.js';
import type {JobEvent} from '../../source/model/job-events.js';
import {MilvaultError} from '../../source/model/milvault-error.js';
import type {RetentionPolicy} from '../../source/model/retention.js';
import type {ReadOptions} from '../../source/storage/storage.js';
import {putSmallBackup} from '../helpers/backups/small-backups.js';
import {everyTwelveHours, pruneScene, type PruneScene} from '../helpers/jobs/kill-prune.js';

const policy: RetentionPolicy = {keepLast: 2};

async function scene(
	t: ExecutionContext,
	prepare?: (repository: Place) => Promise<void>,
): Promise<PruneScene & {path: string}> {
	const path = await mkdtemp(join(tmpdir(), 'milvault-repository-'));
	t.teardown(async () => rm(path, {recursive: true, force: true}));
	const made = await pruneScene(
		t,
		{type: 'local', path},
		{backups: everyTwelveHours(6), policy, prepare},
	);
	return {...made, path};
}

function going(plan: PruneScene['plan']): string[] {
	return plan.backups.flatMap(({name, isKept}) => (isKept ? [] : [name])).toSorted();
}

test('what was pinned, locked, written again or changed since the plan was shown stays, and is named', async t => {
	const {session, plan, path} = await scene(t);
	t.deepEqual(going(plan), ['backup_00', 'backup_01', 'backup_02', 'backup_03']);
	const repository = await session.repositoryPlace();
	await pinBackups(session, ['backup_00'], {reason: 'audit'});
	const lock = await holdLock(repository, 'backup_01', {
		jobId: 'another',
		kind: 'restore',
		mode: 'shared',
		warn() {},
	});
	await removeBackup(repository, 'backup_02');
	const [, , again] = everyTwelveHours(6);
	await putSmallBackup(repository, {...again!, id: 'another one'});
	const result = await pruneBackups(session, plan);
	await lock.release();
	t.is(result.outcome, 'complete');
	t.deepEqual(
		result.backups.map(({name, outcome, error}) => [name, outcome, error?.code]),
		[
			['backup_00', 'skipped', 'backup-pinned'],
			['backup_01', 'skipped', 'locked'],
			['backup_02', 'skipped', 'backup-changed'],
			['backup_03', 'complete', undefined],
		],
	);
	t.is(result.kept, 5);
	t.truthy(path);
});

test('when the newest backups went since the plan was shown, what the policy keeps by now stays', async t => {
	const {session, plan} = await scene(t);
	const repository = await session.repositoryPlace();
	for (const name of ['backup_04', 'backup_05']) {
		await removeBackup(repository, name);
	}

	const result = await pruneBackups(session, plan);
	t.deepEqual(
		result.backups.map(({name, outcome, error}) => [name, outcome, error?.code]),
		[
			['backup_00', 'complete', undefined],
			['backup_01', 'complete', undefined],
			['backup_02', 'skipped', 'backup-kept'],
			['backup_03', 'skipped', 'backup-kept'],
		],
	);
});

test('an unfinished backup stays while its job can be continued, or another machine holds it', async t => {
	const name = 'unfinished';
	const {session} = await scene(t, async repository => {
		await putSmallBackup(repository, {
			name,
			at: '2026-01-01T00:00:00Z',
			id: 'its job',
			state: 'unfinished',
		});
	});
	// Two days from now: what was written just now is old by then.
	const now = new Date(Date.now() + 48 * 3_600_000);
	const codes = async (continuable?: ReadonlySet<string>): Promise<string[]> => {
		const {backups} = await planPrune(session, policy, {now, continuable});
		return backups.find(backup => backup.name === name)!.reasons.map(({code}) => code);
	};

	t.deepEqual(await codes(), ['unfinished']);
	t.deepEqual(await codes(new Set(['its job'])), ['continuable']);
	t.deepEqual(await codes(new Set(['another job'])), ['unfinished']);
	const lock = await holdLock(await session.repositoryPlace(), name, {
		jobId: 'its job',
		kind: 'backup',
		mode: 'exclusive',
		warn() {},
	});
	t.deepEqual(await codes(), ['locked']);
	await lock.release();
	const {backups} = await planPrune(session, policy);
	t.like(
		backups.find(backup => backup.name === name),
		{
			isKept: true,
			reasons: [{code: 'written-lately'}],
		},
	);
});

test('half deleted is what a deletion left, not what somebody writes into since', async t => {
	const {session, path} = await scene(t);
	const repository = await session.repositoryPlace();
	const ended = new AbortController();
	await t.throwsAsync(
		removeBackup(repository, 'backup_03', {
			signal: ended.signal,
			async assertHeld() {
				// The metadata is gone, the data is not.
				if (!(await repository.storage.head('backup_03/meta/segment_meta.json'))) {
					ended.abort();
				}
			},
		}),
	);
	const reason = async (): Promise<unknown> => {
		const {backups} = await planPrune(session, policy);
		return backups.find(({name}) => name === 'backup_03')?.reasons[0]?.code;
	};

	t.is(await reason(), 'half-deleted');
	await new Promise(resolve => {
		setTimeout(resolve, 20);
	});
	await writeFile(join(path, 'backup_03/binlogs/new'), '');
	t.is(await reason(), 'written-lately');
});

test('a prune that is cancelled stops after what it has begun, and the same job does the rest', async t => {
	const {session, plan, keys, wanted} = await scene(t);
	const ended = new AbortController();
	const events: JobEvent[] = [];
	const entries: JournalEntry[] = [];
	const result = await pruneBackups(session, plan, {
		signal: ended.signal,
		onEvent: event => events.push(event),
		journal: {
			entries: [],
			async append(entry) {
				entries.push(entry);
				if (entry.type === 'pruned') {
					ended.abort();
				}
			},
		},
	});
	t.is(result.outcome, 'cancelled');
	t.deepEqual(
		result.backups.map(({name}) => name),
		['backup_00'],
	);
	t.like(events.at(-1), {type: 'job-ended', outcome: 'cancelled', canContinue: true});
	const rest = await pruneBackups(session, plan, {journal: {entries, async append() {}}});
	t.is(rest.outcome, 'complete');
	t.deepEqual(
		rest.backups.map(({objects}) => objects),
		[9, 9, 9, 9],
	);
	t.deepEqual(await keys(), wanted);
});

test('where pins may not be read (simulated), list shows none and prune refuses to decide', async t => {
	const {session} = await scene(t);
	const repository = await session.repositoryPlace();
	const {storage} = repository;
	const denied = {
		...storage,
		list(prefix: string, options?: ReadOptions) {
			if (prefix.startsWith('.milvault/pins')) {
				throw new MilvaultError('storage-denied', {action: 'list', resource: 'r', endpoint: 'e'});
			}

			return storage.list(prefix, options);
		},
	};
	const barred = {
		...session,
		repositoryPlace: async () => ({...repository, storage: denied}),
	};
	t.is((await listBackups(barred)).length, 6);
	await t.throwsAsync(planPrune(barred, policy), {code: 'storage-denied'});
});

test('a policy that is none is refused by the library too', async t => {
	const {session} = await scene(t);
	await t.throwsAsync(planPrune(session, {min: 2}), {code: 'retention-empty'});
	await t.throwsAsync(planPrune(session, {keepLast: 0}), {code: 'retention-bad-value'});
	await t.throwsAsync(planPrune(session, {keepLast: 1, timeZone: 'Mars'}), {
		code: 'retention-bad-value',
	});
	await t.throwsAsync(planPrune(session, {keepLatest: 1} as RetentionPolicy), {
		code: 'retention-bad-value',
	});
});
