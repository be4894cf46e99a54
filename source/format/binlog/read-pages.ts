import {crc32} from 'node:zlib';
import type {Encoding, PageHeader} from 'hyparquet';
import {parquetHeader} from 'hyparquet/src/column.js';
import {badBinlog} from './binlog-error.js';
import {measureThrift} from './measure-thrift.js';
import {pageHeaderShape} from './thrift-shapes.js';
import type {ParquetChunk} from './read-footer.js';
import {fragment} from '../../model/fragments.js';

/** One page as it lies in the file. */
export type ParquetPage = {
	header: PageHeader;
	/** Compressed. */
	body: Uint8Array;
	/** Values in it, nulls included; of a dictionary, its entries. */
	values: number;
	/** Of the body, decompressed. */
	sizeBytes: number;
};

/**
 * The pages of a column chunk, one after another, nothing decompressed. Each lies whole in its
 * chunk, agrees with its own checksum where it has one, and together they have as many values as
 * the footer says.
 *
 * @throws metadata-unreadable
 */
export function* readPages(
	parquet: Uint8Array,
	chunk: ParquetChunk,
	file: string,
): Generator<ParquetPage> {
	const {start, end} = chunk;
	const reader = {
		view: new DataView(parquet.buffer, parquet.byteOffset + start, end - start),
		offset: 0,
	};
	let values = 0;
	while (reader.offset < end - start) {
		const page = readPage(reader, file);
		if (page.header.type !== 'DICTIONARY_PAGE') {
			values += page.values;
		}

		if (values > chunk.values) {
			break;
		}

		yield page;
	}

	if (values !== chunk.values) {
		throw badBinlog(file, fragment('pages-values', {values: chunk.values}));
	}
}

function readPage(reader: {view: DataView; offset: number}, file: string): ParquetPage {
	const header = readHeader(reader, file);

	const {view, offset} = reader;
	const length = header.compressed_page_size;
	const sizeBytes = header.uncompressed_page_size;
	const details =
		header.type === 'DATA_PAGE'
			? header.data_page_header
			: header.type === 'DATA_PAGE_V2'
				? header.data_page_header_v2
				: header.type === 'DICTIONARY_PAGE'
					? header.dictionary_page_header
					: undefined;
	const values = details?.num_values;
	const isLevelled =
		header.type === 'DATA_PAGE'
			? header.data_page_header?.definition_level_encoding === 'RLE'
			: true;
	const isPlain =
		header.type === 'DICTIONARY_PAGE'
			? isDictionaryEncoding(header.dictionary_page_header?.encoding)
			: true;
	if (
		!isLevelled ||
		!isPlain ||
		!isSize(length) ||
		!isSize(sizeBytes) ||
		!isSize(values) ||
		offset + length > view.byteLength
	) {
		throw badBinlog(file, fragment('page-header'));
	}

	const body = new Uint8Array(view.buffer, view.byteOffset + offset, length);
	if (header.crc !== undefined && (crc32(body) | 0) !== (header.crc | 0)) {
		throw badBinlog(file, fragment('page-checksum'));
	}

	reader.offset += length;
	return {header, body, values, sizeBytes};
}

function readHeader(reader: {view: DataView; offset: number}, file: string): PageHeader {
	const {view, offset} = reader;
	const rest = new Uint8Array(view.buffer, view.byteOffset + offset, view.byteLength - offset);
	const length = measureThrift(rest, pageHeaderShape);
	if (length !== undefined) {
		try {
			const header = parquetHeader(reader);
			if (reader.offset === offset + length) {
				return header;
			}
		} catch (error) {
			throw badBinlog(file, fragment('page-header'), error);
		}
	}

	throw badBinlog(file, fragment('page-header'));
}

function isDictionaryEncoding(encoding: Encoding | undefined): boolean {
	return encoding === 'PLAIN' || encoding === 'PLAIN_DICTIONARY';
}

function isSize(value: unknown): value is number {
	return Number.isSafeInteger(value) && Number(value) >= 0;
}
