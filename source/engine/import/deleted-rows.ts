import {readDeleteLog} from '../../format/binlog/read-delete-log.js';
import {readInt64Column} from '../../format/binlog/read-int64-column.js';
import {readKeyColumn} from '../../format/binlog/read-key-column.js';
import type {Binlog, SegmentBackupInfo} from '../../format/messages.js';
import {deltaLogKey, insertLogKey} from '../../format/paths.js';
import {hasCode} from '../../model/milvault-error.js';
import {tsoOfMs} from '../../model/timestamps.js';
import {maxBinlogBytes, readObject} from '../../storage/read-object.js';
import {backupKey} from '../repository/backup-keys.js';
import {mapBounded} from '../run/map-bounded.js';
import type {BackupCollection} from '../repository/collection-view.js';
import {segmentIds} from '../repository/segment-ids.js';
import type {BackupReading} from '../repository/backup-reading.js';

/** When each deleted primary key was last deleted (TSO). */
export type Deletes = Map<string, bigint>;

/**
 * The deletes of some segments that a restore applies: those up to the cut.
 *
 * @param isWanted - Of which keys; default: of all
 */
export async function readDeletes(
	reading: BackupReading,
	segments: readonly SegmentBackupInfo[],
	isWanted: (pk: string) => boolean = () => true,
): Promise<Deletes> {
	const cutTs = cutTsOf(reading.view);
	const logs = deltaKeysOf(reading.view, segments);
	const deletes: Deletes = new Map();
	await mapBounded(logs, reading.copyLimit.concurrency, async key => {
		for await (const {pk, ts} of readDeleteLog(await readLog(reading, key), key)) {
			const at = BigInt(ts);
			if (at <= cutTs && at > (deletes.get(pk) ?? -1n) && isWanted(pk)) {
				deletes.set(pk, at);
			}
		}
	});
	return deletes;
}

/** Keys of delta logs, relative to the backup. */
export function deltaKeysOf(
	{info}: BackupCollection,
	segments: readonly SegmentBackupInfo[],
): string[] {
	return segments.flatMap(segment =>
		(segment.deltalogs ?? []).flatMap(({binlogs}) =>
			(binlogs ?? []).map(log =>
				deltaLogKey({
					...segmentIds(info.collection_id, segment),
					logId: log.log_id,
				}),
			),
		),
	);
}

/** Rows of a segment that deletes remove. */
export type DeletedRows = {
	/**
	 * Those of the same key that are older, as Milvus means it: an upsert deletes and inserts at the
	 * same time.
	 */
	older: number;
	/** Those of the same key. */
	all: number;
};

/**
 * How many of a segment's rows, up to the cut, these deletes remove: a key may be in there more
 * than once, or not at all. Reads two columns, the keys and the times.
 *
 * Undefined when they cannot be read.
 *
 * @param onDeleted - Called for each of these rows: its key, the delete's time (TSO), and whether
 *   the row is older
 */
export async function countDeletedRows(
	reading: BackupReading,
	segment: SegmentBackupInfo,
	deletes: Pick<Deletes, 'get'>,
	onDeleted?: (pk: string, at: bigint, isOlder: boolean) => void,
): Promise<DeletedRows | undefined> {
	const {schema} = reading.view.info;
	const keyField = schema.fields.find(field => field.is_primary_key)?.fieldID;
	if (keyField === undefined) {
		return undefined;
	}

	const deleted: DeletedRows = {older: 0, all: 0};
	const cutTs = cutTsOf(reading.view);
	try {
		for await (const columns of keysAndTimes(reading, segment, keyField)) {
			if (!columns || !addDeleted(deleted, columns, {deletes, cutTs, onDeleted})) {
				return undefined;
			}
		}
	} catch (error) {
		if (hasCode(error, 'metadata-unreadable')) {
			return undefined;
		}

		throw error;
	}

	return deleted;
}

/** Field of the time of each row (TSO). */
const timeField = '1';

type KeysAndTimes = {keys: Generator<string>; times: Generator<bigint>};

/**
 * Of each of a segment's files that hold them, the keys and the times; undefined once where there
 * are none.
 */
export async function* keysAndTimes(
	reading: BackupReading,
	segment: SegmentBackupInfo,
	keyField: string,
): AsyncGenerator<KeysAndTimes | undefined> {
	const at = (fieldId: string, log: Binlog): string => insertKeyOf(reading, segment, fieldId, log);
	const groups = (segment.binlogs ?? [])
		.map(({fieldID = '0'}) => fieldID)
		.toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
	if (Number(segment.storage_version ?? 0) < 2) {
		const keyLogs = logsOf(segment, keyField);
		const timeLogs = logsOf(segment, timeField);
		if (keyLogs.length === 0 || keyLogs.length !== timeLogs.length) {
			yield undefined;
			return;
		}

		for (const [index, keyLog] of keyLogs.entries()) {
			const keysAt = at(keyField, keyLog);
			const timesAt = at(timeField, timeLogs[index] ?? keyLog);
			const [keys, times] = await Promise.all([
				readLog(reading, keysAt).then(bytes => readKeyColumn(bytes, keysAt, keyField)),
				readLog(reading, timesAt).then(bytes => readInt64Column(bytes, timesAt, timeField)),
			]);
			yield keys && times && {keys, times};
		}

		return;
	}

	// Milvus puts both into its first column group; the files themselves say which fields they hold.
	for (const group of groups) {
		const files = logsOf(segment, group).map(log => at(group, log));
		for (const [index, file] of files.entries()) {
			const bytes = await readLog(reading, file);
			const keys = readKeyColumn(bytes, file, keyField);
			const times = readInt64Column(bytes, file, timeField);
			if (!keys || !times) {
				if (index === 0) {
					break;
				}

				yield undefined;
				return;
			}

			yield {keys, times};
			if (index === files.length - 1) {
				return;
			}
		}
	}

	yield undefined;
}

/** @returns false when there are not as many keys as times */
function addDeleted(
	deleted: DeletedRows,
	{keys, times}: KeysAndTimes,
	{
		deletes,
		cutTs,
		onDeleted,
	}: {
		deletes: Pick<Deletes, 'get'>;
		cutTs: bigint;
		onDeleted?: (pk: string, at: bigint, isOlder: boolean) => void;
	},
): boolean {
	for (const key of keys) {
		const {value: time, done} = times.next();
		if (done) {
			return false;
		}

		const deletedAt = deletes.get(key);
		if (deletedAt !== undefined && time <= cutTs) {
			const isOlder = deletedAt > time;
			deleted.all++;
			deleted.older += isOlder ? 1 : 0;
			onDeleted?.(key, deletedAt, isOlder);
		}
	}

	return times.next().done === true;
}

/** The greatest timestamp that a restore imports. */
export function cutTsOf({record}: BackupCollection): bigint {
	const endTsMs = record?.cut?.endTsMs;
	return endTsMs === undefined ? 2n ** 64n - 1n : BigInt(tsoOfMs(endTsMs));
}

/** A field's logs in the order in which they were written: metadata has them in any. */
export function logsOf(segment: SegmentBackupInfo, fieldId: string | undefined): Binlog[] {
	return (segment.binlogs ?? [])
		.filter(field => (field.fieldID ?? '0') === fieldId)
		.flatMap(({binlogs}) => binlogs ?? [])
		.toSorted((a, b) => (BigInt(a.log_id) < BigInt(b.log_id) ? -1 : 1));
}

/** Relative to the backup. */
export function insertKeyOf(
	reading: BackupReading,
	segment: SegmentBackupInfo,
	fieldId: string,
	{log_id: logId}: Binlog,
): string {
	return insertLogKey({
		...segmentIds(reading.view.info.collection_id, segment),
		fieldId,
		logId,
	});
}

export async function readLog(
	{repository, backupName, copyLimit, signal}: BackupReading,
	key: string,
	range?: {start: number; end: number},
): Promise<Uint8Array> {
	return copyLimit(async () =>
		readObject(repository.storage, backupKey(repository, backupName, key), {
			maxBytes: maxBinlogBytes,
			signal,
			range,
		}),
	);
}
