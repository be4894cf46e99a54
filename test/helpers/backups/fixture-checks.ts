import {readFile} from 'node:fs/promises';
import path from 'node:path';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import type {ExecutionContext} from 'ava';
import {fixturesDirectory} from './backup-files.js';
import {allRows, canonical, ok, type Row} from '../milvus/rows.js';
import {assertSameRows} from '../milvus/same-rows.js';

/*
 * What a restore of the fixtures must have made in a database, as Milvus's own SDK sees it;
 * test/fixtures/README.md.
 */

export async function assertHello(
	t: ExecutionContext,
	client: MilvusClient,
	db: string,
): Promise<void> {
	for (const [name, rows] of [
		['hello_milvus', 300],
		['hello_milvus2', 600],
	] as const) {
		const description = await describe(client, db, name);
		t.is(description.schema.description, 'hello_milvus is the simplest demo');
		t.deepEqual(await partitions(client, db, name), {_default: rows}, name);
		t.deepEqual(
			await indexes(client, db, name),
			[
				{
					field: 'embeddings',
					name: 'embeddings',
					index_type: 'IVF_FLAT',
					metric_type: 'L2',
					params: '{"nlist":128}',
				},
			],
			name,
		);
		t.is(await loadState(client, db, name), 'LoadStateNotLoad', name);
		ok(
			await client.loadCollectionSync({
				db_name: db,
				collection_name: name,
			}),
		);
		const found = await allRows(client, db, name);
		t.is(found.size, rows, name);
		t.is(new Set(found.values()).size, rows, name);
	}
}

export async function assertShop(
	t: ExecutionContext,
	client: MilvusClient,
	db: string,
): Promise<void> {
	await assertShopItems(t, client, db);

	const tenants = await describe(client, db, 'shop_tenants');
	t.deepEqual(
		tenants.schema.fields.filter(field => field.is_partition_key).map(field => field.name),
		['tenant'],
	);
	t.deepEqual(await partitions(client, db, 'shop_tenants'), {
		_default_0: 44,
		_default_1: 45,
		_default_2: 44,
		_default_3: 67,
	});
	t.deepEqual(await indexes(client, db, 'shop_tenants'), []);
	t.is(await loadState(client, db, 'shop_tenants'), 'LoadStateNotLoad');

	const empty = await describe(client, db, 'shop_empty');
	t.deepEqual(
		empty.schema.fields.map(field => [field.name, String(field.data_type), field.autoID]),
		[
			['id', 'Int64', true],
			['v', 'BinaryVector', false],
		],
	);
	t.deepEqual(await partitions(client, db, 'shop_empty'), {_default: 0});
}

export async function assertShopItems(
	t: ExecutionContext,
	client: MilvusClient,
	db: string,
): Promise<void> {
	const items = await describe(client, db, 'shop_items');
	t.is(items.schema.description, '商品 items');
	t.true(items.schema.enable_dynamic_field);
	t.is(items.shards_num, 2);
	t.is(String(items.consistency_level), 'Session');
	t.deepEqual(items.aliases, ['shop_current']);
	t.deepEqual(
		items.properties.map(({key, value}) => [key, value]),
		[['collection.ttl.seconds', '864000000']],
	);
	t.deepEqual(await indexes(client, db, 'shop_items'), [
		{
			field: 'v',
			name: 'v',
			index_type: 'HNSW',
			metric_type: 'IP',
			params: '{"M":8,"efConstruction":64}',
		},
	]);
	t.is(await loadState(client, db, 'shop_items'), 'LoadStateLoaded');
	t.deepEqual(await partitions(client, db, 'shop_items'), {
		_default: 0,
		books: 197,
		music: 198,
	});
	assertSameRows(t, await allRows(client, db, 'shop_items'), await recordedRows());
}

/**
 * The 395 rows as a query gave them when the fixture was made; it gave dynamic keys beside the
 * fields.
 */
export async function recordedRows(): Promise<Map<string, string>> {
	const file = path.join(fixturesDirectory, 'shop_items.rows.json');
	const rows = JSON.parse(await readFile(file, 'utf8')) as Row[];
	return new Map(
		rows.map(({extra, ...row}) => {
			const id = String(row['id']);
			return [id, canonical({...row, id, $meta: {extra}})];
		}),
	);
}

async function describe(client: MilvusClient, db: string, name: string) {
	return ok(await client.describeCollection({db_name: db, collection_name: name}));
}

/** Rows by partition, as the import left them. */
async function partitions(
	client: MilvusClient,
	db: string,
	name: string,
): Promise<Record<string, number>> {
	const {partition_names: names} = ok(
		await client.listPartitions({db_name: db, collection_name: name}),
	);
	const counts = await Promise.all(
		names.map(async partition => {
			const {data} = ok(
				await client.getPartitionStatistics({
					db_name: db,
					collection_name: name,
					partition_name: partition,
				}),
			);
			return [partition, Number(data['row_count'])] as const;
		}),
	);
	return Object.fromEntries(counts.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

async function indexes(
	client: MilvusClient,
	db: string,
	name: string,
): Promise<Array<Record<string, string>>> {
	const answer = await client.describeIndex({
		db_name: db,
		collection_name: name,
	});
	if (answer.status.error_code === 'IndexNotExist') {
		return [];
	}

	return ok(answer).index_descriptions.map(index => ({
		field: index.field_name,
		name: index.index_name,
		...Object.fromEntries(index.params.map(({key, value}) => [key, String(value)])),
	}));
}

async function loadState(client: MilvusClient, db: string, name: string): Promise<string> {
	const {state} = ok(await client.getLoadState({db_name: db, collection_name: name}));
	return state;
}
