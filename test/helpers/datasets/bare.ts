import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {DataType, ok} from '../milvus/rows.js';
import {floatVector, range} from './values.js';

type BareOptions = {
	/** Default `bare`. */
	name?: string;
	/** First row; default 0. */
	first?: number;
	/** Default 50. */
	rows?: number;
	/** Default 1. */
	shards?: number;
};

/** A collection with nothing but rows: no index, not loaded. */
export async function makeBare(
	client: MilvusClient,
	db: string,
	options: BareOptions = {},
): Promise<void> {
	const {name = 'bare', shards = 1} = options;
	ok(
		await client.createCollection({
			db_name: db,
			collection_name: name,
			shards_num: shards,
			fields: [
				{name: 'id', data_type: DataType.Int64, is_primary_key: true},
				{name: 'v', data_type: DataType.FloatVector, dim: 4},
			],
		}),
	);
	if (options.rows !== 0) {
		await insertBare(client, db, options);
	}
}

/** More rows of it. */
export async function insertBare(
	client: MilvusClient,
	db: string,
	{name = 'bare', first = 0, rows = 50}: BareOptions,
): Promise<void> {
	ok(
		await client.insert({
			db_name: db,
			collection_name: name,
			data: range(first, rows, row => ({id: row, v: floatVector(4, row)})),
		}),
	);
}
