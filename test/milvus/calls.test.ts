import {randomBytes} from 'node:crypto';
import anyTest, {type ExecutionContext, type TestFn} from 'ava';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {createAlias, listAllAliases} from '../../source/milvus/aliases.js';
import {
	addField,
	countRows,
	createCollection,
	describeCollection,
	dropCollection,
	renameCollection,
	rowStatistics,
	showCollections,
} from '../../source/milvus/collections.js';
import {connectMilvus} from '../../source/milvus/connect-milvus.js';
import {createDatabase, describeDatabase, listDatabases} from '../../source/milvus/databases.js';
import {flush, flushState} from '../../source/milvus/flush.js';
import {importApi, importState} from '../../source/milvus/imports.js';
import {createIndex, describeIndexes} from '../../source/milvus/indexes.js';
import {
	loadPartitions,
	loadProgress,
	loadState,
	partitionLoadStates,
} from '../../source/milvus/loading.js';
import type {Milvus} from '../../source/milvus/milvus.js';
import {createPartition, showPartitions} from '../../source/milvus/partitions.js';
import {rawDifferences} from '../../source/milvus/raw-differences.js';
import {schemaOfAnswer} from '../../source/milvus/raw-schema.js';
import {backupRbac} from '../../source/milvus/rbac.js';
import {isCollectionMissing} from '../../source/milvus/recognise-error.js';
import {persistentSegments} from '../../source/milvus/segments.js';
import {allocateTimestamp} from '../../source/milvus/timestamps.js';
import type {CollectionSchema} from '../../source/model/collection.js';
import {hasCode} from '../../source/model/milvault-error.js';
import {physicalMs} from '../../source/model/timestamps.js';
import {poll} from '../../source/utils/wait.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {ok, openSdk} from '../helpers/milvus/rows.js';
import {servers} from '../helpers/servers/servers.js';

/* Every call that a backup and a restore make, on the real servers of both lines. */

const names = ['milvus235', 'milvus2216'] as const;
type Name = (typeof names)[number];
type Peer = {milvus: Milvus; sdk: MilvusClient};

const test = anyTest as TestFn<Record<Name, Peer>>;

const db = `calls_${randomBytes(4).toString('hex')}`;
const otherDb = `${db}_other`;
const collection = 'same_name';
const rows = 30;

test.before(async t => {
	await Promise.all(
		names.map(async name => {
			const peer = {
				milvus: await connectMilvus(servers()[name].cluster.milvus),
				sdk: await openSdk(servers()[name]),
			};
			t.context[name] = peer;
			await fill(peer);
		}),
	);
});

test.after.always(async t => {
	await Promise.all(
		Object.values(t.context).map(async ({milvus, sdk}) => {
			await dropDatabase(sdk, db);
			await dropDatabase(sdk, otherDb);
			await sdk.closeConnection();
			milvus.close();
		}),
	);
});

function schemaOf(name: string, extra: string): CollectionSchema {
	return {
		name,
		description: `顺序 ${extra}`,
		fields: [
			{fieldID: '100', name: 'id', is_primary_key: true, data_type: 5},
			{
				fieldID: '101',
				name: extra,
				data_type: 21,
				type_params: [{key: 'max_length', value: '20'}],
			},
			{
				fieldID: '102',
				name: 'vector',
				data_type: 101,
				type_params: [{key: 'dim', value: '4'}],
			},
		],
	};
}

/** The same name in two databases; rows, an index and a loaded partition in one. */
async function fill({milvus, sdk}: Peer): Promise<void> {
	for (const [name, extra] of [
		[db, 'text'],
		[otherDb, 'other'],
	] as const) {
		await createDatabase(milvus, name);
		await createCollection(milvus, {
			db: name,
			schema: schemaOf(collection, extra),
			shardsNum: 1,
			numPartitions: 0,
			consistencyLevel: 1,
			properties: [{key: 'collection.ttl.seconds', value: '864000'}],
		});
	}

	await createPartition(milvus, db, collection, 'loaded');
	await createPartition(milvus, db, collection, 'idle');
	for (const partition of ['loaded', 'idle']) {
		ok(
			await sdk.insert({
				db_name: db,
				collection_name: collection,
				partition_name: partition,
				data: Array.from({length: rows}, (_, id) => ({
					id: String(9_000_000_000_000_000_000n + BigInt(id)),
					text: `第 ${id}`,
					vector: [id, 1, 2, 3],
				})),
			}),
		);
	}

	await createAlias(milvus, db, `${collection}_alias`, collection);
}

function each(
	title: string,
	run: (t: ExecutionContext<Record<Name, Peer>>, peer: Peer) => Promise<void>,
): void {
	for (const name of names) {
		test(`${name}: ${title}`, async t => run(t, t.context[name]));
	}
}

each('the same name in two databases is two collections', async (t, peer) => {
	const {milvus} = peer;
	const [here, there] = await Promise.all([
		describeCollection(milvus, db, collection),
		describeCollection(milvus, otherDb, collection),
	]);
	t.is(here?.schema.fields[1]?.name, 'text');
	t.is(there?.schema.fields[1]?.name, 'other');
	t.not(here?.collectionId, there?.collectionId);
	t.is(here?.schema.description, '顺序 text');
	t.is(here?.consistencyLevel, 1);
	t.deepEqual(here?.properties, [{key: 'collection.ttl.seconds', value: '864000'}]);
	t.deepEqual(
		(await showCollections(milvus, otherDb)).map(({name, id}) => [name, id]),
		[[collection, there?.collectionId]],
	);
	t.is((await showPartitions(milvus, db, collection)).length, 3);
	t.is((await showPartitions(milvus, otherDb, collection)).length, 1);
	t.is(await describeCollection(milvus, 'default', collection), undefined);
	t.true((await listDatabases(milvus)).includes(otherDb));
});

each('64-bit numbers stay whole', async (t, {milvus, sdk}) => {
	const found = await describeCollection(milvus, db, collection);
	const timestamp = await allocateTimestamp(milvus);
	for (const number of [found?.collectionId, found?.createdTimestamp, timestamp]) {
		t.regex(number ?? '', /^\d+$/);
		t.true(BigInt(number ?? 0) > 2n ** 53n);
	}

	const seen = ok(await sdk.describeCollection({db_name: db, collection_name: collection}));
	t.is(found?.collectionId, seen.collectionID);
	t.true(Math.abs(Number(physicalMs(timestamp ?? '0')) - Date.now()) < 60_000);
});

each('a collection that is not there is no error to look for', async (t, peer) => {
	const {milvus} = peer;
	t.is(await describeCollection(milvus, db, 'nowhere'), undefined);
	const error = await t.throwsAsync(showPartitions(milvus, db, 'nowhere'));
	t.true(isCollectionMissing(error));
	t.true(hasCode(error, 'milvus-refused'));
	await t.notThrowsAsync(dropCollection(milvus, db, 'nowhere'));
});

each('a refusal is an error, whichever of its codes is set', async (t, peer) => {
	const error = await t.throwsAsync(createAlias(peer.milvus, db, 'alias', 'nowhere'));
	t.true(hasCode(error, 'milvus-refused'));
	if (hasCode(error, 'milvus-refused')) {
		t.is(error.details.rpc, 'CreateAlias');
		t.true(error.details.code > 0);
		t.not(error.details.reason, '');
	}

	await t.throwsAsync(
		createCollection(peer.milvus, {
			db,
			schema: schemaOf(collection, 'different'),
			shardsNum: 1,
			numPartitions: 0,
			consistencyLevel: 1,
			properties: [],
		}),
		{code: 'milvus-refused'},
	);
});

each(
	'what a collection is made with and the server does not keep is seen in the bytes of its answer',
	async (t, {milvus}) => {
		const name = 'clustered';
		const schema = schemaOf(name, 'text');
		const rawSchema = milvus.messages.encode('milvus.proto.schema.CollectionSchema', {
			...schema,
			fields: schema.fields.map(field => ({
				...field,
				is_clustering_key: field.name === 'text',
			})),
		});
		await createCollection(milvus, {
			db,
			schema,
			rawSchema,
			shardsNum: 1,
			numPartitions: 0,
			consistencyLevel: 1,
			properties: [],
		});
		const made = await describeCollection(milvus, db, name);
		t.deepEqual(
			rawDifferences(
				milvus.messages,
				rawSchema,
				schemaOfAnswer(Buffer.from(made?.answer ?? '', 'base64')),
			),
			['field text: is_clustering_key is missing instead of true'],
		);
	},
);

each('what the server does not know is unsupported, not done', async (t, peer) => {
	const {milvus} = peer;
	const unsupported = {code: 'milvus-unsupported'};
	await t.throwsAsync(backupRbac(milvus), unsupported);
	const [field] = schemaOf('x', 'text').fields;
	await t.throwsAsync(addField(milvus, db, collection, field!), unsupported);
	t.is(await describeDatabase(milvus, db), undefined);
	t.is(await importApi(milvus), 'grpc');
	await t.throwsAsync(importState(milvus, 'grpc', {db, jobId: '1'}), {
		code: 'milvus-refused',
	});
});

each('aliases are listed with their collections', async (t, {milvus}) => {
	t.deepEqual(await listAllAliases(milvus, db), [{alias: `${collection}_alias`, collection}]);
	t.deepEqual(await listAllAliases(milvus, otherDb), []);
	const byAlias = await describeCollection(milvus, db, `${collection}_alias`);
	t.is(byAlias?.name, collection);
});

each('a new name that is taken is refused, a free one is given', async (t, peer) => {
	const {milvus} = peer;
	const create = async (name: string) =>
		createCollection(milvus, {
			db: db,
			schema: schemaOf(name, 'text'),
			shardsNum: 1,
			numPartitions: 0,
			consistencyLevel: 0,
			properties: [],
		});
	await create('rename_me');
	await t.throwsAsync(renameCollection(milvus, db, 'rename_me', collection), {
		code: 'milvus-refused',
	});
	await renameCollection(milvus, db, 'rename_me', 'renamed');
	t.is((await describeCollection(milvus, db, 'renamed'))?.name, 'renamed');
	await dropCollection(milvus, db, 'renamed');
	t.is(await describeCollection(milvus, db, 'renamed'), undefined);
});

each('flush, segments, index and load state of some partitions', async (t, peer) => {
	const {milvus} = peer;
	t.deepEqual(await describeIndexes(milvus, otherDb, collection), []);
	t.is(await loadState(milvus, otherDb, collection), 'NotLoad');

	const flushed = (await flush(milvus, db, [collection])).get(collection);
	t.is(flushed?.flushTs !== undefined, milvus.features.flushTimestamp);
	t.is(flushed?.sealed.length, 2);
	await poll({
		ask: async () =>
			(await flushState(milvus, {
				db,
				name: collection,
				segmentIds: flushed?.sealed ?? [],
				flushTs: flushed?.flushTs,
			})) || undefined,
		firstMs: 50,
		maxMs: 500,
		timeoutMs: 60_000,
		onTimeout: () => new Error('not flushed'),
	});
	const segments = await persistentSegments(milvus, db, collection);
	t.deepEqual(segments.map(segment => segment.segmentId).toSorted(), flushed?.sealed.toSorted());
	t.true(segments.every(segment => segment.rows === String(rows)));
	t.is(segments[0]?.level, 0);
	t.deepEqual(await persistentSegments(milvus, otherDb, collection), []);
	t.is(await rowStatistics(milvus, db, collection), String(2 * rows));

	await createIndex(milvus, db, collection, {
		fieldName: 'vector',
		indexName: 'by_vector',
		indexId: '',
		params: [
			{key: 'index_type', value: 'FLAT'},
			{key: 'metric_type', value: 'L2'},
		],
	});
	const [index] = await describeIndexes(milvus, db, collection);
	t.like(index, {fieldName: 'vector', indexName: 'by_vector'});

	await loadPartitions(milvus, db, collection, ['loaded']);
	await poll({
		ask: async () => (await loadProgress(milvus, db, collection, ['loaded'])) >= 100 || undefined,
		firstMs: 100,
		maxMs: 500,
		timeoutMs: 60_000,
		onTimeout: () => new Error('not loaded'),
	});
	t.is(await loadState(milvus, db, collection), 'Loaded');
	t.deepEqual(
		[...(await partitionLoadStates(milvus, db, collection, ['_default', 'loaded', 'idle']))],
		[
			['_default', 'NotLoad'],
			['loaded', 'Loaded'],
			['idle', 'NotLoad'],
		],
	);
	t.is(
		await countRows(milvus, db, collection),
		milvus.features.countStar ? String(rows) : undefined,
	);
});
