import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {DataType, ok} from '../milvus/rows.js';

/** `vacant`: no rows, keys that Milvus gives (texts, where the server can), an index; loaded. */
export async function makeVacant(
	client: MilvusClient,
	db: string,
	{isOld}: {isOld: boolean},
): Promise<void> {
	const vacant = {db_name: db, collection_name: 'vacant'};
	ok(
		await client.createCollection({
			...vacant,
			description: '空',
			fields: [
				{
					name: 'key',
					...(isOld ? {data_type: DataType.Int64} : {data_type: DataType.VarChar, max_length: 32}),
					is_primary_key: true,
					autoID: true,
				},
				{name: 'v', data_type: DataType.FloatVector, dim: 4},
			],
		}),
	);
	ok(
		await client.createIndex({
			...vacant,
			field_name: 'v',
			index_name: '_default_idx',
			index_type: 'FLAT',
			metric_type: 'IP',
		}),
	);
	ok(await client.loadCollectionSync(vacant));
}
