import {MilvaultError} from '../model/milvault-error.js';

/** Keys of the meta files, relative to the backup's own directory (`<repository root>/<name>/`). */
export const metaKeys = {
	backup: 'meta/backup_meta.json',
	collection: 'meta/collection_meta.json',
	partition: 'meta/partition_meta.json',
	segment: 'meta/segment_meta.json',
	full: 'meta/full_meta.json',
	/** Our own; milvus-backup knows nothing of it. */
	milvault: 'meta/milvault.json',
} as const;

/** One of milvus-backup's five meta files. */
export type MetaFile = (typeof metaKeys)[Exclude<keyof typeof metaKeys, 'milvault'>];

type CollectionIds = {collectionId: string};
type PartitionIds = CollectionIds & {partitionId: string};
/** `groupId`: `0` or absent for backups without group directories. */
type GroupIds = PartitionIds & {groupId?: string};
type SegmentIds = GroupIds & {segmentId: string};

/** milvus-backup's partition of L0 segments whose deletes are for every partition. */
export const allPartitions = '-1';

/*
 * Keys and directories in a backup, relative to it. Directories end in a slash. All ids must be
 * decimal digits, because they come from metadata of any origin.
 *
 * Every function throws metadata-unsafe for an id that is none.
 */

/** `binlogs/insert_log/<collection>/<partition>/[<group>/]<segment>/<field>/<log>` */
export function insertLogKey(ids: SegmentIds & {fieldId: string; logId: string}): string {
	return `${groupInsertDir(ids)}${joined(ids.segmentId, ids.fieldId, ids.logId)}`;
}

/**
 * `binlogs/delta_log/<collection>/<partition>/[<group>/]<segment>/<log>`; partition -1 never has a
 * group.
 */
export function deltaLogKey(ids: SegmentIds & {logId: string}): string {
	return ids.partitionId === allPartitions
		? allPartitionDeltaLogKey(ids)
		: `${groupDeltaDir(ids)}${joined(ids.segmentId, ids.logId)}`;
}

/** `binlogs/delta_log/<collection>/-1/<segment>/<log>` */
export function allPartitionDeltaLogKey(
	ids: CollectionIds & {segmentId: string; logId: string},
): string {
	return `${allPartitionDeltaDir(ids)}${joined(ids.logId)}`;
}

export function partitionInsertDir(ids: PartitionIds): string {
	return `binlogs/insert_log/${joined(ids.collectionId, ids.partitionId)}/`;
}

export function partitionDeltaDir(ids: PartitionIds): string {
	return `binlogs/delta_log/${joined(ids.collectionId, ids.partitionId)}/`;
}

/** The partition's directory itself when there are no groups. */
export function groupInsertDir(ids: GroupIds): string {
	return `${partitionInsertDir(ids)}${groupPart(ids)}`;
}

/** The partition's directory itself when there are no groups. */
export function groupDeltaDir(ids: GroupIds): string {
	return `${partitionDeltaDir(ids)}${groupPart(ids)}`;
}

/** The directory of one L0 segment of partition -1. */
export function allPartitionDeltaDir(ids: CollectionIds & {segmentId: string}): string {
	return `binlogs/delta_log/${joined(ids.collectionId)}/${allPartitions}/${joined(ids.segmentId)}/`;
}

export type BinlogIds = {
	collectionId: string;
	/** -1 for an L0 segment of all partitions. */
	partitionId: string;
	segmentId: string;
	logId: string;
} & ({kind: 'insert'; fieldId: string} | {kind: 'delta'});

const pattern = /^(?:insert_log\/\d+\/\d+\/\d+\/\d+\/\d+|delta_log\/\d+\/(?:\d+|-1)\/\d+\/\d+)$/;

/**
 * The ids in one of Milvus's own keys, relative to Milvus's root path; undefined for anything else.
 *
 *     insert_log/<collection>/<partition>/<segment>/<field>/<log>
 *     delta_log/<collection>/<partition or -1>/<segment>/<log>
 */
export function parseBinlogKey(relativeKey: string): BinlogIds | undefined {
	if (!pattern.test(relativeKey)) {
		return undefined;
	}

	const [directory, collectionId = '', partitionId = '', segmentId = '', ...rest] =
		relativeKey.split('/');
	const ids = {collectionId, partitionId, segmentId, logId: rest.at(-1) ?? ''};
	return directory === 'insert_log'
		? {kind: 'insert', ...ids, fieldId: rest[0] ?? ''}
		: {kind: 'delta', ...ids};
}

/**
 * Not Milvus's and not ours: what a NAS, a file server or a desktop leaves behind (`@eaDir/…`,
 * `.nfs0001`, `Thumbs.db`, `.DS_Store`), or the marker of a directory in a bucket. Every level of a
 * binlog's key below its kind is an id.
 *
 * @param key of an object, relative to the backup, below `binlogs/insert_log/` or
 *   `binlogs/delta_log/`
 */
export function isForeignFile(key: string): boolean {
	const [, , ...levels] = key.split('/');
	return !levels.every(level => /^(?:\d+|-1)$/.test(level));
}

function groupPart({groupId = '0'}: GroupIds): string {
	return groupId === '0' || groupId === '' ? '' : `${joined(groupId)}/`;
}

function joined(...ids: readonly string[]): string {
	const key = ids.join('/');
	if (!ids.every(id => /^\d{1,20}$/.test(id))) {
		throw new MilvaultError('metadata-unsafe', {file: metaKeys.full, key});
	}

	return key;
}
