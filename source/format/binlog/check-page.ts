import type {Encoding} from 'hyparquet';
import {badBinlog} from './binlog-error.js';
import {readPageValues} from './read-page-values.js';
import type {ParquetChunk} from './read-footer.js';
import type {ParquetPage} from './read-pages.js';
import {walkRuns} from './walk-runs.js';
import {fragment} from '../../model/fragments.js';

/**
 * Bytes of each value as it lies in a page; `BYTE_ARRAY` has its own length before each, BOOLEAN
 * takes a bit.
 */
const widths: Readonly<Record<string, number>> = {
	INT32: 4,
	INT64: 8,
	INT96: 12,
	FLOAT: 4,
	DOUBLE: 8,
};

/**
 * Is a decompressed page made as its header says: so many values of the column's type, and not a
 * byte more? Checks it without creating values.
 *
 * @param bytes - The page, decompressed
 * @param dictionary - Entries of the chunk's dictionary; undefined without one
 * @returns how many of its values are null
 * @throws metadata-unreadable
 */
export function checkPage(
	page: ParquetPage,
	bytes: Uint8Array,
	{chunk, dictionary, file}: {chunk: ParquetChunk; dictionary: number | undefined; file: string},
): number {
	const {column} = chunk;
	const {header, values} = page;
	if (column.isNested) {
		return 0;
	}

	const bad = (): Error => badBinlog(file, fragment('page-content'));
	if (header.type === 'DICTIONARY_PAGE') {
		if (!isPlain(bytes, values, chunk)) {
			throw bad();
		}

		return 0;
	}

	const {nulls, content} = splitLevels(page, bytes, column.isOptional, bad);
	const present = values - nulls;
	const encoding: Encoding | undefined =
		header.data_page_header?.encoding ?? header.data_page_header_v2?.encoding;
	const isWell =
		encoding === 'PLAIN'
			? isPlain(content, present, chunk)
			: encoding === 'RLE_DICTIONARY' || encoding === 'PLAIN_DICTIONARY'
				? isIndices(content, present, dictionary)
				: encoding === 'RLE' && chunk.metadata.type === 'BOOLEAN'
					? walkRuns(content.subarray(4), 1, present) !== undefined
					: // Encodings that no Milvus has written so far: tried by making the values.
						readPageValues(page, {chunk, dictionary: undefined, file}).length === values;
	if (!isWell) {
		throw bad();
	}

	return nulls;
}

/** Takes off what says which values are null. */
function splitLevels(
	{header, values}: ParquetPage,
	bytes: Uint8Array,
	isOptional: boolean,
	bad: () => Error,
): {nulls: number; content: Uint8Array} {
	const v2 = header.data_page_header_v2;
	const skipped = v2?.repetition_levels_byte_length ?? 0;
	let levelsAt = skipped;
	let length = v2?.definition_levels_byte_length ?? 0;
	if (isOptional && !v2) {
		levelsAt = 4;
		length =
			bytes.length < 4 ? Infinity : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
	}

	const contentAt = levelsAt + length;
	if (contentAt > bytes.length) {
		throw bad();
	}

	if (!isOptional) {
		return {nulls: 0, content: bytes.subarray(contentAt)};
	}

	const levels = walkRuns(bytes.subarray(levelsAt, contentAt), 1, values);
	if (!levels || levels.greatest > 1) {
		throw bad();
	}

	return {nulls: values - levels.sum, content: bytes.subarray(contentAt)};
}

function isPlain(
	bytes: Uint8Array,
	values: number,
	{column, metadata: {type}}: ParquetChunk,
): boolean {
	if (type === 'BYTE_ARRAY') {
		return isByteArrays(bytes, values);
	}

	const width = type === 'FIXED_LEN_BYTE_ARRAY' ? column.typeLength : widths[type];
	return type === 'BOOLEAN'
		? bytes.length === Math.ceil(values / 8)
		: width !== undefined && bytes.length === values * width;
}

function isByteArrays(bytes: Uint8Array, values: number): boolean {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	let at = 0;
	for (let index = 0; index < values; index++) {
		if (at + 4 > bytes.length) {
			return false;
		}

		at += 4 + view.getUint32(at, true);
	}

	return at === bytes.length;
}

/** Each an index into the dictionary; the first byte says of how many bits. */
function isIndices(bytes: Uint8Array, values: number, dictionary: number | undefined): boolean {
	if (values === 0) {
		return true;
	}

	const width = bytes[0] ?? 255;
	if (dictionary === undefined || width > 32) {
		return false;
	}

	// With no bits there is but one value, and nothing that says which.
	const runs = width === 0 ? undefined : walkRuns(bytes.subarray(1), width, values);
	return width === 0 ? dictionary > 0 : (runs?.greatest ?? Infinity) < dictionary;
}
