import {randomBytes} from 'node:crypto';
import {text} from 'node:stream/consumers';
import test from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {deleteBackups} from '../../source/engine/delete-backups.js';
import {getBackup} from '../../source/engine/get-backup.js';
import {listBackups} from '../../source/engine/list-backups.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {unmarshal, type GoStruct, type GoValue} from '../helpers/backups/milvus-backup-reader.js';
import {openMilvusBackup, type MilvusBackup} from '../helpers/backups/milvus-backup.js';
import {restoreInto} from '../helpers/program/restore-into.js';
import {allRows, ok, openSdk} from '../helpers/milvus/rows.js';
import {settingsOf} from '../helpers/backups/s3-storage.js';
import {assertSameRows} from '../helpers/milvus/same-rows.js';
import {servers} from '../helpers/servers/servers.js';
import {makeSmallCollections, smallRows} from '../helpers/milvus/small-collections.js';

/* The real milvus-backup beside us, on the same Milvus 2.3.5 and the same repository. */

const {milvus235} = servers();
const unique = randomBytes(4).toString('hex');
const repository = settingsOf('milvus-data', {rootPath: `peer-${unique}`});
const db = `peer_${unique}`;
const theirDb = `peer_by_them_${unique}`;
const ourDb = `peer_by_us_${unique}`;
const names = ['items', 'plain'] as const;
const sdk = await openSdk(milvus235);
let peer: MilvusBackup;

test.before('milvus-backup is there and the collections too', async t => {
	t.timeout(20 * 60_000, 'building milvus-backup from source takes minutes');
	peer = await openMilvusBackup(milvus235, repository.rootPath);
	await makeSmallCollections(sdk, db, {shards: 2});
});

test.after.always(async () => {
	for (const each of [db, theirDb, ourDb]) {
		await dropDatabase(sdk, each);
	}

	await sdk.closeConnection();
	await peer.close();
});

test.serial('milvus-backup lists, shows and restores what we back up', async t => {
	const session = await sessionFor(t, {server: milvus235, repository});
	const plan = await planBackup(session, {
		name: 'ours',
		filter: `${db}.*`,
		strategy: 'auto',
		withRbac: false,
	});
	t.is((await createBackup(session, plan)).outcome, 'complete');

	t.regex(await peer.run('list'), /^ours$/m);
	t.regex(await peer.run('get', '--name', 'ours'), /"collection_name": "items"/);
	await peer.run(
		'restore',
		'--name',
		'ours',
		'--rename',
		`${db}.*:${theirDb}.*`,
		'--rebuild_index',
	);
	for (const name of names) {
		ok(await sdk.loadCollectionSync({db_name: theirDb, collection_name: name}));
		const rows = await allRows(sdk, db, name);
		t.is(rows.size, smallRows[name]);
		assertSameRows(t, await allRows(sdk, theirDb, name), rows, name);
	}
});

test.serial('what milvus-backup backs up, we list, show and restore', async t => {
	await peer.run('create', '--name', 'theirs', '--filter', `${db}.*`);

	const session = await sessionFor(t, {server: milvus235, repository});
	t.deepEqual(
		(await listBackups(session))
			.map(({name, state, madeBy}) => [name, state, madeBy].join(' '))
			.toSorted(),
		['ours complete milvault', 'theirs complete milvus-backup'],
	);
	t.deepEqual(
		(await getBackup(session, 'theirs')).contents.map(({collection}) => collection),
		names.map(name => `${db}.${name}`),
	);
	const {result} = await restoreInto(session, 'theirs', ourDb, {from: db});
	t.is(result.outcome, 'complete', JSON.stringify(result));
	for (const name of names) {
		const rows = await allRows(sdk, db, name);
		assertSameRows(t, await allRows(sdk, ourDb, name), rows, name);
	}
});

test.serial('both tools write the same metadata for the same collections', async t => {
	const session = await sessionFor(t, {server: milvus235, repository});
	const {storage, rootPath} = await session.repositoryPlace();
	const read = async (name: string): Promise<GoStruct> => {
		const key = `${rootPath}/${name}/meta/full_meta.json`;
		const info = unmarshal(await text(await storage.get(key)), 'BackupInfo');
		t.is(info['name'], name);
		return {...info, name: ''};
	};

	t.deepEqual(comparable(await read('ours')), comparable(await read('theirs')));
});

test.serial('each tool deletes what the other backed up', async t => {
	await peer.run('delete', '--name', 'ours');
	const session = await sessionFor(t, {server: milvus235, repository});
	const {outcome} = await deleteBackups(session, ['theirs']);
	t.is(outcome, 'complete');
	const {storage, rootPath} = await session.repositoryPlace();
	t.deepEqual(await listBackups(session), []);
	for await (const {key} of storage.list(`${rootPath}/`)) {
		// It knows nothing of our marks; without its backup one says nothing.
		t.true(key.startsWith(`${rootPath}/.milvault/marks/ours/`), key);
	}
});

/**
 * Without what differs by nature: the run's own id and time. Lists are sorted, because
 * milvus-backup writes them in random order, and its empty entries for segments without deletes are
 * left out.
 */
function comparable(value: GoValue, key = ''): unknown {
	if (Array.isArray(value)) {
		return value
			.map(item => comparable(item, key))
			.filter(item => key !== 'deltalogs' || !isEmptyLog(item))
			.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
	}

	if (typeof value === 'object') {
		return Object.fromEntries(
			Object.entries(value)
				.filter(([name]) => !differing.has(name))
				.map(([name, inner]) => [name, comparable(inner, name)]),
		);
	}

	return typeof value === 'bigint' ? `integer ${value}` : value;
}

const differing = new Set(['id', 'backup_physical_timestamp']);

function isEmptyLog(log: unknown): boolean {
	return (log as {binlogs: unknown[]}).binlogs.length === 0;
}
