import {countDeletes} from '../../format/binlog/read-delete-log.js';
import {writeDeleteLog} from '../../format/binlog/write-delete-log.js';
import type {SegmentBackupInfo} from '../../format/messages.js';
import {deltaLogKey, partitionDeltaDir} from '../../format/paths.js';
import type {Milvus} from '../../milvus/milvus.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {fragment} from '../../model/fragments.js';
import {mapBounded} from '../run/map-bounded.js';
import type {BackupCollection} from '../repository/collection-view.js';
import {cutKey, keyTypeOf, type CutDeletes} from './cut-deletes.js';
import {
	countDeletedRows,
	deltaKeysOf,
	readDeletes,
	readLog,
	type DeletedRows,
	type Deletes,
} from './deleted-rows.js';
import {segmentIds} from '../repository/segment-ids.js';
import {milvusDirectory, type StageOptions} from './stage-binlogs.js';

export type AppliedDeletes = CutDeletes & {
	/**
	 * By segment: rows up to the cut that its new delta logs remove. A segment that is not in it has
	 * its own logs.
	 */
	deleted: ReadonlyMap<string, DeletedRows>;
};

type ApplyOptions = StageOptions & {
	milvus: Milvus;
	view: BackupCollection;
	/** Deletes of L0 segments in memory at a time; default 1,000,000. */
	maxHeld?: number;
};

/**
 * Measured: three million with keys of 20 characters, in three parts, took 280 MB of heap; held at
 * once, 1.2 GB.
 */
const defaultMaxHeld = 1_000_000;
/** Segments whose columns of keys and times, and matching deletes, are in memory at a time. */
const segmentsAtOnce = 4;

/**
 * Writes the deletes of L0 segments, for a Milvus that has no such segments, into delta logs of the
 * segments whose rows they remove.
 *
 * 1. An L0 segment is for its partition, or for all (partition -1). Its deletes are for the rows of
 *    their key that are older; those after the cut are left out.
 * 2. Each segment of such a partition gets delta logs of its own: of every key with such a row, the
 *    latest delete, of L0 and of the segment's own logs together, so that no row is counted twice.
 *    They stand for all that the partition has, L0 logs too.
 * 3. Where L0 has more deletes than memory is to hold, the keys go through in parts, each read
 *    again and written into a log of its own.
 *
 * They lie in `milvault_temp/<job>/cut`; the same job writes the same bytes again. The backup keeps
 * what Milvus wrote.
 *
 * @throws milvus-unsupported where a segment's keys cannot be read
 */
export async function applyL0Deletes(options: ApplyOptions): Promise<AppliedDeletes> {
	const {view, cluster, jobId} = options;
	const everywhere = view.l0Segments;
	const partitions = view.partitions
		.map(({id, segments}) => ({
			directory: partitionDeltaDir({
				collectionId: view.info.collection_id,
				partitionId: id,
			}),
			l0: segments.filter(segment => segment.is_l0),
			data: segments.filter(({is_l0: isL0, binlogs}) => !isL0 && (binlogs ?? []).length > 0),
		}))
		.filter(({l0, data}) => data.length > 0 && everywhere.length + l0.length > 0);
	const parts = await partsOf(options, partitions.flatMap(({l0}) => l0).concat(everywhere));
	const deleted = new Map<string, DeletedRows>();
	const written = new Set<string>();
	for (let part = 0; part < parts; part++) {
		const isWanted = (pk: string): boolean => parts === 1 || hashOf(pk) % parts === part;
		const ofAll = await readDeletes(options, everywhere, isWanted);
		for (const {directory, l0, data} of partitions) {
			const ofPartition = await readDeletes(options, l0, isWanted);
			await mapBounded(data, segmentsAtOnce, async segment => {
				const own = await readDeletes(options, [segment], isWanted);
				const rows = await writeDeletes(options, segment, {
					deletes: [ofAll, ofPartition, own],
					logId: String(part + 1),
				});
				const before = deleted.get(segment.segment_id);
				deleted.set(segment.segment_id, {
					older: rows.older + (before?.older ?? 0),
					all: rows.all + (before?.all ?? 0),
				});
				if (rows.older > 0) {
					written.add(directory);
				}
			});
		}
	}

	const directories = partitions.map(({directory}) => directory);
	return {
		deleted,
		empty: new Set(directories.filter(directory => !written.has(directory))),
		paths: new Map(
			[...written].map(directory => [
				directory,
				milvusDirectory(cluster, cutKey(cluster, jobId, directory)),
			]),
		),
	};
}

/** The number of parts of the keys, so that the deletes of one part fit into memory. */
async function partsOf(options: ApplyOptions, l0: readonly SegmentBackupInfo[]): Promise<number> {
	const counts = await mapBounded(deltaKeysOf(options.view, l0), segmentsAtOnce, async key =>
		countDeletes(await readLog(options, key), key),
	);
	const deletes = counts.reduce((sum, count) => sum + count, 0);
	return Math.max(1, Math.ceil(deletes / (options.maxHeld ?? defaultMaxHeld)));
}

/** FNV-1a: always the same part for a key, so that a continued job writes the same bytes. */
function hashOf(pk: string): number {
	let hash = 0x81_1c_9d_c5;
	for (let index = 0; index < pk.length; index++) {
		hash = Math.imul(hash ^ pk.charCodeAt(index), 0x01_00_01_93);
	}

	return hash >>> 0;
}

/**
 * @returns the rows that go by the log that was written; `all` with those of the same keys that
 * stay
 */
async function writeDeletes(
	options: ApplyOptions,
	segment: SegmentBackupInfo,
	{deletes, logId}: {deletes: readonly Deletes[]; logId: string},
): Promise<DeletedRows> {
	const {view, milvus, cluster, jobId, copyLimit, signal} = options;
	if (deletes.every(({size}) => size === 0)) {
		return {older: 0, all: 0};
	}

	const latest = new Map<string, bigint>();
	const staying: string[] = [];
	const counted = await countDeletedRows(
		options,
		segment,
		{get: pk => lastOf(deletes, pk)},
		(pk, at, isOlder) => {
			if (isOlder) {
				latest.set(pk, at);
			} else {
				staying.push(pk);
			}
		},
	);
	if (!counted) {
		throw new MilvaultError('milvus-unsupported', {
			feature: fragment('feature-l0-deletes', {
				segment: `${segment.segment_id}`,
				collection: view.collection,
			}),
			version: milvus.version,
		});
	}

	if (latest.size > 0) {
		const ids = segmentIds(view.info.collection_id, segment);
		const bytes = writeDeleteLog(
			[...latest].map(([pk, at]) => ({pk, ts: String(at)})),
			{ids, keyType: keyTypeOf(view)},
		);
		const target = cutKey(cluster, jobId, deltaLogKey({...ids, logId}));
		await copyLimit(async () => cluster.storage.put(target, bytes, {signal}));
	}

	return {
		older: counted.older,
		all: counted.older + staying.filter(pk => latest.has(pk)).length,
	};
}

function lastOf(deletes: readonly Deletes[], pk: string): bigint | undefined {
	let last: bigint | undefined;
	for (const some of deletes) {
		const at = some.get(pk);
		if (at !== undefined && (last === undefined || at > last)) {
			last = at;
		}
	}

	return last;
}
