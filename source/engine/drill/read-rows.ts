import {badBinlog} from '../../format/binlog/binlog-error.js';
import {isBareParquet} from '../../format/binlog/read-events.js';
import {readFieldValues} from '../../format/binlog/read-field-values.js';
import type {FieldSchema, SegmentBackupInfo} from '../../format/messages.js';
import {dataTypes} from '../../model/data-types.js';
import {fragment} from '../../model/fragments.js';
import type {MilvusMessages} from '../../milvus/milvus.js';
import type {RowValue} from '../../milvus/query-rows.js';
import {insertKeyOf, logsOf, readLog} from '../import/deleted-rows.js';
import type {BackupReading} from '../repository/backup-reading.js';

/** A field of which values are compared. */
export type DrilledField = Pick<FieldSchema, 'name'> & {fieldId: string; dataType: number};

/** Of rows of a segment, the values by field, as queryRows gives them. */
export type SegmentRows = ReadonlyMap<number, ReadonlyMap<string, RowValue>>;

/**
 * Reads some rows of a segment from its binlogs, one file at a time.
 *
 * @param rows their places in the segment
 * @throws metadata-unreadable
 */
export async function readRows(
	reading: BackupReading,
	segment: SegmentBackupInfo,
	rows: ReadonlySet<number>,
	{fields, messages}: {fields: readonly DrilledField[]; messages: MilvusMessages},
): Promise<SegmentRows> {
	const found = new Map<number, Map<string, RowValue>>(
		[...rows].map(row => [row, new Map<string, RowValue>()]),
	);
	const groups = [...new Set((segment.binlogs ?? []).map(({fieldID}) => fieldID ?? '0'))];
	const isInGroups = Number(segment.storage_version ?? 0) >= 2;
	for (const field of fields) {
		const candidates = isInGroups ? groups : [field.fieldId];
		for (const group of candidates) {
			if (await readField(reading, segment, {group, field, messages}, found)) {
				break;
			}
		}
	}

	return found;
}

/** @returns whether the files of this group hold the field */
async function readField(
	reading: BackupReading,
	segment: SegmentBackupInfo,
	{group, field, messages}: {group: string; field: DrilledField; messages: MilvusMessages},
	found: ReadonlyMap<number, Map<string, RowValue>>,
): Promise<boolean> {
	let row = 0;
	const last = Math.max(...found.keys());
	for (const log of logsOf(segment, group)) {
		if (row > last) {
			break;
		}

		reading.signal?.throwIfAborted();
		const key = insertKeyOf(reading, segment, group, log);
		const bytes = await readLog(reading, key);
		const values = readFieldValues(bytes, key, field.fieldId, {isRaw: true});
		if (!values) {
			if (isBareParquet(bytes) && row === 0) {
				return false;
			}

			throw badBinlog(key, fragment('rows-differ'));
		}

		for (const value of values) {
			found.get(row)?.set(field.name, toRowValue(value, field, messages));
			row++;
		}
	}

	return row > 0;
}

const wholeNumbers: ReadonlySet<number> = new Set([
	dataTypes.Int8,
	dataTypes.Int16,
	dataTypes.Int32,
	dataTypes.Int64,
	dataTypes.Timestamptz,
]);

function toRowValue(value: unknown, {dataType}: DrilledField, messages: MilvusMessages): RowValue {
	if (value === undefined || value === null) {
		return null;
	}

	if (wholeNumbers.has(dataType)) {
		return BigInt(value as bigint | number);
	}

	return dataType === dataTypes.Array && value instanceof Uint8Array
		? (messages.decode('milvus.proto.schema.ScalarField', value) as object)
		: (value as RowValue);
}
