import {readDeleteLog} from '../../../source/format/binlog/read-delete-log.js';
import {readPayloads} from '../../../source/format/binlog/read-events.js';
import {readValues} from '../../../source/format/binlog/read-values.js';
import type {CollectionBackupInfo, SegmentBackupInfo} from '../../../source/format/messages.js';
import {deltaLogKey, insertLogKey} from '../../../source/format/paths.js';
import type {BackupFiles} from './backup-files.js';
import {canonical} from '../milvus/rows.js';

/**
 * One row as it lies in binlogs: its key, when it was written (TSO), and all of it as `allRows`
 * gives it.
 */
export type DecodedRow = {key: string; ts: bigint; text: string};

type Deletes = ReadonlyArray<{pk: string; ts: string}>;

/**
 * The rows that a collection must show, decoded from its insert logs and delta logs here, without a
 * line of the restore: a row goes when its key was deleted later than it was written, by its own
 * segment's logs, an L0 segment of its partition or one of all partitions.
 *
 * Storage version 0 only; Int64, VarChar and FloatVector.
 *
 * @param until - Deletes after it (TSO) are none; default: all are
 */
export async function visibleRowsOf(
	files: BackupFiles,
	collection: CollectionBackupInfo,
	until = 2n ** 64n,
): Promise<Map<string, string>> {
	const rows = new Map<string, string>();
	for (const row of await visibleRowListOf(files, collection, until)) {
		if (rows.has(row.key)) {
			throw new Error(`${collection.collection_name} has ${row.key} twice`);
		}

		rows.set(row.key, row.text);
	}

	return rows;
}

/** The same for keys that are there more than once. */
export async function visibleRowListOf(
	files: BackupFiles,
	collection: CollectionBackupInfo,
	until = 2n ** 64n,
): Promise<DecodedRow[]> {
	const everywhere = await deletesOf(files, collection.l0_segments ?? []);
	const rows: DecodedRow[] = [];
	for (const {segment_backups: segments = []} of collection.partition_backups ?? []) {
		const ofPartition = await deletesOf(
			files,
			segments.filter(segment => segment.is_l0),
		);
		for (const segment of segments.filter(each => !each.is_l0)) {
			const deletes = [
				...everywhere,
				...ofPartition,
				...(await deletesOf(files, [segment])),
			].filter(({ts}) => BigInt(ts) <= until);
			rows.push(
				...decodeRows(files, collection, segment).filter(
					({key, ts}) => !deletes.some(({pk, ts: at}) => pk === key && BigInt(at) > ts),
				),
			);
		}
	}

	return rows;
}

export function decodeRows(
	files: BackupFiles,
	{schema}: CollectionBackupInfo,
	segment: SegmentBackupInfo,
): DecodedRow[] {
	const columns = new Map(
		['1', ...schema.fields.map(({fieldID}) => fieldID)].map(fieldId => [
			fieldId,
			columnOf(files, segment, fieldId),
		]),
	);
	const times = columns.get('1') ?? [];
	const keyId = schema.fields.find(field => field.is_primary_key)?.fieldID;
	return times.map((ts, index) => {
		const row = Object.fromEntries(
			schema.fields.map(({fieldID, name}) => [name, shown(columns.get(fieldID)?.[index])]),
		);
		return {
			key: String(columns.get(keyId ?? '')?.[index]),
			ts: BigInt(ts as bigint),
			text: canonical(row),
		};
	});
}

function columnOf(files: BackupFiles, segment: SegmentBackupInfo, fieldId: string): unknown[] {
	const logs = (segment.binlogs ?? [])
		.filter(({fieldID = '0'}) => fieldID === fieldId)
		.flatMap(({binlogs}) => binlogs ?? [])
		.toSorted((a, b) => (BigInt(a.log_id) < BigInt(b.log_id) ? -1 : 1));
	return logs.flatMap(({log_id: logId}) => {
		const key = insertLogKey({...idsOf(segment), fieldId, logId});
		return readPayloads(fileOf(files, key), key).flatMap(payload =>
			readValues(payload, key).columns.flatMap(column => [...column]),
		);
	});
}

/** As the SDK gives it. */
function shown(value: unknown): unknown {
	if (typeof value === 'bigint') {
		return String(value);
	}

	// A vector: float32, little endian.
	return value instanceof Uint8Array ? [...new Float32Array(new Uint8Array(value).buffer)] : value;
}

async function deletesOf(
	files: BackupFiles,
	segments: readonly SegmentBackupInfo[],
): Promise<Deletes> {
	const keys = segments.flatMap(segment => deltaKeys(segment));
	const lists = await Promise.all(
		keys.map(async key => Array.fromAsync(readDeleteLog(fileOf(files, key), key))),
	);
	return lists.flat();
}

/** Of a segment's delta logs, relative to the backup. */
export function deltaKeys(segment: SegmentBackupInfo): string[] {
	return (segment.deltalogs ?? [])
		.flatMap(({binlogs}) => binlogs ?? [])
		.map(({log_id: logId}) => deltaLogKey({...idsOf(segment), logId}));
}

export function idsOf(segment: SegmentBackupInfo) {
	return {
		collectionId: segment.collection_id,
		partitionId: segment.partition_id,
		segmentId: segment.segment_id,
		groupId: segment.group_id ?? '0',
	};
}

function fileOf(files: BackupFiles, key: string): Buffer {
	const bytes = files.get(key);
	if (!bytes) {
		throw new Error(`the backup has no ${key}`);
	}

	return bytes;
}
