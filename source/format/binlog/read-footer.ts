import {
	parquetMetadata,
	type ColumnMetaData,
	type FileMetaData,
	type SchemaElement,
	type SchemaTree,
} from 'hyparquet';
import {getSchemaPath} from 'hyparquet/src/schema.js';
import {badBinlog} from './binlog-error.js';
import {measureThrift} from './measure-thrift.js';
import {footerShape} from './thrift-shapes.js';
import {fragment} from '../../model/fragments.js';

/** One column of a parquet file. */
export type ParquetColumn = {
	name: string;
	/**
	 * The schema's own field id, where the writer says it (Milvus 2.6 and later, storage version 2).
	 */
	fieldId: string | undefined;
	/** Physical type; undefined for a group, such as a list. */
	type: SchemaElement['type'];
	/** Bytes of each value of FIXED_LEN_BYTE_ARRAY. */
	typeLength: number | undefined;
	isOptional: boolean;
	/** A list or a group: more than one value may belong to a row. */
	isNested: boolean;
};

/** The pages of one column in one row group. */
export type ParquetChunk = {
	column: ParquetColumn;
	metadata: ColumnMetaData;
	/** From the schema's root to the column. */
	schemaPath: SchemaTree[];
	/** Bytes from the file's start. */
	start: number;
	end: number;
	/** Nulls included; as many as the row group has rows where the column is not nested. */
	values: number;
};

/** What a parquet file's footer says, checked for agreeing with itself and with the file's size. */
export type ParquetFooter = {
	rows: number;
	columns: ParquetColumn[];
	chunks: ParquetChunk[];
};

const magic = 'PAR1';
const tailBytes = 8;
/** A footer takes about 150 bytes for each column of each row group. */
const maxFooterBytes = 16 * 1024 * 1024;

/**
 * Reads the footer of a parquet file as Milvus writes it.
 *
 * @param file - Named in errors
 * @throws metadata-unreadable
 */
export function readFooter(parquet: Uint8Array, file: string): ParquetFooter {
	const footerAt = findFooter(parquet, file);
	const metadata = parseFooter(parquet, file);
	const bad = (reason: string): never => {
		throw badBinlog(file, reason);
	};

	const rows = sizeOf(metadata.num_rows) ?? bad(fragment('rows-none'));
	const columns = columnsOf(metadata, file);
	const leaves = columns.flatMap(({column, leaves}) => Array.from({length: leaves}, () => column));
	const chunks: ParquetChunk[] = [];
	let groupRows = 0;
	for (const group of metadata.row_groups) {
		const rowsHere = sizeOf(group.num_rows) ?? bad(fragment('group-without-rows'));
		groupRows += rowsHere;
		if (group.columns.length !== leaves.length) {
			bad(fragment('group-columns'));
		}

		for (const [index, {meta_data: chunk}] of group.columns.entries()) {
			const column = leaves[index];
			const values = sizeOf(chunk?.num_values);
			const length = sizeOf(chunk?.total_compressed_size);
			const dataAt = sizeOf(chunk?.data_page_offset);
			const start =
				chunk?.dictionary_page_offset === undefined ? dataAt : sizeOf(chunk.dictionary_page_offset);
			if (
				!chunk ||
				!column ||
				values === undefined ||
				length === undefined ||
				start === undefined ||
				dataAt === undefined ||
				start < magic.length ||
				start + length > footerAt ||
				dataAt < start ||
				dataAt >= start + length
			) {
				throw badBinlog(file, fragment('column-outside', {column: index + 1}));
			}

			if (
				chunk.path_in_schema[0] !== column.name ||
				(!column.isNested && chunk.type !== column.type)
			) {
				bad(fragment('column-type'));
			}

			if (!column.isNested && values !== rowsHere) {
				bad(fragment('column-values', {values, rows: rowsHere}));
			}

			chunks.push({
				column,
				metadata: chunk,
				schemaPath: pathOf(metadata, chunk, file),
				start,
				end: start + length,
				values,
			});
		}
	}

	if (groupRows !== rows) {
		bad(fragment('group-rows', {found: groupRows, expected: rows}));
	}

	return {rows, columns: columns.map(({column}) => column), chunks};
}

/** Where the footer begins. */
function findFooter(parquet: Uint8Array, file: string): number {
	const text = (start: number): string =>
		new TextDecoder('latin1').decode(parquet.subarray(start, start + 4));
	const {byteLength} = parquet;
	if (
		byteLength < magic.length + tailBytes ||
		text(0) !== magic ||
		text(byteLength - 4) !== magic
	) {
		throw badBinlog(file, fragment('no-parquet'));
	}

	const view = new DataView(parquet.buffer, parquet.byteOffset, byteLength);
	const length = view.getUint32(byteLength - tailBytes, true);
	const footerAt = byteLength - tailBytes - length;
	if (footerAt < magic.length || length > maxFooterBytes) {
		throw badBinlog(file, fragment('footer-bytes', {bytes: length}));
	}

	const footer = parquet.subarray(footerAt, footerAt + length);
	if (measureThrift(footer, footerShape) !== length) {
		throw badBinlog(file, fragment('footer-damaged'));
	}

	return footerAt;
}

function parseFooter(parquet: Uint8Array, file: string): FileMetaData {
	try {
		const metadata = parquetMetadata(parquet, {geoparquet: false});
		// parquet-go marks the root as repeated, and hyparquet would take the whole schema for a list.
		delete metadata.schema[0]?.repetition_type;
		return metadata;
	} catch (error) {
		throw badBinlog(file, fragment('no-parquet'), error);
	}
}

/** The top level of the schema, and how many columns of values lie below each. */
function columnsOf(
	{schema}: FileMetaData,
	file: string,
): Array<{column: ParquetColumn; leaves: number}> {
	const columns: Array<{column: ParquetColumn; leaves: number}> = [];
	let at = 1;
	const leavesFrom = (): number => {
		const children = schema[at++]?.num_children ?? 0;
		let leaves = children === 0 ? 1 : 0;
		for (let child = 0; child < children && at < schema.length; child++) {
			leaves += leavesFrom();
		}

		return leaves;
	};

	while (at < schema.length) {
		const element = schema[at];
		if (element && !isSound(element)) {
			throw badBinlog(file, fragment('schema-damaged'));
		}

		const isNested = (element?.num_children ?? 0) > 0 || element?.repetition_type === 'REPEATED';
		columns.push({
			column: {
				name: element?.name ?? '',
				fieldId: element?.field_id?.toString(),
				type: element?.type,
				typeLength: element?.type_length,
				isOptional: element?.repetition_type !== 'REQUIRED',
				isNested,
			},
			leaves: leavesFrom(),
		});
	}

	return columns;
}

/** Milvus's reader ends (panics) at annotations that do not fit the physical type. */
function isSound({
	type,
	converted_type: converted,
	logical_type: logical,
	num_children: children = 0,
}: SchemaElement): boolean {
	if (children > 0) {
		return true;
	}

	const [, sign, bits] = /^(U?)INT_(8|16|32|64)$/.exec(converted ?? '') ?? [];
	const isWell = (width: number): boolean =>
		width === 64 ? type === 'INT64' : [8, 16, 32].includes(width) && type === 'INT32';
	if (logical?.type === 'INTEGER') {
		return (
			isWell(logical.bitWidth) &&
			(converted === undefined ||
				(Number(bits) === logical.bitWidth && (sign === '') === logical.isSigned))
		);
	}

	return bits === undefined
		? (converted !== 'UTF8' && logical?.type !== 'STRING') || type === 'BYTE_ARRAY'
		: isWell(Number(bits)) && logical === undefined;
}

function pathOf(
	{schema}: FileMetaData,
	{path_in_schema: path}: ColumnMetaData,
	file: string,
): SchemaTree[] {
	try {
		return getSchemaPath(schema, path);
	} catch (error) {
		throw badBinlog(file, fragment('column-not-in-schema'), error);
	}
}

/** A count or an offset; undefined for what is none. */
function sizeOf(value: unknown): number | undefined {
	const number = typeof value === 'bigint' || typeof value === 'number' ? Number(value) : undefined;
	return number !== undefined && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}
