import {dataTypeName} from '../../model/data-types.js';
import {fragment} from '../../model/fragments.js';
import {badBinlog} from './binlog-error.js';
import {checkParquet, type CheckedParquet} from './check-parquet.js';
import type {BinlogHeader} from './read-binlog-header.js';
import {readDeleteLog} from './read-delete-log.js';
import {isBareParquet, readEvents} from './read-events.js';
import {differenceOf, isText, type FieldForm, type ParquetForm} from './field-form.js';

/** Whose binlog it is, as its own header says; undefined for bare parquet, which has none. */
export type BinlogOwner = Pick<
	BinlogHeader,
	'collectionId' | 'partitionId' | 'segmentId' | 'fieldId'
>;

/** An insert log that is known to decode. */
export type CheckedInsertLog = {
	rows: number;
	owner: BinlogOwner | undefined;
	/**
	 * Those whose values are in it: one, in bare parquet many; undefined where the file does not say.
	 */
	fieldIds: string[] | undefined;
};

const insertEvent = 1;
const deleteEvent = 2;

/**
 * Decodes an insert log whole, page by page, and compares it with the schema: data type, physical
 * type, dimension, nulls.
 *
 * @param fields - The collection's, by field id; of one that is not in there only the pages are
 *   looked at
 * @param file - Named in errors
 * @throws metadata-unreadable
 */
export async function checkInsertLog(
	bytes: Uint8Array,
	file: string,
	fields: ReadonlyMap<string, FieldForm>,
): Promise<CheckedInsertLog> {
	if (isBareParquet(bytes)) {
		const {rows, columns} = await checkParquet(bytes, file);
		for (const column of columns) {
			checkForm(column, fields.get(column.fieldId ?? ''), file);
		}

		const fieldIds = columns.flatMap(({fieldId}) => fieldId ?? []);
		return {
			rows,
			owner: undefined,
			fieldIds: fieldIds.length === columns.length ? fieldIds : undefined,
		};
	}

	const {header, events} = readEvents(bytes, file);
	const field = fields.get(header.fieldId);
	if (field && !isAlike(header.dataType, field.dataType)) {
		throw badBinlog(
			file,
			fragment('binlog-type', {
				found: dataTypeName(header.dataType),
				expected: dataTypeName(field.dataType),
			}),
		);
	}

	let rows = 0;
	for (const {type, payload} of events) {
		if (type !== insertEvent) {
			throw badBinlog(file, fragment('binlog-event', {type}));
		}

		const parquet = await checkParquet(payload, file);
		const [column] = parquet.columns;
		if (!column || parquet.columns.length > 1) {
			throw badBinlog(file, fragment('binlog-columns', {columns: parquet.columns.length}));
		}

		checkForm(column, field, file);
		rows += parquet.rows;
	}

	return {rows, owner: header, fieldIds: [header.fieldId]};
}

/** A delta log that is known to decode. */
export type CheckedDeleteLog = {
	entries: number;
	owner: BinlogOwner | undefined;
};

/**
 * Decodes a delta log whole: its pages, then its entries one by one.
 *
 * @param key - The primary key's data type, where it is known
 * @param file - Named in errors
 * @throws metadata-unreadable
 */
export async function checkDeleteLog(
	bytes: Uint8Array,
	file: string,
	key?: FieldForm,
): Promise<CheckedDeleteLog> {
	const owner = isBareParquet(bytes) ? undefined : readEvents(bytes, file).header;
	const payloads = owner
		? readEvents(bytes, file).events.map(({type, payload}) => {
				if (type !== deleteEvent) {
					throw badBinlog(file, fragment('binlog-event', {type}));
				}

				return payload;
			})
		: [bytes];
	let rows = 0;
	for (const payload of payloads) {
		const parquet: CheckedParquet = await checkParquet(payload, file);
		rows += parquet.rows;
	}

	let entries = 0;
	for await (const entry of readDeleteLog(bytes, file)) {
		entries++;
		if (key && entry.isText !== undefined && entry.isText !== isText(key)) {
			throw badBinlog(file, fragment('binlog-keys'));
		}
	}

	if (entries !== rows) {
		throw badBinlog(file, fragment('binlog-deletes', {found: entries, expected: rows}));
	}

	return {entries, owner};
}

/** VarChar took the number of String's files when it came. */
function isAlike(one: number, other: number): boolean {
	return one === other || (isText({dataType: one}) && isText({dataType: other}));
}

function checkForm(column: ParquetForm, field: FieldForm | undefined, file: string): void {
	const difference = field && differenceOf(column, field);
	if (difference !== undefined) {
		throw badBinlog(file, difference);
	}
}
