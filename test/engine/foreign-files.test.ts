import {randomBytes} from 'node:crypto';
import {existsSync} from 'node:fs';
import {cp, mkdir, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import anyTest, {type ExecutionContext} from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {deleteBackups} from '../../source/engine/delete-backups.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import type {Session} from '../../source/engine/session.js';
import {verifyBackups} from '../../source/engine/verify-backups.js';
import {openStorage} from '../../source/storage/open-storage.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {restoreInto} from '../helpers/program/restore-into.js';
import {allRows, openSdk} from '../helpers/milvus/rows.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {assertSameRows} from '../helpers/milvus/same-rows.js';
import {servers} from '../helpers/servers/servers.js';
import {makeSmallCollections} from '../helpers/milvus/small-collections.js';

/*
 * What a NAS, a file server or a desktop leaves in a backup's directories, and a bucket's console
 * in its prefixes: named, passed over, and never given to Milvus, which would take it for a binlog.
 */

const test = anyTest.serial;
const {milvus235, milvus235local} = servers();
const db = `foreign_${randomBytes(4).toString('hex')}`;
const fixtures = new URL('../fixtures/milvus-backup-0.5.16/', import.meta.url).pathname;

const local = await openSdk(milvus235local);
const onS3 = await openSdk(milvus235);

test.before(async () => {
	await makeSmallCollections(local, db);
	await makeSmallCollections(onS3, db);
});

test.after.always(async () => {
	for (const client of [local, onS3]) {
		await dropDatabase(client, db);
		await dropDatabase(client, `${db}_back`);
		await client.closeConnection();
	}
});

async function backUp(session: Session): Promise<void> {
	const plan = await planBackup(session, {
		name: 'b',
		filter: `${db}.items`,
		strategy: 'auto',
		withRbac: false,
	});
	const {outcome} = await createBackup(session, plan);
	if (outcome !== 'complete') {
		throw new Error(outcome);
	}
}

const litter = [
	'Thumbs.db',
	'.DS_Store',
	'desktop.ini',
	'.nfs0001',
	'@eaDir/x@SynoEAStream',
	'._1',
];

async function newDirectory(t: ExecutionContext): Promise<string> {
	const directory = await mkdtemp(join(tmpdir(), 'milvault-foreign-'));
	t.teardown(async () => rm(directory, {recursive: true, force: true}));
	return directory;
}

/** Litter in every directory that holds a binlog. Returns how many files there are. */
async function litterAll(backup: string): Promise<number> {
	const binlogs = await readdir(join(backup, 'binlogs'), {
		recursive: true,
		withFileTypes: true,
	});
	const directories = new Set(
		binlogs.filter(entry => entry.isFile()).map(entry => entry.parentPath),
	);
	for (const directory of [...directories, dirname([...directories][0]!)]) {
		for (const name of litter) {
			const file = join(directory, name);
			await mkdir(dirname(file), {recursive: true});
			await writeFile(file, 'not a binlog');
		}
	}

	return (directories.size + 1) * litter.length;
}

async function restoredWhole(
	t: ExecutionContext,
	session: Session,
	client: typeof local,
): Promise<string> {
	const {result} = await restoreInto(session, 'b', `${db}_back`, {from: db});
	t.is(result.outcome, 'complete', JSON.stringify(result));
	t.true(result.warnings.some(({code}) => code === 'foreign-files'));
	assertSameRows(
		t,
		await allRows(client, `${db}_back`, 'items'),
		await allRows(client, db, 'items'),
		'items',
	);
	return result.jobId;
}

test('a directory on a NAS: verify names the files, the restore of a Milvus that reads the directory itself goes through a copy without them, and delete counts them', async t => {
	const path = await newDirectory(t);
	const session = await sessionFor(t, {
		server: milvus235local,
		repository: {type: 'local', path},
	});
	await backUp(session);
	const count = await litterAll(join(path, 'b'));
	for (const level of ['quick', 'full'] as const) {
		const verified = await verifyBackups(session, ['b'], {level});
		t.is(verified.outcome, 'complete', JSON.stringify(verified.backups));
		t.like(verified.warnings, [
			{code: 'foreign-files', details: {collection: `${db}.items`, count}},
		]);
		t.regex(JSON.stringify(verified.warnings), /"b\/binlogs\/insert_log\/.*\.DS_Store"/);
	}

	const jobId = await restoredWhole(t, session, local);
	// Only this job's: other tests' restores may have their copies on the same server.
	t.false(
		existsSync(join(milvus235local.dataDir, 'data/milvault_temp', jobId)),
		'the copy is gone',
	);
	const {backups} = await deleteBackups(session, ['b']);
	t.like(backups, [{outcome: 'complete', foreignFiles: count}]);
	t.deepEqual(await readdir(path).then(names => names.includes('b')), false);
});

test('a bucket: markers of directories and other objects are passed over where Milvus reads the bucket itself, and elsewhere', async t => {
	const {storage: cluster} = milvus235.cluster;
	for (const repository of [
		{...cluster, rootPath: `foreign_${randomBytes(4).toString('hex')}`},
		settingsOf(await newBucket(), {rootPath: 'backup'}),
	] as const) {
		const session = await sessionFor(t, {
			server: milvus235,
			repository: repository as ReturnType<typeof settingsOf>,
		});
		await backUp(session);
		const {storage, rootPath} = await session.repositoryPlace();
		const prefix = `${rootPath}/b/binlogs/insert_log/`;
		const keys: string[] = [];
		for await (const {key} of storage.list(prefix)) {
			keys.push(key);
		}

		await storage.put(`${dirname(keys[0]!)}/Thumbs.db`, 'not a binlog');
		await storage.put(`${dirname(dirname(keys[0]!))}/@eaDir/x`, '');
		await restoredWhole(t, session, onS3);
		await dropDatabase(onS3, `${db}_back`);
		const {backups} = await deleteBackups(session, ['b']);
		t.like(backups, [{outcome: 'complete', foreignFiles: 2}]);
	}
});

test('a backup by milvus-backup: its litter is named; one more file that looks like a binlog is a difference', async t => {
	const path = await newDirectory(t);
	await cp(join(fixtures, 'hello_peer'), join(path, 'b'), {recursive: true});
	const session = await sessionFor(t, {
		server: milvus235local,
		repository: {type: 'local', path},
	});
	await litterAll(join(path, 'b'));
	const littered = await verifyBackups(session, ['b'], {level: 'full'});
	t.is(littered.outcome, 'complete', JSON.stringify(littered.backups));
	const storage = await openStorage({type: 'local', path});
	t.teardown(() => {
		storage.close();
	});
	let log = '';
	for await (const {key} of storage.list('b/binlogs/insert_log/')) {
		log = /\/\d+$/.test(key) ? key : log;
	}

	await storage.put(`${dirname(log)}/470638622911999999`, 'one more');
	const more = await verifyBackups(session, ['b'], {level: 'quick'});
	t.like(more.backups[0], {outcome: 'failed', differenceCount: 1});
});
