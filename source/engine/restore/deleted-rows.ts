import type {LimitFunction} from 'p-limit';
import {readDeleteLog} from '../../format/binlog/read-delete-log.js';
import {readInt64Column} from '../../format/binlog/read-int64-column.js';
import {readKeyColumn} from '../../format/binlog/read-key-column.js';
import type {Binlog, SegmentBackupInfo} from '../../format/messages.js';
import {deltaLogKey, insertLogKey} from '../../format/paths.js';
import {hasCode} from '../../model/milvault-error.js';
import {tsoOfMs} from '../../model/timestamps.js';
import {mostBinlogBytes, readObject} from '../../storage/read-object.js';
import {backupKey} from '../shared/backup-keys.js';
import {mapBounded} from '../shared/bounded.js';
import type {Place} from '../session.js';
import type {BackupCollection} from './backup-collection-view.js';

/** When each deleted primary key was last deleted (TSO). */
export type Deletes = Map<string, bigint>;

export type BackupReading = {
	view: BackupCollection;
	repository: Place;
	backupName: string;
	copyLimit: LimitFunction;
	signal?: AbortSignal;
};

/** The deletes of some segments that a restore applies: those up to the cut. */
export async function readDeletes(
	reading: BackupReading,
	segments: readonly SegmentBackupInfo[],
): Promise<Deletes> {
	const cutTs = cutTsOf(reading.view);
	const logs = segments.flatMap(segment =>
		(segment.deltalogs ?? []).flatMap(({binlogs}) =>
			(binlogs ?? []).map(log =>
				deltaLogKey({...idsOf(reading, segment), logId: log.log_id}),
			),
		),
	);
	const deletes: Deletes = new Map();
	await mapBounded(logs, reading.copyLimit.concurrency, async key => {
		for await (const {pk, ts} of readDeleteLog(await read(reading, key), key)) {
			const at = BigInt(ts);
			if (at <= cutTs && at > (deletes.get(pk) ?? -1n)) {
				deletes.set(pk, at);
			}
		}
	});
	return deletes;
}

/** Rows of a segment that deletes take away. */
export type DeletedRows = {
	/** Those of the same key that are older, as Milvus means it: an upsert deletes and inserts at the same time. */
	older: number;
	/** Those of the same key. */
	all: number;
};

/**
 * How many of a segment's rows, up to the cut, these deletes take away: a key may be in there more than once, or not at all. Reads
 * two columns, the keys and the times.
 *
 * Undefined when they cannot be read one by one: storage version 2 has them in files with many fields.
 */
export async function countDeletedRows(
	reading: BackupReading,
	segment: SegmentBackupInfo,
	deletes: Deletes,
): Promise<DeletedRows | undefined> {
	const {schema} = reading.view.info;
	const keyField = schema.fields.find(field => field.is_primary_key)?.fieldID;
	const keyLogs = logsOf(segment, keyField);
	const timeLogs = logsOf(segment, '1');
	if (
		keyField === undefined ||
		keyLogs.length === 0 ||
		keyLogs.length !== timeLogs.length
	) {
		return undefined;
	}

	const cutTs = cutTsOf(reading.view);
	const deleted: DeletedRows = {older: 0, all: 0};
	for (const [index, keyLog] of keyLogs.entries()) {
		const keyOf = (fieldId: string, log: Binlog | undefined): string =>
			insertLogKey({
				...idsOf(reading, segment),
				fieldId,
				logId: log?.log_id ?? '',
			});
		const [keysAt, timesAt] = [
			keyOf(keyField, keyLog),
			keyOf('1', timeLogs[index]),
		];
		try {
			const [keyBytes, timeBytes] = await Promise.all([
				read(reading, keysAt),
				read(reading, timesAt),
			]);
			const times = readInt64Column(timeBytes, timesAt);
			for (const key of readKeyColumn(keyBytes, keysAt)) {
				const {value: time, done} = times.next();
				if (done) {
					return undefined;
				}

				const deletedAt = deletes.get(key);
				if (deletedAt !== undefined && time <= cutTs) {
					deleted.all++;
					deleted.older += deletedAt > time ? 1 : 0;
				}
			}

			if (!times.next().done) {
				return undefined;
			}
		} catch (error) {
			if (hasCode(error, 'metadata-unreadable')) {
				return undefined;
			}

			throw error;
		}
	}

	return deleted;
}

/** The greatest timestamp that a restore imports. */
function cutTsOf({record}: BackupCollection): bigint {
	const endTsMs = record?.cut?.endTsMs;
	return endTsMs === undefined ? 2n ** 64n - 1n : BigInt(tsoOfMs(endTsMs));
}

/** A field's logs in the order in which they were written: metadata has them in any. */
function logsOf(
	segment: SegmentBackupInfo,
	fieldId: string | undefined,
): Binlog[] {
	return (segment.binlogs ?? [])
		.filter(field => (field.fieldID ?? '0') === fieldId)
		.flatMap(({binlogs}) => binlogs ?? [])
		.toSorted((a, b) => (BigInt(a.log_id) < BigInt(b.log_id) ? -1 : 1));
}

function idsOf(
	{view}: BackupReading,
	segment: SegmentBackupInfo,
): {
	collectionId: string;
	partitionId: string;
	segmentId: string;
	groupId: string;
} {
	return {
		collectionId: view.info.collection_id,
		partitionId: segment.partition_id,
		segmentId: segment.segment_id,
		groupId: segment.group_id ?? '0',
	};
}

async function read(
	{repository, backupName, copyLimit, signal}: BackupReading,
	key: string,
): Promise<Uint8Array> {
	return copyLimit(async () =>
		readObject(repository.storage, backupKey(repository, backupName, key), {
			mostBytes: mostBinlogBytes,
			signal,
		}),
	);
}
