import type {LimitFunction} from 'p-limit';
import {binlogHeaderBytes, readBinlogHeader} from '../../format/binlog/read-binlog-header.js';
import {readDeleteLog} from '../../format/binlog/read-delete-log.js';
import {readInt64Column} from '../../format/binlog/read-int64-column.js';
import {maxBinlogBytes, readObject} from '../../storage/read-object.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {fragment} from '../../model/fragments.js';
import type {Storage} from '../../storage/storage.js';
import {mapBounded} from '../run/map-bounded.js';
import type {FoundLog, FoundSegment} from '../journal/snapshot.js';
import type {FlushResult} from '../journal/snapshot.js';

/** Rows that a restore under the cut will not count; by segment id, zero left out. */
export type CutCounts = {
	/** Rows inserted after the cut, in segments that the flush sealed. */
	rowsAfterCut: Record<string, number>;
	/** Entries of delta logs up to the cut: at most so many rows are removed. */
	deletes: Record<string, number>;
};

const timestampField = '1';
/** Storage version from which a file holds many fields. */
const columnGroups = 2;

/**
 * Counts, from the binlogs themselves, the rows after the cut and the deleted rows, so that a
 * restore knows how many rows to expect. Segments that were flushed before the cut cannot hold
 * later rows and are not looked at; of the others the first bytes of the timestamps' binlog show
 * whether its rows must be read at all.
 *
 * @throws metadata-unreadable for a binlog that is not one
 */
export async function countCutRows(options: {
	storage: Storage;
	segments: readonly FoundSegment[];
	flushed: FlushResult | undefined;
	copyLimit: LimitFunction;
	signal?: AbortSignal;
}): Promise<CutCounts> {
	const {segments, flushed} = options;
	const cutTs = flushed?.cut?.cutTs;
	const counts: CutCounts = {rowsAfterCut: {}, deletes: {}};
	await mapBounded(segments, options.copyLimit.concurrency, async segment => {
		const {segmentId} = segment;
		if (cutTs !== undefined && !flushed?.flushedBefore.has(segmentId)) {
			const rows = await countRowsAfter(options, segment, BigInt(cutTs));
			if (rows > 0) {
				counts.rowsAfterCut[segmentId] = rows;
			}
		}

		const deletes = await countDeletes(options, segment, cutTs);
		if (deletes > 0) {
			counts.deletes[segmentId] = deletes;
		}
	});
	return counts;
}

type Reading = {
	storage: Storage;
	copyLimit: LimitFunction;
	signal?: AbortSignal;
};

async function countRowsAfter(
	reading: Reading,
	segment: FoundSegment,
	cutTs: bigint,
): Promise<number> {
	if (segment.storageVersion >= columnGroups) {
		return countRowsInGroups(reading, segment, cutTs);
	}

	let rows = 0;
	for (const log of segment.insertLogs.get(timestampField) ?? []) {
		const head = await read(reading, log, {
			start: 0,
			end: Math.min(log.sizeBytes, binlogHeaderBytes) - 1,
		});
		const {endTs} = readBinlogHeader(head, log.sourceKey);
		if (BigInt(endTs) > cutTs) {
			rows += (await countLater(reading, log, cutTs)) ?? 0;
		}
	}

	return rows;
}

/**
 * In storage version 2 the times lie in a column group with others, which one the files themselves
 * say: the first, as Milvus writes it.
 *
 * @throws metadata-unreadable when none holds them: rows after the cut could not be counted
 */
async function countRowsInGroups(
	reading: Reading,
	{segmentId, insertLogs}: FoundSegment,
	cutTs: bigint,
): Promise<number> {
	const groups = [...insertLogs]
		.toSorted(([a], [b]) => (BigInt(a) < BigInt(b) ? -1 : 1))
		.map(([, logs]) => logs);
	for (const [first, ...others] of groups) {
		let rows = first && (await countLater(reading, first, cutTs));
		if (rows !== undefined) {
			for (const log of others) {
				rows += (await countLater(reading, log, cutTs)) ?? 0;
			}

			return rows;
		}
	}

	throw new MilvaultError('metadata-unreadable', {
		file: `segment ${segmentId}`,
		reason: fragment('no-times-in-groups'),
	});
}

/** Undefined for a column group without times. */
async function countLater(
	reading: Reading,
	log: FoundLog,
	cutTs: bigint,
): Promise<number | undefined> {
	const bytes = await read(reading, log);
	const timestamps = readInt64Column(bytes, log.sourceKey, timestampField);
	return timestamps?.reduce((rows, timestamp) => rows + (timestamp > cutTs ? 1 : 0), 0);
}

async function countDeletes(
	reading: Reading,
	segment: FoundSegment,
	cutTs: string | undefined,
): Promise<number> {
	let deletes = 0;
	for (const log of segment.deltaLogs) {
		const bytes = await read(reading, log);
		for await (const {ts} of readDeleteLog(bytes, log.sourceKey)) {
			deletes += cutTs === undefined || BigInt(ts) <= BigInt(cutTs) ? 1 : 0;
		}
	}

	return deletes;
}

async function read(
	{storage, copyLimit, signal}: Reading,
	log: FoundLog,
	range?: {start: number; end: number},
): Promise<Uint8Array> {
	return copyLimit(async () =>
		readObject(storage, log.sourceKey, {
			maxBytes: maxBinlogBytes,
			signal,
			range,
		}),
	);
}
