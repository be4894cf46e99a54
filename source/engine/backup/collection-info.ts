import type {
	CollectionBackupInfo,
	FieldBinlog,
	PartitionBackupInfo,
	SegmentBackupInfo,
} from '../../format/messages.js';
import type {PartitionDescription} from '../../model/collection.js';
import type {FoundLog, FoundSegment, CollectionSnapshot} from '../journal/snapshot.js';

/**
 * The metadata of one collection as milvus-backup 0.5.16 writes it, sizes and rows from what was
 * copied.
 */
export function collectionInfo(jobId: string, snapshot: CollectionSnapshot): CollectionBackupInfo {
	const {description, segments, flushed} = snapshot;
	const partitions = snapshot.partitions.map(partition => partitionInfo(snapshot, partition));
	const l0Segments = segments
		.filter(({partitionId}) => partitionId === '-1')
		.map(segment => segmentInfo(segment));
	return {
		id: jobId,
		collection_id: description.collectionId,
		db_name: description.db,
		collection_name: description.name,
		schema: description.schema,
		shards_num: description.shardsNum,
		consistency_level: description.consistencyLevel,
		partition_backups: partitions,
		size: sum([...partitions, ...l0Segments].map(({size}) => size ?? '0')),
		has_index: snapshot.indexes.length > 0,
		index_infos: snapshot.indexes.map(index => ({
			field_name: index.fieldName,
			index_name: index.indexName,
			index_type: index.params.find(({key}) => key === 'index_type')?.value ?? '',
			params: Object.fromEntries(index.params.map(({key, value}) => [key, value])),
			index_id: index.indexId,
		})),
		load_state: snapshot.loadState,
		backup_physical_timestamp: flushed?.sealTime,
		channel_checkpoints: flushed?.channelCheckpoints ? {...flushed.channelCheckpoints} : undefined,
		l0_segments: l0Segments,
		properties: description.properties,
		db_id: description.dbId,
		created_timestamp: description.createdTimestamp,
		virtual_channel_names: description.virtualChannelNames,
		physical_channel_names: description.physicalChannelNames,
		aliases: description.aliases,
	};
}

function partitionInfo(
	{description, segments, loadState, partitionLoadStates}: CollectionSnapshot,
	partition: PartitionDescription,
): PartitionBackupInfo {
	const own = segments
		.filter(({partitionId}) => partitionId === partition.id)
		.map(segment => segmentInfo(segment));
	return {
		partition_id: partition.id,
		partition_name: partition.name,
		collection_id: description.collectionId,
		segment_backups: own,
		size: sum(own.map(({size}) => size ?? '0')),
		load_state: partitionLoadStates.get(partition.name) ?? loadState,
	};
}

function segmentInfo(segment: FoundSegment): SegmentBackupInfo {
	const insertLogs = [...segment.insertLogs].map(([fieldId, logs]): FieldBinlog =>
		fieldBinlog(fieldId, logs),
	);
	const deltaLogs = segment.deltaLogs.length > 0 ? [fieldBinlog('0', segment.deltaLogs)] : [];
	const logs = [...segment.insertLogs.values()].flat();
	return {
		segment_id: segment.segmentId,
		collection_id: segment.collectionId,
		partition_id: segment.partitionId,
		num_of_rows: segment.rows,
		binlogs: insertLogs,
		deltalogs: deltaLogs,
		size: [...logs, ...segment.deltaLogs]
			.reduce((total, {sizeBytes}) => total + sizeBytes, 0)
			.toString(),
		group_id: segment.partitionId === '-1' ? '0' : segment.segmentId,
		is_l0: segment.isL0,
		v_channel: segment.vChannel,
		storage_version: String(segment.storageVersion),
	};
}

function fieldBinlog(fieldId: string, logs: readonly FoundLog[]): FieldBinlog {
	return {
		fieldID: fieldId,
		binlogs: logs.map(log => ({
			log_path: log.sourceKey,
			log_size: String(log.sizeBytes),
			log_id: log.logId,
		})),
	};
}

function sum(sizes: readonly string[]): string {
	return sizes.reduce((total, size) => total + BigInt(size), 0n).toString();
}
