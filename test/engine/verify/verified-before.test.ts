import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import type {JournalEntry} from '../../../source/engine/journal/journal.js';
import type {Session} from '../../../source/engine/session.js';
import {verifyBackups} from '../../../source/engine/verify-backups.js';
import {listJobs} from '../../../source/jobs/list-jobs.js';
import {runJob} from '../../../source/jobs/run-job.js';
import {isContinuable} from '../../../source/model/jobs.js';
import type {VerifyResult} from '../../../source/model/verify-result.js';
import type {Storage} from '../../../source/storage/storage.js';
import {
	fixturesDirectory,
	putBackupFiles,
	readBackupFiles,
} from '../../helpers/backups/backup-files.js';
import {sessionFor} from '../../helpers/program/engine-session.js';
import {faultProxy, type Fault} from '../../helpers/proxies/fault-proxy.js';
import {newBucket, open, settingsOf} from '../../helpers/backups/s3-storage.js';
import {servers} from '../../helpers/servers/servers.js';

const {minio, milvus235: server} = servers();
const files = await readBackupFiles(join(fixturesDirectory, 'shop_peer'));

type Scene = {
	session: Session;
	straight: Storage;
	/** Binlogs that were read since this was asked last. */
	reads: () => string[];
};

/** A real backup behind a line whose faults may change. */
async function scene(
	t: ExecutionContext,
	faultOf: (path: string) => Fault | undefined = () => undefined,
): Promise<Scene> {
	const bucket = await newBucket();
	const straight = await open(t, settingsOf(bucket));
	await putBackupFiles(straight, 'r/shop', files);
	const isRead = (method: string, path: string): boolean =>
		method === 'GET' && path.includes('/binlogs/');
	const proxy = await faultProxy(t, minio.endpoint, ({method, path, query}) =>
		isRead(method, path) && !query.has('list-type') ? faultOf(path) : undefined,
	);
	const repository = settingsOf(bucket, {
		endpoint: proxy.endpoint,
		rootPath: 'r',
	});
	return {
		session: await sessionFor(t, {server, repository}),
		straight,
		reads: () =>
			proxy.requests
				.splice(0)
				.filter(({method, path}) => isRead(method, path))
				.map(({path}) => path),
	};
}

async function verifyAll(session: Session, entries: JournalEntry[]): Promise<VerifyResult> {
	return verifyBackups(session, ['shop'], {
		level: 'full',
		journal: {
			entries: [...entries],
			async append(entry) {
				entries.push(entry);
			},
		},
	});
}

test('a verification that goes on reads nothing again but what has changed, and finds it', async t => {
	const {session, straight, reads} = await scene(t);
	const entries: JournalEntry[] = [];
	t.is((await verifyAll(session, entries)).outcome, 'complete');
	const all = new Set(reads());
	const passed = (): number => entries.filter(({type}) => type === 'segment-verified').length;
	const segments = passed();
	t.true(segments > 2);
	const again = await verifyAll(session, entries);
	t.is(again.outcome, 'complete');
	t.deepEqual(reads(), [], 'nothing has changed');
	t.is(passed(), segments);

	// As large as before, and damaged in the middle.
	const key = [...files.keys()].find(one => one.includes('/insert_log/')) ?? '';
	const body = Buffer.from(files.get(key)!);
	const middle = Math.floor(body.length / 2);
	body.fill(0, middle, middle + 64);
	await straight.put(`r/shop/${key}`, body);
	const damaged = await verifyAll(session, entries);
	t.is(damaged.outcome, 'failed');
	t.true(
		damaged.backups[0]?.differences.some(one => one.key.endsWith(key)),
		JSON.stringify(damaged.backups[0]?.differences),
	);
	const some = new Set(reads());
	t.true([...some].some(path => path.endsWith(key)));
	t.true(some.size < all.size / 2);

	// What was not well is read again, also where it is the same.
	await verifyAll(session, entries);
	t.deepEqual(new Set(reads()), some);
});

test('what was read more than a week ago is read again', async t => {
	const {session, reads} = await scene(t);
	const entries: JournalEntry[] = [];
	await verifyAll(session, entries);
	const all = reads().length;
	const old = entries.map(entry =>
		entry.type === 'segment-verified' ? {...entry, at: '2026-01-01T00:00:00.000Z'} : entry,
	);
	await verifyAll(session, old);
	t.is(reads().length, all);
});

test('a verification whose line is lost is kept to be continued, and goes on where it was', async t => {
	const all = [...files.keys()].filter(key => key.startsWith('binlogs/'));
	let left = Math.floor(all.length * 0.6);
	let isDown = false;
	const {session, reads} = await scene(t, () => {
		left--;
		isDown ||= left < 0;
		return isDown ? 'cut' : undefined;
	});
	const stateDir = await mkdtemp(join(tmpdir(), 'milvault-verify-'));
	t.teardown(async () => rm(stateDir, {recursive: true, force: true}));
	const options = {
		stateDir,
		choice: {cluster: 'c', repository: 'repository'},
		mask: (text: string) => text,
	};
	const work = {kind: 'verify', names: ['shop'], level: 'full'} as const;
	await t.throwsAsync(runJob(session, work, options), {
		message: /storage-unreachable/,
	});
	const [job] = await listJobs(stateDir);
	t.true(job && isContinuable(job));
	const before = new Set(reads());
	left = Number.POSITIVE_INFINITY;
	isDown = false;
	const result = await runJob(session, work, {...options, id: job!.id});
	t.is(result.outcome, 'complete');
	const after = reads();
	t.true(after.length < all.length);
	// Both together have seen all of it.
	t.is(new Set([...before, ...after]).size, all.length);
});
