import {dynamicForm, mayBeDynamic} from '../../format/binlog/field-form.js';
import {badBinlog} from '../../format/binlog/binlog-error.js';
import {readFieldValues} from '../../format/binlog/read-field-values.js';
import type {CollectionSchema, SegmentBackupInfo} from '../../format/messages.js';
import type {InsertField, InsertValue} from '../../milvus/insert.js';
import {dataTypes} from '../../model/data-types.js';
import {fragment} from '../../model/fragments.js';
import {hasCode} from '../../model/milvault-error.js';
import type {BackupReading} from '../repository/backup-reading.js';
import {cutTsOf, insertKeyOf, logsOf, readDeletes, readLog, type Deletes} from './deleted-rows.js';

/** The rows of a partition as they are to be inserted. */
export type PartitionRows = {
	fields: InsertField[];
	/** In the order in which they are to be inserted; values in the order of the fields. */
	batches: Batch[];
	rows: number;
};

export type Batch = {rows: readonly PartitionRow[]};

export type PartitionRow = {values: readonly InsertValue[]; bytes: number};

type ReadRow = PartitionRow & {key: string; time: bigint};

/** Decoded pages of one partition in memory, in bytes; what has more is left to an import job. */
const maxDecodedBytes = 32 * 1024 * 1024;
/**
 * Of one request: little beside the 64 MiB that Milvus 2.3 takes, and a limit of its rate is kept in
 * small steps.
 */
const maxBatchBytes = 2 * 1024 * 1024;
/** Field of the time of each row (TSO). */
const timeField = '1';
/** What stands for bytes that are no UTF-8. */
const noText = '\uFFFD';

/**
 * Reads the rows of a partition that an import would bring back: those up to the cut that no delete
 * of their own segment removes, a later row of a deleted key among them.
 *
 * @returns undefined where one of the values cannot be carried exactly, or the files do not agree
 *   with each other: what is right then is left to Milvus's own importer
 */
export async function readPartitionRows(
	reading: BackupReading,
	segments: readonly SegmentBackupInfo[],
): Promise<PartitionRows | undefined> {
	const budget = {bytes: 0};
	const rows: ReadRow[] = [];
	const {schema} = reading.view.info;
	const columns = columnsOf(schema, segments);
	if (!columns) {
		return undefined;
	}

	try {
		for (const segment of segments) {
			const read = await readSegment(reading, segment, columns, budget);
			if (!read) {
				return undefined;
			}

			rows.push(...read);
		}
	} catch (error) {
		if (hasCode(error, 'metadata-unreadable')) {
			return undefined;
		}

		throw error;
	}

	return {
		fields: columns.map(({field}) => field),
		batches: batchesOf(rows.toSorted((a, b) => Number(a.time - b.time))),
		rows: rows.length,
	};
}

type Column = {fieldId: string; field: InsertField; isKey: boolean};

/** The schema's fields and the dynamic one; undefined when that is not in the same place everywhere. */
function columnsOf(
	schema: CollectionSchema,
	segments: readonly SegmentBackupInfo[],
): Column[] | undefined {
	const columns = schema.fields.map((field): Column => {
		const dim = field.type_params?.find(({key}) => key === 'dim')?.value;
		return {
			fieldId: field.fieldID,
			isKey: field.is_primary_key === true,
			field: {
				name: field.name,
				dataType: field.data_type,
				...(field.element_type !== undefined && {elementType: field.element_type}),
				...(dim !== undefined && {dim: Number(dim)}),
				...(field.is_dynamic && {isDynamic: true}),
			},
		};
	});
	if (!mayBeDynamic(schema)) {
		return columns;
	}

	const named = new Set(['0', timeField, ...columns.map(({fieldId}) => fieldId)]);
	const others = new Set(
		segments.flatMap(({binlogs}) =>
			(binlogs ?? []).map(({fieldID = '0'}) => fieldID).filter(id => !named.has(id)),
		),
	);
	const [fieldId] = others;
	return fieldId === undefined || others.size > 1
		? undefined
		: [
				...columns,
				{
					fieldId,
					isKey: false,
					field: {name: '$meta', dataType: dynamicForm.dataType, isDynamic: true},
				},
			];
}

async function readSegment(
	reading: BackupReading,
	segment: SegmentBackupInfo,
	columns: readonly Column[],
	budget: {bytes: number},
): Promise<ReadRow[] | undefined> {
	const times = logsOf(segment, timeField);
	const logs = columns.map(({fieldId}) => logsOf(segment, fieldId));
	if (logs.some(({length}) => length !== times.length)) {
		return undefined;
	}

	const read = async (fieldId: string, log: (typeof times)[number]): Promise<InsertValue[]> => {
		const key = insertKeyOf(reading, segment, fieldId, log);
		return readColumn(await readLog(reading, key), key, fieldId, budget);
	};

	const rows: ReadRow[] = [];
	let all = 0n;
	for (const [index, log] of times.entries()) {
		const at = await read(timeField, log);
		const values: InsertValue[][] = [];
		for (const [column, {fieldId}] of columns.entries()) {
			values.push(await read(fieldId, logs[column]![index]!));
		}

		if (
			values.some(({length}) => length !== at.length) ||
			columns.some(({field}, column) => hasNoKind(field, values[column]!))
		) {
			return undefined;
		}

		all += BigInt(at.length);
		rows.push(...rowsOf(columns, values, at as bigint[]));
	}

	if (all !== BigInt(segment.num_of_rows ?? 0) || rows.some(({key}) => key.includes(noText))) {
		return undefined;
	}

	// Delta logs may hold many more keys than the segment has.
	const keys = new Set(rows.map(({key}) => key));
	const deletes = await readDeletes(reading, [segment], pk => keys.has(pk));
	return withoutDeleted(rows, deletes, cutTsOf(reading.view));
}

/**
 * An array without elements whose bytes do not even say of which kind they would be: the proxy of
 * Milvus 2.3 asks for the kind of each.
 */
function hasNoKind({dataType}: InsertField, values: readonly InsertValue[]): boolean {
	return (
		dataType === dataTypes.Array &&
		values.some(value => value instanceof Uint8Array && value.length === 0)
	);
}

/** @throws metadata-unreadable also for what would take too much memory, and for nulls */
function readColumn(
	log: Uint8Array,
	file: string,
	fieldId: string,
	budget: {bytes: number},
): InsertValue[] {
	const values = readFieldValues(log, file, fieldId, {
		isRaw: true,
		onPage(sizeBytes) {
			budget.bytes += sizeBytes;
			if (budget.bytes > maxDecodedBytes) {
				throw badBinlog(file, fragment('page-too-large', {bytes: budget.bytes}));
			}
		},
	});
	const column = [...(values ?? [])] as Array<InsertValue | undefined>;
	if (column.some(value => value === undefined || value === null)) {
		throw badBinlog(file, fragment('rows-differ'));
	}

	return column as InsertValue[];
}

function rowsOf(
	columns: readonly Column[],
	values: ReadonlyArray<readonly InsertValue[]>,
	times: readonly bigint[],
): ReadRow[] {
	const keyAt = columns.findIndex(({isKey}) => isKey);
	return times.map((time, row) => {
		const ofRow = values.map(column => column[row]!);
		const key = ofRow[keyAt]!;
		return {
			time,
			key: key instanceof Uint8Array ? new TextDecoder().decode(key) : String(key),
			values: ofRow,
			bytes: ofRow.reduce((sum: number, value) => sum + bytesOf(value), 0),
		};
	});
}

/** At most, as protobuf has it. */
function bytesOf(value: InsertValue): number {
	return value instanceof Uint8Array ? value.length + 6 : 10;
}

function withoutDeleted(rows: readonly ReadRow[], deletes: Deletes, cutTs: bigint): ReadRow[] {
	return rows.filter(({key, time}) => time <= cutTs && !((deletes.get(key) ?? -1n) > time));
}

/**
 * Rows in the order of their times, in requests. All rows of a request get the same new time, and of
 * several rows with one key Milvus shows the last: they come into different requests unless they had
 * the same time before.
 */
function batchesOf(rows: readonly ReadRow[]): Batch[] {
	const batches: Batch[] = [];
	let batch: ReadRow[] = [];
	let bytes = 0;
	let timeOf = new Map<string, bigint>();
	for (const row of rows) {
		const before = timeOf.get(row.key);
		if (
			batch.length > 0 &&
			(bytes + row.bytes > maxBatchBytes || (before !== undefined && before !== row.time))
		) {
			batches.push({rows: batch});
			batch = [];
			bytes = 0;
			timeOf = new Map();
		}

		batch.push(row);
		bytes += row.bytes;
		timeOf.set(row.key, row.time);
	}

	return batch.length > 0 ? [...batches, {rows: batch}] : batches;
}
