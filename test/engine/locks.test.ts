import {randomBytes, randomUUID} from 'node:crypto';
import {once} from 'node:events';
import {spawn} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {deleteBackups} from '../../source/engine/delete-backups.js';
import {holdLock} from '../../source/engine/locks/hold-lock.js';
import {newLock} from '../../source/engine/locks/lock-file.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {planRestore} from '../../source/engine/plan-restore.js';
import type {Place} from '../../source/engine/session.js';
import {hasCode, MilvaultError} from '../../source/model/milvault-error.js';
import {startTimeOf} from '../../source/utils/process-identity.js';
import type {Warning} from '../../source/model/job-events.js';
import {openStorage} from '../../source/storage/open-storage.js';
import type {Storage} from '../../source/storage/storage.js';
import {throwsCode} from '../contract/storage.js';
import {faultProxy} from '../helpers/proxies/fault-proxy.js';
import {makeBare} from '../helpers/datasets/bare.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {restoreInto} from '../helpers/program/restore-into.js';
import {ok, openSdk} from '../helpers/milvus/rows.js';
import {newBucket, open, openDenied, settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';
import {watchMilvus} from '../helpers/milvus/watch-milvus.js';

/* Runs that want the same backup at the same time. */

const server = servers().milvus235;
const sdk = await openSdk(server);
const db = `locks_${randomBytes(4).toString('hex')}`;

test.before(async () => {
	ok(await sdk.createDatabase({db_name: db}));
	await makeBare(sdk, db);
});

test.after.always(async () => {
	await dropDatabase(sdk, db);
	await dropDatabase(sdk, `${db}_to`);
	await sdk.closeConnection();
});

const failOnWarning = (warning: Warning): void => {
	throw new Error(warning.code);
};

const of = (kind: 'backup' | 'restore' | 'delete', mode: 'exclusive' | 'shared') =>
	({jobId: randomUUID(), kind, mode, warn: failOnWarning}) as const;

async function places(t: ExecutionContext): Promise<Place[]> {
	const directory = await mkdtemp(join(tmpdir(), 'milvault-locks-'));
	t.teardown(async () => rm(directory, {recursive: true, force: true}));
	const local = await openStorage({type: 'local', path: directory});
	t.teardown(() => {
		local.close();
	});
	return [
		{
			storage: await open(t, settingsOf(await newBucket())),
			rootPath: 'r',
			label: 's3',
		},
		{storage: local, rootPath: '', label: directory},
	];
}

async function locksIn({storage}: Place): Promise<string[]> {
	const keys: string[] = [];
	for await (const {key} of storage.list('')) {
		keys.push(key);
	}

	return keys;
}

test('of many that want a name at once one gets it; readers share; nothing stays behind', async t => {
	for (const place of await places(t)) {
		const taken = await Promise.allSettled(
			Array.from({length: 6}, async () => holdLock(place, 'x', of('backup', 'exclusive'))),
		);
		const held = taken.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []));
		t.is(held.length, 1);
		for (const one of taken) {
			t.true(one.status === 'fulfilled' || hasCode(one.reason, 'locked'));
		}

		await t.throwsAsync(holdLock(place, 'x', of('restore', 'shared')), {
			message: /locked/,
		});
		await held[0]!.release();
		const readers = [
			await holdLock(place, 'x', of('restore', 'shared')),
			await holdLock(place, 'x', of('restore', 'shared')),
		];
		await t.throwsAsync(holdLock(place, 'x', of('delete', 'exclusive')), {
			message: /locked.*restore/,
		});
		await (await holdLock(place, 'y', of('delete', 'exclusive'))).release();
		for (const reader of readers) {
			await reader.release();
		}

		t.deepEqual(await locksIn(place), []);
	}
});

test('a lock whose process is gone is taken over at once; its old holder, should it wake up, is told and takes nothing away', async t => {
	for (const place of await places(t)) {
		const child = spawn(process.execPath, ['-e', 'setInterval(()=>{},1e9)']);
		await once(child, 'spawn');
		const stale = {
			...(await newLock({jobId: randomUUID(), kind: 'backup'})),
			pid: child.pid!,
			processStartTime: (await startTimeOf(child.pid!)) ?? '',
		};
		const key = `${place.rootPath === '' ? '' : 'r/'}.milvault/locks/x/exclusive.json`;
		await place.storage.put(key, JSON.stringify(stale));
		await t.throwsAsync(holdLock(place, 'x', of('delete', 'exclusive')), {
			message: /locked/,
		});
		child.kill('SIGKILL');
		await once(child, 'exit');
		const lock = await holdLock(place, 'x', of('delete', 'exclusive'));
		t.false(lock.signal.aborted);
		// Held by another run now.
		await place.storage.put(key, JSON.stringify(stale));
		// The heartbeat alone keeps no process alive.
		const alive = setInterval(() => undefined, 1000);
		await once(lock.signal, 'abort');
		clearInterval(alive);
		t.true(hasCode(lock.signal.reason, 'claim-lost'));
		await lock.release();
		t.deepEqual(await locksIn(place), [key]);
	}
});

test('another machine’s lock that was beating a moment ago is respected', async t => {
	const [place] = await places(t);
	const theirs = {
		...(await newLock({jobId: randomUUID(), kind: 'restore'})),
		host: 'elsewhere',
		processSpace: 'elsewhere',
	};
	await place!.storage.put('r/.milvault/locks/x/exclusive.json', JSON.stringify(theirs));
	const error = await t.throwsAsync(holdLock(place!, 'x', of('delete', 'exclusive')));
	t.true(hasCode(error, 'locked'));
	t.regex(String(error), /elsewhere/);
});

test('a repository that cannot be written still serves readers, who are told that nothing is locked', async t => {
	const storage = await openDenied(t, await newBucket(), [
		{
			Effect: 'Allow',
			Action: ['s3:ListBucket', 's3:GetObject'],
			Resource: ['arn:aws:s3:::*'],
		},
	]);
	const place: Place = {storage, rootPath: 'r', label: 's3'};
	const warnings: string[] = [];
	const lock = await holdLock(place, 'x', {
		...of('restore', 'shared'),
		warn: ({code}) => warnings.push(code),
	});
	await lock.release();
	t.deepEqual(warnings, ['not-locked']);
	await t.throwsAsync(holdLock(place, 'x', of('delete', 'exclusive')), {
		message: /storage-denied/,
	});
});

test('two creates of one name, a delete during a restore and during a create: one wins, the other is told, nothing is lost', async t => {
	const repository = settingsOf(await newBucket(), {rootPath: 'b'});
	const session = await sessionFor(t, {server, repository});
	const plan = await planBackup(session, {
		name: 'one',
		filter: `${db}.*`,
		strategy: 'auto',
		withRbac: false,
	});
	const codes: string[] = [];
	const meet = async (): Promise<void> => {
		const {backups} = await deleteBackups(session, ['one']);
		codes.push(backups[0]?.error?.code ?? '');
	};

	// The one that wins continues when the others have their answers: it must not end meanwhile.
	let meeting: Promise<unknown> | undefined;
	const creating = watchMilvus(session, async rpc => {
		if (rpc === 'Flush') {
			meeting ??= Promise.all([
				meet(),
				throwsCode(t, 'locked', async () => planBackup(session, {name: 'one', filter: `${db}.*`})),
				throwsCode(t, 'locked', async () => planRestore(session, {name: 'one', suffix: '_to'})),
			]);
			await meeting;
		}
	});
	const [first, second] = await Promise.allSettled([
		createBackup(creating, plan),
		createBackup(creating, plan),
	]);
	t.deepEqual(codes, ['locked']);
	const outcomes = [first, second].map(one =>
		one.status === 'fulfilled' ? 'complete' : (one.reason as {code: string}).code,
	);
	t.deepEqual(outcomes.toSorted(), ['complete', 'locked']);
	const restoring = watchMilvus(session, async rpc => {
		if (rpc === 'Import') {
			await meet();
		}
	});
	const {result} = await restoreInto(restoring, 'one', `${db}_to`, {from: db});
	t.is(result.outcome, 'complete');
	// An import that is asked for again meets it again.
	t.true(codes.length > 1);
	t.deepEqual(new Set(codes), new Set(['locked']));
	const {storage} = await session.repositoryPlace();
	t.false(await storage.hasPrefix('b/.milvault/locks/'), 'no lock is left');
	t.is((await deleteBackups(session, ['one'])).outcome, 'complete');
});

test('a lock is given back although the first answers are lost', async t => {
	const bucket = await newBucket();
	let lost = 0;
	const {endpoint, counts} = await faultProxy(t, servers().minio.endpoint, ({method, path}) =>
		lost > 0 && path.includes('/locks/') && method !== 'PUT' && lost-- > 0 ? 'cut' : undefined,
	);
	const place: Place = {
		storage: await open(t, settingsOf(bucket, {endpoint})),
		rootPath: 'r',
		label: 's3',
	};
	for (const mode of ['exclusive', 'shared'] as const) {
		const lock = await holdLock(place, 'x', of('restore', mode));
		lost = 2;
		await lock.release();
		t.is(lost, 0);
		t.deepEqual(await locksIn(place), []);
	}

	t.is(counts.cut, 4);
});

test('a lock after which the line was lost is not left behind (simulated)', async t => {
	const storage = await open(t, settingsOf(await newBucket()));
	let isWritten = false;
	const losing: Storage = {
		...storage,
		async putIfAbsent(key, body, options) {
			isWritten = await storage.putIfAbsent(key, body, options);
			return isWritten;
		},
		async get(key, options) {
			if (isWritten && key.endsWith('/exclusive.json')) {
				throw new MilvaultError('storage-unreachable', {
					endpoint: 'there',
					reason: 'the connection was lost',
				});
			}

			return storage.get(key, options);
		},
	};
	const place: Place = {storage: losing, rootPath: 'r', label: 's3'};
	await throwsCode(t, 'storage-unreachable', async () =>
		holdLock(place, 'x', of('restore', 'shared')),
	);
	t.deepEqual(await locksIn(place), []);
});
