import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {DataType, ok} from './rows.js';

/**
 * The collection of the README's examples, `orders` in database default: 50 rows, an index, loaded.
 */
export async function makeOrders(client: MilvusClient): Promise<void> {
	ok(
		await client.createCollection({
			collection_name: 'orders',
			fields: [
				{name: 'id', data_type: DataType.Int64, is_primary_key: true},
				{name: 'v', data_type: DataType.FloatVector, dim: 4},
			],
		}),
	);
	ok(
		await client.insert({
			collection_name: 'orders',
			data: Array.from({length: 50}, (_, id) => ({
				id: String(id),
				v: [id, 1, 2, 3],
			})),
		}),
	);
	ok(
		await client.createIndex({
			collection_name: 'orders',
			field_name: 'v',
			index_type: 'FLAT',
			metric_type: 'L2',
		}),
	);
	ok(await client.loadCollectionSync({collection_name: 'orders'}));
}
