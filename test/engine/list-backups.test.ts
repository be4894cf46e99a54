import {chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import anyTest, {type ExecutionContext} from 'ava';
import {planDelete} from '../../source/engine/delete-backups.js';
import {getBackup} from '../../source/engine/get-backup.js';
import {listBackups} from '../../source/engine/list-backups.js';
import type {Session} from '../../source/engine/session.js';
import type {Warning} from '../../source/model/job-events.js';
import {openStorage} from '../../source/storage/open-storage.js';
import {throwsCode} from '../contract/storage.js';
import {
	fixturesDirectory,
	putBackupFiles,
	readBackupFiles,
} from '../helpers/backups/backup-files.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {faultProxy, type Fault} from '../helpers/proxies/fault-proxy.js';
import {newBucket, open, secret, settingsOf} from '../helpers/backups/s3-storage.js';
import {assumeRole} from '../helpers/servers/assume-role.js';
import {servers} from '../helpers/servers/servers.js';

/*
 * What is not the fault of a backup is never said of it: who removes what is unreadable would lose
 * good ones.
 */

// One changes who this process is.
const test = anyTest.serial;
const {minio, milvus235: server} = servers();
const files = await readBackupFiles(join(fixturesDirectory, 'hello_peer'));

async function localRepository(t: ExecutionContext): Promise<{path: string; session: Session}> {
	const path = await mkdtemp(join(tmpdir(), 'milvault-list-'));
	t.teardown(async () => rm(path, {recursive: true, force: true}));
	await putBackupFiles(await openStorage({type: 'local', path}), 'good', files);
	await makeWorldReadable(join(path, 'good'));
	const repository = {type: 'local', path, rootPath: ''} as const;
	return {path, session: await sessionFor(t, {server, repository})};
}

/** milvault makes a backup in a directory for its owner alone. */
async function makeWorldReadable(directory: string): Promise<void> {
	await chmod(directory, 0o755);
	for (const entry of await readdir(directory, {
		recursive: true,
		withFileTypes: true,
	})) {
		await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
	}
}

/** As a user who owns nothing, when this one may do everything. */
async function asUnprivileged<Value>(work: () => Promise<Value>): Promise<Value> {
	if (process.geteuid?.() !== 0) {
		return work();
	}

	process.seteuid?.(65_534);
	try {
		return await work();
	} finally {
		process.seteuid?.(0);
	}
}

const look = async (
	session: Session,
): Promise<{states: Record<string, string>; warnings: Warning[]}> => {
	const warnings: Warning[] = [];
	const backups = await listBackups(session, {
		onWarning: warning => warnings.push(warning),
	});
	return {
		states: Object.fromEntries(backups.map(({name, state}) => [name, state])),
		warnings,
	};
};

test('a directory that may not be read, as lost+found, is told and passed over; so is one whose metadata may not be seen', async t => {
	const {path, session} = await localRepository(t);
	await mkdir(join(path, 'lost+found'), {mode: 0o000});
	await mkdir(join(path, 'project/deep'), {recursive: true});
	await mkdir(join(path, 'project/deep/private'), {mode: 0o000});
	await mkdir(join(path, 'theirs/meta'), {recursive: true});
	await writeFile(join(path, 'theirs/readme'), '');
	await chmod(join(path, 'theirs/meta'), 0o000);
	await chmod(path, 0o755);
	const {states, warnings} = await asUnprivileged(async () => look(session));
	t.deepEqual(states, {good: 'complete'});
	t.deepEqual(warnings, [
		{
			code: 'directories-passed-over',
			details: {place: path, names: ['lost+found', 'project', 'theirs']},
		},
	]);
	const {details} = await throwsCode(t, 'backup-missing', async () =>
		asUnprivileged(async () => getBackup(session, 'god')),
	);
	t.deepEqual(details.near, ['good']);
});

test('a backup whose metadata may be seen and not read ends the list: nothing is known of it', async t => {
	const {path, session} = await localRepository(t);
	const theirs = join(path, 'theirs/meta');
	await mkdir(theirs, {recursive: true});
	await writeFile(join(theirs, 'backup_meta.json'), '{}', {mode: 0o000});
	await writeFile(join(theirs, 'full_meta.json'), '{}', {mode: 0o000});
	await chmod(path, 0o755);
	const {details} = await throwsCode(t, 'storage-denied', async () =>
		asUnprivileged(async () => look(session)),
	);
	t.true(details.resource.startsWith(theirs));
});

test('symbolic links in one backup spoil its own line only', async t => {
	const {path, session} = await localRepository(t);
	await mkdir(join(path, 'linked'));
	await writeFile(join(path, 'linked/readme'), '');
	await symlink(join(path, 'good/meta'), join(path, 'linked/meta'));
	await mkdir(join(path, 'inside/meta'), {recursive: true});
	await symlink('/etc/hosts', join(path, 'inside/meta/milvault.json'));
	await writeFile(join(path, 'inside/meta/backup_meta.json'), '{}');
	const {states, warnings} = await look(session);
	t.deepEqual(states, {
		good: 'complete',
		linked: 'unreadable',
		inside: 'unreadable',
	});
	t.deepEqual(warnings, []);
});

async function overLine(
	t: ExecutionContext,
	faultOf: (path: string) => Fault | undefined,
): Promise<Session> {
	const bucket = await newBucket();
	await putBackupFiles(await open(t, settingsOf(bucket)), 'r/good', files);
	const {endpoint} = await faultProxy(t, minio.endpoint, ({method, path, query}) =>
		method === 'GET' && !query.has('list-type') ? faultOf(path) : undefined,
	);
	const repository = settingsOf(bucket, {endpoint, rootPath: 'r'});
	return sessionFor(t, {server, repository});
}

test('a line that is cut while metadata is read spoils nothing', async t => {
	const seen = new Set<string>();
	const session = await overLine(t, path => {
		const isNew = !seen.has(path);
		seen.add(path);
		return isNew ? 'cut' : undefined;
	});
	t.deepEqual((await look(session)).states, {good: 'complete'});
	seen.clear();
	t.is((await getBackup(session, 'good')).state, 'complete');
	seen.clear();
	t.is((await planDelete(session, ['good']))[0]?.state, 'complete');
});

test('a line that gives no metadata at all ends the list, and calls no backup unreadable', async t => {
	const session = await overLine(t, () => 'cut');
	await throwsCode(t, 'storage-unreachable', async () => look(session));
	await throwsCode(t, 'storage-unreachable', async () => planDelete(session, ['good']));
});

test('keys that may list and not read end the list with what is missing', async t => {
	const bucket = await newBucket();
	await putBackupFiles(await open(t, settingsOf(bucket)), 'r/good', files);
	const keys = await assumeRole(minio, [
		{
			Effect: 'Allow',
			Action: ['s3:ListBucket'],
			Resource: ['arn:aws:s3:::*'],
		},
	]);
	const repository = settingsOf(bucket, {
		rootPath: 'r',
		accessKeyId: secret(keys.accessKeyId),
		secretAccessKey: secret(keys.secretAccessKey),
		sessionToken: secret(keys.sessionToken),
	});
	const session = await sessionFor(t, {server, repository});
	const {details} = await throwsCode(t, 'storage-denied', async () => look(session));
	t.is(details.action, 's3:GetObject');
});
