import type {
	CollectionBackupInfo,
	FieldBinlog,
	PartitionBackupInfo,
	SegmentBackupInfo,
} from '../../format/messages.js';
import {metaKeys} from '../../format/paths.js';
import type {MetadataDifference} from './metadata-difference.js';

/**
 * The sizes in full_meta.json with what they are sums of: a segment whose logs were taken out of it
 * keeps its size. Zero says nothing. Every release of milvus-backup from 0.1 on, and milvault, sums
 * in the same way:
 *
 * - a segment is its insert and delta logs;
 * - a partition is its segments;
 * - a collection is at least its partitions: L0 segments of partition -1 are counted by some, and
 *   so are, from 0.5.10 on, segments of partitions that are gone.
 */
export function compareSizes({
	partition_backups: partitions = [],
	l0_segments: l0Segments = [],
	size,
}: CollectionBackupInfo): MetadataDifference[] {
	const segments = partitions.flatMap(one => one.segment_backups ?? []);
	const inPartitions = sumOf(partitions);
	return [
		...[...segments, ...l0Segments].flatMap(segment => ofSegment(segment)),
		...partitions.flatMap(partition => ofPartition(partition)),
		...(isSaid(size) && BigInt(size) < inPartitions
			? [differs('size', `${inPartitions}`, size)]
			: []),
	];
}

function ofSegment({
	segment_id: id,
	binlogs = [],
	deltalogs = [],
	size,
}: SegmentBackupInfo): MetadataDifference[] {
	const bytes = [...binlogs, ...deltalogs]
		.flatMap((one: FieldBinlog) => one.binlogs ?? [])
		.reduce((sum, {log_size: log}) => sum + BigInt(log ?? 0), 0n);
	return isSaid(size) && BigInt(size) !== bytes
		? [differs(`segment ${id}, size`, `${bytes}`, size)]
		: [];
}

function ofPartition({
	partition_id: id,
	segment_backups: segments = [],
	size,
}: PartitionBackupInfo): MetadataDifference[] {
	const bytes = sumOf(segments);
	return isSaid(size) && BigInt(size) !== bytes
		? [differs(`partition ${id}, size`, `${bytes}`, size)]
		: [];
}

function isSaid(size: string | undefined): size is string {
	return BigInt(size ?? 0) > 0n;
}

function sumOf(parts: ReadonlyArray<{size?: string}>): bigint {
	return parts.reduce((sum, {size}) => sum + BigInt(size ?? 0), 0n);
}

function differs(what: string, expected: string, found: string): MetadataDifference {
	return {file: metaKeys.full, what, expected, found};
}
