import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {DataType, ok} from './rows.js';

/*
 * Two collections, small and different: `items` with partitions, a dynamic field, deletes after the
 * flush, a TTL, an alias and an index, loaded; `plain` with text keys and nothing else. Restored by
 * three import jobs.
 */

/** Rows that are left in them. */
export const smallRows = {items: 197, plain: 100} as const;

export async function makeSmallCollections(
	client: MilvusClient,
	db: string,
	{shards = 1}: {shards?: number} = {},
): Promise<void> {
	ok(await client.createDatabase({db_name: db}));
	await makeItems(client, db, shards);
	await makePlain(client, db);
}

async function makeItems(client: MilvusClient, db: string, shards: number): Promise<void> {
	const items = {db_name: db, collection_name: 'items'};
	ok(
		await client.createCollection({
			...items,
			description: '商品 items',
			shards_num: shards,
			enable_dynamic_field: true,
			consistency_level: 'Session',
			properties: {'collection.ttl.seconds': 864_000_000},
			fields: [
				{name: 'id', data_type: DataType.Int64, is_primary_key: true},
				{name: 'title', data_type: DataType.VarChar, max_length: 128},
				{name: 'price', data_type: DataType.Float},
				{name: 'attrs', data_type: DataType.JSON},
				{name: 'v', data_type: DataType.FloatVector, dim: 8},
			],
		}),
	);
	for (const [offset, partition] of ['books', 'music'].entries()) {
		ok(await client.createPartition({...items, partition_name: partition}));
		ok(
			await client.insert({
				...items,
				partition_name: partition,
				data: Array.from({length: 100}, (_, index) => {
					const id = offset * 1000 + index;
					return {
						id: String(id),
						title: `标题 ${id}`,
						price: id / 7,
						attrs: {n: id, tags: ['a', 'b']},
						v: vector(8, id),
						extra: {n: id * 2},
					};
				}),
			}),
		);
	}

	ok(
		await client.createIndex({
			...items,
			field_name: 'v',
			index_type: 'HNSW',
			metric_type: 'IP',
			params: {M: 8, efConstruction: 64},
		}),
	);
	ok(await client.flushSync({db_name: db, collection_names: ['items']}));
	ok(await client.delete({...items, filter: 'id in [1, 2, 1003]'}));
	ok(await client.loadCollectionSync(items));
	ok(await client.createAlias({...items, alias: 'items_current'}));
}

async function makePlain(client: MilvusClient, db: string): Promise<void> {
	const plain = {db_name: db, collection_name: 'plain'};
	ok(
		await client.createCollection({
			...plain,
			fields: [
				{
					name: 'pk',
					data_type: DataType.VarChar,
					max_length: 64,
					is_primary_key: true,
				},
				{name: 'v', data_type: DataType.FloatVector, dim: 4},
			],
		}),
	);
	ok(
		await client.insert({
			...plain,
			data: Array.from({length: 100}, (_, index) => ({
				pk: `key ${index}`,
				v: vector(4, index),
			})),
		}),
	);
	ok(
		await client.createIndex({
			...plain,
			field_name: 'v',
			index_type: 'IVF_FLAT',
			metric_type: 'L2',
			params: {nlist: 16},
		}),
	);
	ok(await client.loadCollectionSync(plain));
}

/** The same numbers for the same row every time. */
function vector(dimension: number, row: number): number[] {
	return Array.from({length: dimension}, (_, index) => Math.sin(row * dimension + index));
}
