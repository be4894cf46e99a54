import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {DataType, ok} from './rows.js';

/** A database with an empty collection `keys`: a key `id` of this kind, and a vector `v`. */
export async function makeKeyed(
	sdk: MilvusClient,
	db: string,
	{
		key,
		properties,
	}: {
		key: 'number' | 'text';
		properties?: Record<string, string>;
	},
): Promise<void> {
	ok(await sdk.createDatabase({db_name: db}));
	ok(
		await sdk.createCollection({
			db_name: db,
			collection_name: 'keys',
			fields: [
				{
					name: 'id',
					data_type: key === 'text' ? DataType.VarChar : DataType.Int64,
					is_primary_key: true,
					...(key === 'text' && {max_length: 20}),
				},
				{name: 'v', data_type: DataType.FloatVector, dim: 4},
			],
			...(properties && {properties}),
		}),
	);
}

/** With an index: rows can be read and deleted from now on. */
export async function loadKeyed(sdk: MilvusClient, db: string): Promise<void> {
	const keys = {db_name: db, collection_name: 'keys'};
	ok(await sdk.createIndex({...keys, field_name: 'v', index_type: 'FLAT', metric_type: 'L2'}));
	ok(await sdk.loadCollectionSync(keys));
}
