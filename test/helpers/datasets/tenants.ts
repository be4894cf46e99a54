import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {DataType, ok} from '../milvus/rows.js';
import {floatVector, pick, range} from './values.js';

/**
 * `tenants`: a partition key over four partitions, keys that Milvus gives, Milvus's own choice of
 * index; loaded.
 */
export async function makeTenants(client: MilvusClient, db: string): Promise<void> {
	const tenants = {db_name: db, collection_name: 'tenants'};
	ok(
		await client.createCollection({
			...tenants,
			description: '租户',
			consistency_level: 'Session',
			num_partitions: 4,
			fields: [
				{
					name: 'id',
					data_type: DataType.Int64,
					is_primary_key: true,
					autoID: true,
				},
				{
					name: 'tenant',
					description: '分区键',
					data_type: DataType.VarChar,
					max_length: 64,
					is_partition_key: true,
				},
				{name: 'v', data_type: DataType.FloatVector, dim: 8},
			],
		}),
	);
	ok(
		await client.insert({
			...tenants,
			data: range(0, 200, row => ({
				tenant: pick(tenantNames, row),
				v: floatVector(8, row),
			})),
		}),
	);
	ok(
		await client.createIndex({
			...tenants,
			field_name: 'v',
			index_type: 'AUTOINDEX',
			metric_type: 'L2',
		}),
	);
	ok(await client.loadCollectionSync(tenants));
}

/** Each has 20 rows. */
export const tenantNames = range(0, 10, row => `租户 ${row}`);

/** Rows that Milvus finds of each tenant: it looks only into the partition where they must be. */
export async function rowsOfTenants(
	client: MilvusClient,
	db: string,
): Promise<Record<string, number>> {
	const counts: Record<string, number> = {};
	for (const tenant of tenantNames) {
		const {data} = ok(
			await client.query({
				db_name: db,
				collection_name: 'tenants',
				filter: `tenant == "${tenant}"`,
				output_fields: ['id'],
				limit: 1000,
				consistency_level: 0,
			}),
		);
		counts[tenant] = data.length;
	}

	return counts;
}
