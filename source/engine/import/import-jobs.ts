import type {SegmentBackupInfo} from '../../format/messages.js';
import {
	allPartitionDeltaDir,
	groupDeltaDir,
	groupInsertDir,
	partitionDeltaDir,
	partitionInsertDir,
} from '../../format/paths.js';
import type {Milvus} from '../../milvus/milvus.js';
import type {LimitSettings} from '../../settings/settings.js';
import type {BackupCollection, BackupPartition} from '../repository/collection-view.js';
import {segmentIds} from '../repository/segment-ids.js';

/** One bulkinsert task, with directories relative to the backup. */
export type ImportJob = {
	/** Undefined: all partitions (L0 only). */
	partition: string | undefined;
	/**
	 * Pairs of an insert directory and, where there are deletes, a delta directory; for L0 a delta
	 * directory alone.
	 */
	groups: Array<{insert?: string; delta?: string}>;
	isL0: boolean;
	storageVersion: number;
	segments: SegmentBackupInfo[];
};

/**
 * Milvus takes up to 1,024 files a request by default; milvus-backup's own number is 256 groups,
 * each of two paths.
 */
const maxGroups = 256;

/** What one job may take on a server. */
export type ImportUnits = {
	/** directory: a whole partition's; groups: that many group directories. */
	data: 'directory' | {groups: number};
	/**
	 * L0 segments; applied: none, the server has no such, and their deletes are in delta logs of the
	 * data (apply-l0-deletes.ts).
	 */
	l0: number | 'applied';
};

/** The largest units that this server takes through this interface. */
export function importUnits(
	{features}: Pick<Milvus, 'features'>,
	api: 'grpc' | 'rest',
): ImportUnits {
	return {
		data: features.groupImport ? {groups: api === 'rest' ? maxGroups : 1} : 'directory',
		l0: features.l0 ? (api === 'rest' && features.multiL0InOneJob ? maxGroups : 1) : 'applied',
	};
}

/**
 * Jobs submitted and not yet ended, of all collections together. Beyond what a server takes, it
 * refuses, and is asked again later.
 */
export function importJobsAtOnce(
	{features}: Pick<Milvus, 'features'>,
	{importJobsAhead}: Pick<LimitSettings, 'importJobsAhead'>,
): number {
	const suitable = features.parallelImports ? 31 : 2;
	return 1 + (importJobsAhead === 0 ? suitable : importJobsAhead);
}

/**
 * Splits a collection into jobs, each as large as the server takes.
 *
 * - up to 2.3 its importer walks a directory and takes the segment from the parent of a field's
 *   directory, so a whole partition is one job, in either layout; a second directory in one job
 *   would be silently lost. It knows no L0 segments;
 * - from 2.4 (not run live) a job takes group directories, by REST many that agree in channel and
 *   storage version; L0 segments follow, one by one before 2.6.5.
 */
export function importJobs(view: BackupCollection, server: ImportUnits): ImportJob[] {
	const collectionId = view.info.collection_id;
	const jobs: ImportJob[] = [];
	const l0Jobs: ImportJob[] = [];
	const l0AtOnce = server.l0 === 'applied' ? 0 : server.l0;
	for (const partition of view.partitions) {
		const data = partition.segments.filter(segment => !segment.is_l0 && hasLogs(segment));
		const l0 = partition.segments.filter(segment => segment.is_l0);
		const mayBeApplied = server.l0 === 'applied' && l0.length + view.l0Segments.length > 0;
		if (data.length > 0) {
			jobs.push(
				...(server.data === 'directory'
					? [wholePartition(collectionId, partition, data, mayBeApplied)]
					: groupedJobs(collectionId, partition, data, server.data.groups)),
			);
		}

		l0Jobs.push(
			...chunks(l0, l0AtOnce).map(segments => ({
				partition: partition.name,
				groups: segments.map(segment => ({
					delta: groupDeltaDir(segmentIds(collectionId, segment)),
				})),
				isL0: true,
				storageVersion: 0,
				segments,
			})),
		);
	}

	const globalL0 = chunks(view.l0Segments, l0AtOnce).map((segments): ImportJob => ({
		partition: undefined,
		groups: segments.map(segment => ({
			delta: allPartitionDeltaDir(segmentIds(collectionId, segment)),
		})),
		isL0: true,
		storageVersion: 0,
		segments,
	}));
	return [...jobs, ...l0Jobs, ...globalL0];
}

function wholePartition(
	collectionId: string,
	partition: BackupPartition,
	segments: SegmentBackupInfo[],
	mayBeApplied = false,
): ImportJob {
	const ids = {collectionId, partitionId: partition.id};
	return {
		partition: partition.name,
		groups: [
			{
				insert: partitionInsertDir(ids),
				...((mayBeApplied || segments.some(segment => hasDeletes(segment))) && {
					delta: partitionDeltaDir(ids),
				}),
			},
		],
		isL0: false,
		storageVersion: 0,
		segments,
	};
}

function groupedJobs(
	collectionId: string,
	partition: BackupPartition,
	segments: readonly SegmentBackupInfo[],
	groupsAtOnce: number,
): ImportJob[] {
	// The old layout has no group directories: its partition directory is itself one group of
	// segments.
	const [old, grouped] = [
		segments.filter(segment => !hasGroup(segment)),
		segments.filter(segment => hasGroup(segment)),
	];
	const jobs = old.length > 0 ? [wholePartition(collectionId, partition, old)] : [];
	const alike = Map.groupBy(
		grouped,
		segment => `${segment.v_channel ?? ''} ${segment.storage_version ?? 0}`,
	);
	for (const ofOneKind of alike.values()) {
		for (const chunk of chunks(ofOneKind, groupsAtOnce)) {
			jobs.push({
				partition: partition.name,
				groups: chunk.map(segment => ({
					insert: groupInsertDir(segmentIds(collectionId, segment)),
					...(hasDeletes(segment) && {
						delta: groupDeltaDir(segmentIds(collectionId, segment)),
					}),
				})),
				isL0: false,
				storageVersion: Number(chunk[0]?.storage_version ?? 0),
				segments: chunk,
			});
		}
	}

	return jobs;
}

/** None of size 0. */
function chunks<Item>(items: readonly Item[], size: number): Item[][] {
	if (size === 0) {
		return [];
	}

	return Array.from({length: Math.ceil(items.length / size)}, (_, index) =>
		items.slice(index * size, (index + 1) * size),
	);
}

function hasGroup(segment: SegmentBackupInfo): boolean {
	return segment.group_id !== undefined && segment.group_id !== '0';
}

function hasLogs(segment: SegmentBackupInfo): boolean {
	return (segment.binlogs ?? []).length > 0;
}

function hasDeletes(segment: SegmentBackupInfo): boolean {
	return (segment.deltalogs ?? []).some(({binlogs}) => (binlogs ?? []).length > 0);
}
