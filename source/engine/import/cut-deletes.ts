import {binlogHeaderBytes, readBinlogHeader} from '../../format/binlog/read-binlog-header.js';
import {readDeleteLog, type DeleteEntry} from '../../format/binlog/read-delete-log.js';
import {writeDeleteLog, type KeyType} from '../../format/binlog/write-delete-log.js';
import type {SegmentBackupInfo} from '../../format/messages.js';
import {
	allPartitionDeltaDir,
	allPartitions,
	deltaLogKey,
	groupDeltaDir,
} from '../../format/paths.js';
import type {Milvus} from '../../milvus/milvus.js';
import {dataTypes} from '../../model/data-types.js';
import {hasCode} from '../../model/milvault-error.js';
import {tsoOfMs} from '../../model/timestamps.js';
import {joinKey} from '../../storage/keys.js';
import {transferObject} from '../../storage/transfer.js';
import {backupKey} from '../repository/backup-keys.js';
import {mapBounded} from '../run/map-bounded.js';
import type {BackupCollection} from '../repository/collection-view.js';
import {readLog} from './deleted-rows.js';
import {segmentIds} from '../repository/segment-ids.js';
import {milvusDirectory, temporaryPrefix, type StageOptions} from './stage-binlogs.js';

/**
 * Delta directories of L0 segments, relative to the backup, that Milvus must not read as they are.
 */
export type CutDeletes = {
	/** Milvus's own name of the directory that stands for one of them. */
	paths: ReadonlyMap<string, string>;
	/** Those that hold nothing up to the cut. */
	empty: ReadonlySet<string>;
};

type CutOptions = StageOptions & {milvus: Milvus; view: BackupCollection};

/**
 * Cuts the deletes of L0 segments at the backup's cut, in copies: a delete or an upsert after it
 * would remove older rows without a replacement. Milvus up to 2.6.0 applies all deletes of an L0
 * segment, whatever `end_ts` says.
 *
 * Only directories with a later entry are copied, to `milvault_temp/<job>/cut`; the same job writes
 * the same bytes again. The backup keeps what Milvus wrote.
 */
export async function cutDeletes(options: CutOptions): Promise<CutDeletes> {
	const {milvus, view} = options;
	const paths = new Map<string, string>();
	const empty = new Set<string>();
	const endTsMs = view.record?.cut?.endTsMs;
	if (endTsMs === undefined || milvus.features.l0EndTs) {
		return {paths, empty};
	}

	const cutTs = BigInt(tsoOfMs(endTsMs));
	for (const segment of l0SegmentsOf(view)) {
		const found = await lookAtSegment(options, segment, cutTs);
		if (found.every(({isLater}) => !isLater)) {
			continue;
		}

		const directory = directoryOf(view, segment);
		const isEmpty = !(await writeCut(options, segment, {found, cutTs}));
		if (isEmpty) {
			empty.add(directory);
		} else {
			const {cluster, jobId} = options;
			paths.set(directory, milvusDirectory(cluster, cutKey(cluster, jobId, directory)));
		}
	}

	return {paths, empty};
}

function l0SegmentsOf({partitions, l0Segments}: BackupCollection): SegmentBackupInfo[] {
	return [
		...partitions.flatMap(({segments}) => segments.filter(segment => segment.is_l0)),
		...l0Segments,
	];
}

function directoryOf(view: BackupCollection, segment: SegmentBackupInfo): string {
	const ids = segmentIds(view.info.collection_id, segment);
	return segment.partition_id === allPartitions ? allPartitionDeltaDir(ids) : groupDeltaDir(ids);
}

/** Where the copy of a delta log, or of its directory, lies that Milvus reads instead. */
export function cutKey(cluster: StageOptions['cluster'], jobId: string, key: string): string {
	return joinKey(temporaryPrefix(cluster, jobId), 'cut', key);
}

type FoundLog = {key: string; sizeBytes: number; isLater: boolean};

async function lookAtSegment(
	options: CutOptions,
	segment: SegmentBackupInfo,
	cutTs: bigint,
): Promise<FoundLog[]> {
	const ids = segmentIds(options.view.info.collection_id, segment);
	const logs = (segment.deltalogs ?? []).flatMap(({binlogs}) => binlogs ?? []);
	return mapBounded(
		logs,
		options.copyLimit.concurrency,
		async ({log_id: logId, log_size: size}) => {
			const key = deltaLogKey({...ids, logId});
			const sizeBytes = Number(size ?? 0);
			const head = await readLog(options, key, {
				start: 0,
				end: Math.min(sizeBytes, binlogHeaderBytes) - 1,
			});
			const isLater = latestIn(head, key) > cutTs && (await hasLater(options, key, cutTs));
			return {key, sizeBytes, isLater};
		},
	);
}

/**
 * The latest time in a log, from its first bytes: greater than any if its writer did not record it.
 */
function latestIn(head: Uint8Array, key: string): bigint {
	try {
		return BigInt(readBinlogHeader(head, key).endTs);
	} catch (error) {
		// Bare parquet has no such header.
		if (hasCode(error, 'metadata-unreadable')) {
			return 2n ** 64n;
		}

		throw error;
	}
}

/** @returns how many entries are left */
async function writeCut(
	options: CutOptions,
	segment: SegmentBackupInfo,
	{found, cutTs}: {found: readonly FoundLog[]; cutTs: bigint},
): Promise<number> {
	const {view, repository, cluster, backupName, jobId, copyLimit, signal} = options;
	const {collectionId, partitionId, segmentId} = segmentIds(view.info.collection_id, segment);
	const counts = await mapBounded(
		found,
		copyLimit.concurrency,
		async ({key, sizeBytes, isLater}) => {
			const target = cutKey(cluster, jobId, key);
			if (!isLater) {
				await copyLimit(async () =>
					transferObject(
						repository.storage,
						backupKey(repository, backupName, key),
						cluster.storage,
						target,
						{sizeBytes, signal, onStreamed: options.onStreamed},
					),
				);
				return 1;
			}

			const left: DeleteEntry[] = [];
			for await (const entry of await readEntries(options, key)) {
				if (BigInt(entry.ts) <= cutTs) {
					left.push(entry);
				}
			}

			if (left.length > 0) {
				const bytes = writeDeleteLog(left, {
					ids: {collectionId, partitionId, segmentId},
					keyType: keyTypeOf(view),
				});
				await copyLimit(async () => cluster.storage.put(target, bytes, {signal}));
			}

			return left.length;
		},
	);
	return counts.reduce((sum, count) => sum + count, 0);
}

/** Of a collection's primary key. */
export function keyTypeOf({info}: BackupCollection): KeyType {
	const key = info.schema.fields.find(field => field.is_primary_key);
	return key?.data_type === dataTypes.VarChar ? 'VarChar' : 'Int64';
}

async function hasLater(options: CutOptions, key: string, cutTs: bigint): Promise<boolean> {
	for await (const {ts} of await readEntries(options, key)) {
		if (BigInt(ts) > cutTs) {
			return true;
		}
	}

	return false;
}

async function readEntries(options: CutOptions, key: string): Promise<AsyncIterable<DeleteEntry>> {
	return readDeleteLog(await readLog(options, key), key);
}
