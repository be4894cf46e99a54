import type {SegmentBackupInfo} from '../../format/messages.js';
import {canInsert} from '../../milvus/insert.js';
import type {Milvus} from '../../milvus/milvus.js';
import type {FieldSchema} from '../../model/collection.js';
import {secondsOf} from '../../model/time-to-live.js';
import {rowsOfSegments, type BackupCollection} from '../repository/collection-view.js';
import {hasL0} from './expected-count.js';
import {maxComparedKeys} from './shared-keys.js';

/** Of a partition that is inserted; bytes as its binlogs lie in the backup. */
export const maxInserted = {rows: 10_000n, bytes: 16 * 1024 * 1024};

/**
 * Up to so many small partitions for each data node, an import is as fast: a job takes two seconds,
 * however small it is.
 */
export const importedPerNode = 5;

export type SmallPartition = {
	name: string;
	/** Those with rows. */
	segments: SegmentBackupInfo[];
};

/**
 * The partitions whose rows may be inserted into a new collection instead of imported: small ones
 * of a Milvus that runs import jobs one after another (up to 2.3).
 *
 * Not where the result would not be the same:
 *
 * - keys that Milvus makes would be other ones;
 * - an insert gives new times, so that rows would outlive their time to live;
 * - by a partition key, Milvus itself decides on the partition;
 * - types and features whose values an insert does not carry, or may change on the way (nulls,
 *   default values, functions);
 * - collections of more rows than keys are compared of (shared-keys.ts);
 * - deletes of L0 segments, which are written anew for the importer.
 *
 * Not the default partition either: one that was filled in part is dropped and made again, and the
 * default one cannot be dropped.
 */
export function smallPartitions(
	view: BackupCollection,
	{features}: Pick<Milvus, 'features'>,
): SmallPartition[] {
	if (
		features.groupImport ||
		hasL0(view) ||
		rowsOfSegments(view.partitions) > maxComparedKeys ||
		!mayBeInserted(view)
	) {
		return [];
	}

	return view.partitions
		.map(({name, segments}) => ({
			name,
			segments: segments.filter(({binlogs}) => (binlogs ?? []).length > 0),
		}))
		.filter(
			({name, segments}) =>
				name !== defaultPartition &&
				segments.length > 0 &&
				segments.every(isPlain) &&
				isSmall(segments),
		);
}

const defaultPartition = '_default';

function mayBeInserted({info: {schema}, properties}: BackupCollection): boolean {
	return (
		schema.autoID !== true &&
		(schema.functions ?? []).length === 0 &&
		(schema.struct_array_fields ?? []).length === 0 &&
		secondsOf(properties) === undefined &&
		schema.fields.some(field => field.is_primary_key) &&
		schema.fields.every(isCarried)
	);
}

function isCarried(field: FieldSchema): boolean {
	return (
		canInsert(field.data_type) &&
		!field.autoID &&
		!field.is_partition_key &&
		!field.is_function_output &&
		(field.is_dynamic === true ||
			(!field.nullable &&
				field.default_value_base64 === undefined &&
				field.default_value_proto === undefined))
	);
}

/** A binlog for each field. */
function isPlain({storage_version: storage}: SegmentBackupInfo): boolean {
	return Number(storage ?? 0) < 2;
}

function isSmall(segments: readonly SegmentBackupInfo[]): boolean {
	const rows = segments.reduce((sum, segment) => sum + BigInt(segment.num_of_rows ?? 0), 0n);
	const bytes = segments
		.flatMap(({binlogs, deltalogs}) => [...(binlogs ?? []), ...(deltalogs ?? [])])
		.flatMap(({binlogs}) => binlogs ?? [])
		.reduce((sum, {log_size: size}) => sum + Number(size ?? 0), 0);
	return rows <= maxInserted.rows && bytes <= maxInserted.bytes;
}
