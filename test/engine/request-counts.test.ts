import {randomBytes} from 'node:crypto';
import test, {type ExecutionContext} from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {insertBare, makeBare} from '../helpers/datasets/bare.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {recordingProxy, type RecordedRequest} from '../helpers/proxies/recording-proxy.js';
import {restoreInto} from '../helpers/program/restore-into.js';
import {ok, openSdk} from '../helpers/milvus/rows.js';
import {settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';
import {watchMilvus} from '../helpers/milvus/watch-milvus.js';

/*
 * What is asked of Milvus and of its store grows with collections and objects, not with segments.
 */

const {milvus235, minio} = servers();
const db = `requests_${randomBytes(3).toString('hex')}`;
const client = await openSdk(milvus235);

test.before(async () => {
	ok(await client.createDatabase({db_name: db}));
	ok(await client.createDatabase({db_name: `${db}_to`}));
	await makeBare(client, db, {name: 'one', rows: 200});
	// A flush seals a segment of each shard.
	await makeBare(client, db, {name: 'many', rows: 200, shards: 8});
	ok(await client.flushSync({db_name: db, collection_names: ['one', 'many']}));
	await insertBare(client, db, {name: 'many', first: 200, rows: 200});
	ok(await client.flushSync({db_name: db, collection_names: ['many']}));
});

test.after.always(async () => {
	await dropDatabase(client, db);
	await dropDatabase(client, `${db}_to`);
	await client.closeConnection();
});

test('sixteen segments take as many calls and listings as one', async t => {
	t.is(await segmentsOf('one'), 1);
	t.is(await segmentsOf('many'), 16);
	const one = await countRequests(t, 'one');
	const many = await countRequests(t, 'many');
	t.true(one.backup.copies > 0);
	t.is(many.backup.copies, 16 * one.backup.copies);
	t.deepEqual(many.backup.others, one.backup.others);
	t.deepEqual(many.backup.calls, one.backup.calls);
	t.deepEqual(many.restore, one.restore);
	// Again only where Milvus's clock stood still for longer than it should: from 2.4 on, it takes
	// one every ten seconds.
	t.is(Math.min(one.flushes, many.flushes), 1);
});

/** Copies are one for each object; all else must stay as it is. */
type Requests = {
	copies: number;
	/** By method, listings apart. */
	others: Record<string, number>;
	/** By name; some once, however often. */
	calls: Record<string, number>;
};

async function countRequests(
	t: ExecutionContext,
	collection: string,
): Promise<{flushes: number; backup: Requests; restore: Requests}> {
	const {endpoint, requests} = await recordingProxy(t, minio.endpoint);
	const storage = settingsOf('milvus-data', {endpoint, rootPath: 'files'});
	const calls: string[] = [];
	const session = watchMilvus(
		await sessionFor(t, {
			server: {...milvus235, cluster: {...milvus235.cluster, storage}},
			repository: {...storage, rootPath: `${db}_${collection}`},
		}),
		rpc => {
			calls.push(rpc);
		},
	);
	const plan = await planBackup(session, {
		name: 'counted',
		filter: `${db}.${collection}`,
		strategy: 'auto',
		withRbac: false,
	});
	t.is((await createBackup(session, plan)).outcome, 'complete');
	const flushes = calls.filter(rpc => rpc === 'Flush').length;
	const backup = summary(requests.splice(0), calls.splice(0));
	const {result} = await restoreInto(session, 'counted', `${db}_to`, {
		from: db,
	});
	t.is(result.outcome, 'complete', JSON.stringify(result));
	return {flushes, backup, restore: summary(requests, calls)};
}

/**
 * Asked until something has ended, or, ShowCollections, for each database, and other tests make
 * some.
 */
const polled = new Set([
	'Flush',
	'GetFlushState',
	'GetImportState',
	'GetPersistentSegmentInfo',
	'ShowCollections',
]);

function summary(requests: readonly RecordedRequest[], calls: readonly string[]): Requests {
	// A lock's heartbeats are as many as the run takes time.
	const counted = requests.filter(({path}) => !path.includes('/.milvault/'));
	const others = counted
		.filter(({isCopy}) => !isCopy)
		.map(({method, path}) => (method === 'GET' && /^\/[^/]+\/?$/.test(path) ? 'list' : method));
	return {
		copies: counted.length - others.length,
		others: countOf(others),
		calls: countOf(calls, polled),
	};
}

function countOf(
	names: readonly string[],
	atMostOnce: ReadonlySet<string> = new Set(),
): Record<string, number> {
	return Object.fromEntries(
		[...Map.groupBy(names, name => name)]
			.map(([name, all]) => [name, atMostOnce.has(name) ? 1 : all.length] as const)
			.toSorted(([a], [b]) => (a < b ? -1 : 1)),
	);
}

async function segmentsOf(name: string): Promise<number> {
	const {infos} = ok(await client.getPersistentSegmentInfo({dbName: db, collectionName: name}));
	return infos.length;
}
