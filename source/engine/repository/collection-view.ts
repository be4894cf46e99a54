import type {CollectionBackupInfo, SegmentBackupInfo} from '../../format/messages.js';
import type {CollectionRecord} from '../../format/milvault-meta.js';
import {allPartitionDeltaLogKey, deltaLogKey, insertLogKey} from '../../format/paths.js';
import {collectionKey} from '../../model/collection-key.js';
import type {CollectionKey} from '../../model/job-events.js';
import type {IndexDescription, KeyValue, LoadState} from '../../model/collection.js';
import type {OpenedBackup} from './read-backup.js';
import {segmentIds} from './segment-ids.js';

/** One collection of a backup as a restore needs it, whatever tool and layout wrote it. */
export type BackupCollection = {
	collection: CollectionKey;
	db: string;
	name: string;
	info: CollectionBackupInfo;
	record: CollectionRecord | undefined;
	partitions: BackupPartition[];
	/** Deletes that apply to every partition (partition -1). */
	l0Segments: SegmentBackupInfo[];
	indexes: IndexDescription[];
	/**
	 * The collection's and the schema's, the collection's winning: old servers fill only one of the
	 * two.
	 */
	properties: KeyValue[];
	/** Instead of the one in the backup. */
	description?: string;
	/** Keys of properties that the restored collection does not get. */
	leftOutProperties?: ReadonlySet<string>;
	loadState: LoadState;
	/** Rows up to the cut, deletes not subtracted. */
	rows: bigint;
	bytes: number;
};

export type BackupPartition = {
	id: string;
	name: string;
	segments: SegmentBackupInfo[];
};

export function backupCollections(
	backup: Pick<OpenedBackup, 'info' | 'record'>,
): BackupCollection[] {
	const records = new Map(backup.record?.collections.map(record => [record.collectionId, record]));
	return (backup.info.collection_backups ?? [])
		.map(info => viewOf(info, records.get(info.collection_id)))
		.toSorted((a, b) => (a.collection < b.collection ? -1 : 1));
}

/**
 * Every object that the metadata says belongs to a collection: key relative to the backup, and its
 * size in bytes.
 */
export function expectedObjects(view: BackupCollection): Map<string, number> {
	return new Map(
		[...view.partitions.flatMap(({segments}) => segments), ...view.l0Segments].flatMap(segment => [
			...objectsOfSegment(view, segment),
		]),
	);
}

/** Of one segment; keys relative to the backup. */
export function keysOfSegment(view: BackupCollection, segment: SegmentBackupInfo): string[] {
	return [...objectsOfSegment(view, segment)].map(([key]) => key);
}

function* objectsOfSegment(
	view: BackupCollection,
	segment: SegmentBackupInfo,
): Generator<[string, number]> {
	const ids = segmentIds(view.info.collection_id, segment);
	for (const {fieldID, binlogs} of segment.binlogs ?? []) {
		for (const log of binlogs ?? []) {
			yield [
				insertLogKey({...ids, fieldId: fieldID ?? '0', logId: log.log_id}),
				Number(log.log_size ?? 0),
			];
		}
	}

	for (const {binlogs} of segment.deltalogs ?? []) {
		for (const log of binlogs ?? []) {
			const key =
				segment.partition_id === '-1'
					? allPartitionDeltaLogKey({...ids, logId: log.log_id})
					: deltaLogKey({...ids, logId: log.log_id});
			yield [key, Number(log.log_size ?? 0)];
		}
	}
}

/** Deletes not subtracted, and those after the cut among them. */
export function rowsOfSegments(partitions: readonly BackupPartition[]): bigint {
	return partitions
		.flatMap(({segments}) => segments)
		.filter(segment => !segment.is_l0)
		.reduce((sum, segment) => sum + BigInt(segment.num_of_rows ?? 0), 0n);
}

function viewOf(
	info: CollectionBackupInfo,
	record: CollectionRecord | undefined,
): BackupCollection {
	const db = info.db_name === undefined || info.db_name === '' ? 'default' : info.db_name;
	const name = info.collection_name;
	const partitions = (info.partition_backups ?? []).map(partition => ({
		id: partition.partition_id,
		name: partition.partition_name,
		segments: partition.segment_backups ?? [],
	}));
	return {
		collection: collectionKey({db, name}),
		db,
		name,
		info,
		record,
		partitions,
		l0Segments: info.l0_segments ?? [],
		indexes: (info.index_infos ?? []).map(index => ({
			fieldName: index.field_name ?? '',
			indexName: index.index_name ?? '',
			indexId: index.index_id ?? '0',
			params: Object.entries(index.params ?? {}).map(([key, value]) => ({
				key,
				value,
			})),
		})),
		properties: mergedProperties(info),
		loadState:
			info.load_state === 'Loaded' || info.load_state === 'Loading' ? info.load_state : 'NotLoad',
		rows: record ? BigInt(record.rows) : rowsOfSegments(partitions),
		bytes: Number(info.size ?? 0),
	};
}

function mergedProperties(info: CollectionBackupInfo): KeyValue[] {
	const merged = new Map(
		[...(info.schema.properties ?? []), ...(info.properties ?? [])].map(({key, value}) => [
			key,
			value,
		]),
	);
	return [...merged].map(([key, value]) => ({key, value}));
}
