import test, {type ExecutionContext} from 'ava';
import {commitBackup} from '../../source/engine/backup/commit-backup.js';
import {removeBackup} from '../../source/engine/repository/remove-backup.js';
import {listBackups} from '../../source/engine/list-backups.js';
import {openSession} from '../../source/engine/open-session.js';
import type {Place, Session} from '../../source/engine/session.js';
import {mark, readMarks} from '../../source/engine/repository/summary-cache.js';
import {metaFiles} from '../../source/format/write-backup-meta.js';
import type {MilvaultMeta} from '../../source/format/milvault-meta.js';
import {recordingProxy} from '../helpers/proxies/recording-proxy.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';

/* A listing believes a mark only while the backup is the very one that was marked. */

async function openRepository(t: ExecutionContext): Promise<{
	session: Session;
	place: Place;
	requests: Array<{path: string; method: string}>;
}> {
	const proxy = await recordingProxy(t, servers().minio.endpoint);
	const storage = settingsOf(await newBucket(), {
		rootPath: 'b',
		endpoint: proxy.endpoint,
	});
	const session = await openSession({
		clusters: {c: {...servers().milvus235.cluster, name: 'c'}},
		repositories: {r: {name: 'r', storage}},
		defaultCluster: 'c',
		defaultRepository: 'r',
		limits: {} as never,
		language: 'en',
		origins: {},
	});
	t.teardown(() => {
		session.close();
	});
	return {
		session,
		place: await session.repositoryPlace(),
		requests: proxy.requests,
	};
}

function recordOf(name: string, change: Partial<MilvaultMeta> = {}): MilvaultMeta {
	return {
		formatVersion: 1,
		tool: {name: 'milvault', version: '0.0.0'},
		jobId: `job of ${name}`,
		state: 'complete',
		name,
		cluster: '生产',
		milvusVersion: 'v2.3.5',
		startedAt: '2026-11-25T10:30:00.000Z',
		endedAt: '2026-11-25T10:31:00.000Z',
		strategy: 'auto',
		filter: '*',
		rows: '9223372036854775807',
		bytes: 5,
		objects: 0,
		collections: [],
		failed: [],
		warnings: [],
		...change,
	};
}

const infoOf = (name: string, id = `job of ${name}`) => ({
	id,
	state_code: 0,
	name,
	collection_backups: [],
	size: '0',
	milvus_version: 'v2.3.5',
});

async function commit(
	place: Place,
	name: string,
	change: Partial<MilvaultMeta> = {},
): Promise<void> {
	await commitBackup(place, name, {
		record: recordOf(name, change),
		info: infoOf(name),
	});
}

test('marked backups are listed as before, by one small request each', async t => {
	const {session, place, requests} = await openRepository(t);
	await commit(place, 'one');
	await commit(place, 'two', {state: 'partial', rows: '3'});
	requests.length = 0;
	const listed = await listBackups(session);
	t.deepEqual(
		listed.map(({name, state, rows, cluster}) => ({
			name,
			state,
			rows,
			cluster,
		})),
		[
			{
				name: 'one',
				state: 'complete',
				rows: '9223372036854775807',
				cluster: '生产',
			},
			{name: 'two', state: 'partial', rows: '3', cluster: '生产'},
		],
	);
	t.is(requests.filter(({path}) => path.includes('milvault.json')).length, 0);
	t.is(requests.filter(({method}) => method === 'HEAD').length, 2);

	// Without marks the same.
	for await (const {key} of place.storage.list('b/.milvault/')) {
		await place.storage.deleteMany([key]);
	}

	t.deepEqual(await listBackups(session), listed);
});

test('a backup that another run created again under the same name is read, not taken from its summary', async t => {
	const {session, place} = await openRepository(t);
	await commit(place, 'again');
	// As milvus-backup deletes and makes: it knows of no marks.
	for await (const {key} of place.storage.list('b/again/')) {
		await place.storage.deleteMany([key]);
	}

	t.deepEqual(await listBackups(session), []);
	for (const {file, body} of metaFiles(infoOf('again', 'another'))) {
		await place.storage.put(`b/again/${file}`, body);
	}

	t.like((await listBackups(session))[0], {
		name: 'again',
		madeBy: 'milvus-backup',
		rows: '0',
	});
});

test('half deleted is not healthy, and deleted leaves no mark', async t => {
	const {session, place} = await openRepository(t);
	await commit(place, 'half');
	await place.storage.deleteMany(['b/half/meta/backup_meta.json']);
	t.like((await listBackups(session))[0], {name: 'half', state: 'unfinished'});
	await removeBackup(place, 'half');
	t.deepEqual([...(await readMarks(place))], []);
	t.deepEqual(await listBackups(session), []);
});

test('two marks of one backup, and one that is no mark, are as good as none', async t => {
	const {session, place} = await openRepository(t);
	await commit(place, 'double', {rows: '7'});
	const [first] = (await readMarks(place)).get('double') ?? [];
	t.truthy(first);
	await place.storage.put(
		`b/.milvault/marks/double/${first!.checksum}/${Buffer.from(
			JSON.stringify({...first!.summary, rows: '8'}),
		)
			.toString('base64url')
			.replace(/.{200}/, '$&/')}`,
		'',
	);
	t.is((await readMarks(place)).get('double')?.length, 2);
	t.like((await listBackups(session))[0], {rows: '7'});
	await mark(place, {...first!.summary, rows: '7'});
	t.is((await readMarks(place)).get('double')?.length, 1);
	await place.storage.put('b/.milvault/marks/double/x/not-a-summary', '');
	await place.storage.put('b/.milvault/marks/stray', '');
	t.like((await listBackups(session))[0], {rows: '7'});
});

test('a mark that is longer than a file name may be is kept all the same', async t => {
	const {session, place, requests} = await openRepository(t);
	const name = 'nightly_2026_11_25_10_30_00_with_a_name_as_people_give_them';
	await commit(place, name, {
		jobId: '8b2f0c3e-2d57-4d2c-9a63-0f5b0a9f6a11',
		cluster: 'production-in-frankfurt, the second one',
		rows: '123456789012',
	});
	const [made] = await listBackups(session);
	const summary = {
		...made!,
		verified: {
			at: '2026-11-25T10:35:00.000Z',
			level: 'full',
			outcome: 'complete',
		},
	} as const;
	await mark(place, summary);
	requests.length = 0;
	t.deepEqual(await listBackups(session), [summary]);
	t.is(requests.filter(({method}) => method === 'HEAD').length, 1);
	t.deepEqual(
		requests.filter(({path}) => path.includes('milvault.json')),
		[],
	);
});
