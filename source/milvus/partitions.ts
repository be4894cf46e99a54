import type {PartitionDescription} from '../model/collection.js';
import type {Milvus} from './milvus.js';

/** In the order in which they were made: behind a partition key, rows are spread by this order. */
export async function showPartitions(
	milvus: Milvus,
	db: string,
	name: string,
): Promise<PartitionDescription[]> {
	const answer = await milvus.call<{
		partition_names: string[];
		partitionIDs: string[];
		created_timestamps: string[];
	}>('ShowPartitions', {db_name: db, collection_name: name}, {db});
	return answer.partition_names.map((partition, index) => ({
		name: partition,
		id: answer.partitionIDs[index] ?? '',
	}));
}

/** @throws milvus-refused, also for a collection that is not there */
export async function createPartition(
	milvus: Milvus,
	db: string,
	name: string,
	partition: string,
): Promise<void> {
	await milvus.call(
		'CreatePartition',
		{db_name: db, collection_name: name, partition_name: partition},
		{db},
	);
}

/** @throws milvus-refused, also for the default one and for one that is not there */
export async function dropPartition(
	milvus: Milvus,
	db: string,
	name: string,
	partition: string,
): Promise<void> {
	await milvus.call(
		'DropPartition',
		{db_name: db, collection_name: name, partition_name: partition},
		{db},
	);
}
