import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import type {ExecutionContext} from 'ava';
import {dropDatabase} from '../milvus/drop-database.js';
import {DataType, ok} from '../milvus/rows.js';

/**
 * A collection that stays until the end of the test, in a database of its own. A Milvus 2.2 is
 * known by its collections: one whose others were all of tests that have ended between a plan and
 * its restore is taken for another.
 */
export async function stayKnown(t: ExecutionContext, sdk: MilvusClient, db: string): Promise<void> {
	t.teardown(async () => dropDatabase(sdk, db));
	ok(await sdk.createDatabase({db_name: db}));
	ok(
		await sdk.createCollection({
			db_name: db,
			collection_name: 'stays',
			fields: [
				{name: 'id', data_type: DataType.Int64, is_primary_key: true},
				{name: 'v', data_type: DataType.FloatVector, dim: 2},
			],
		}),
	);
}
