import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {DataType, ok} from '../rows.js';
import {floatVector, range} from './values.js';

/** A collection with nothing but rows: no index, not loaded. */
export async function makeBare(
	client: MilvusClient,
	db: string,
	options: {name?: string; first?: number; rows?: number} = {},
): Promise<void> {
	const {name = 'bare', first = 0, rows = 50} = options;
	const bare = {db_name: db, collection_name: name};
	ok(
		await client.createCollection({
			...bare,
			fields: [
				{name: 'id', data_type: DataType.Int64, is_primary_key: true},
				{name: 'v', data_type: DataType.FloatVector, dim: 4},
			],
		}),
	);
	ok(
		await client.insert({
			...bare,
			data: range(first, rows, row => ({id: row, v: floatVector(4, row)})),
		}),
	);
}
