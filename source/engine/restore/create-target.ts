import {createCollection} from '../../milvus/collections.js';
import type {Milvus} from '../../milvus/milvus.js';
import {createPartition, showPartitions} from '../../milvus/partitions.js';
import type {CollectionName} from '../../model/collection-key.js';
import type {BackupCollection} from './backup-collection-view.js';

/**
 * The name under which a collection is restored until all is well. Names may have 255 characters: a longer target is cut,
 * the job's id keeps it unique.
 */
export function workingName(
	target: CollectionName,
	jobId: string,
): CollectionName {
	const tail = `_milvault_${jobId.slice(0, 8)}`;
	return {
		db: target.db,
		name: `${target.name.slice(0, 255 - tail.length)}${tail}`,
	};
}

/** Creates a collection with everything that the backup knows of it but its indexes. */
export async function createTarget(
	milvus: Milvus,
	view: BackupCollection,
	name: CollectionName,
): Promise<void> {
	const {info} = view;
	const hasPartitionKey = info.schema.fields.some(
		field => field.is_partition_key,
	);
	await createCollection(milvus, {
		db: name.db,
		schema: {...info.schema, name: name.name},
		shardsNum: info.shards_num ?? 0,
		numPartitions: hasPartitionKey ? view.partitions.length : 0,
		consistencyLevel: info.consistency_level ?? 0,
		properties: view.properties,
	});
	await createMissingPartitions(milvus, view, name);
}

export async function createMissingPartitions(
	milvus: Milvus,
	view: BackupCollection,
	{db, name}: CollectionName,
): Promise<void> {
	const there = new Set(
		(await showPartitions(milvus, db, name)).map(partition => partition.name),
	);
	for (const partition of view.partitions) {
		if (!there.has(partition.name)) {
			await createPartition(milvus, db, name, partition.name);
		}
	}
}
