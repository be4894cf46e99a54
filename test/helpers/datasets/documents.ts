import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {DataType, ok} from '../milvus/rows.js';
import {binaryVector, range} from './values.js';

/**
 * `documents`: text keys (Chinese too), binary vectors, no dynamic field; indexed and not loaded.
 */
export async function makeDocuments(client: MilvusClient, db: string): Promise<void> {
	const documents = {db_name: db, collection_name: 'documents'};
	ok(
		await client.createCollection({
			...documents,
			shards_num: 1,
			consistency_level: 'Eventually',
			fields: [
				{
					name: 'path',
					data_type: DataType.VarChar,
					max_length: 512,
					is_primary_key: true,
				},
				{name: 'pages', data_type: DataType.Int16},
				{name: 'fingerprint', data_type: DataType.BinaryVector, dim: 128},
			],
		}),
	);
	ok(
		await client.insert({
			...documents,
			data: range(0, documentRows, row => ({
				path: `文档/${row} ${'长'.repeat(row)}`,
				pages: row,
				fingerprint: binaryVector(128, row),
			})),
		}),
	);
	ok(
		await client.createIndex({
			...documents,
			field_name: 'fingerprint',
			index_name: 'fingerprints',
			index_type: 'BIN_IVF_FLAT',
			metric_type: 'JACCARD',
			params: {nlist: 8},
		}),
	);
}

export const documentRows = 100;
