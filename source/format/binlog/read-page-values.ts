import type {DecodedArray} from 'hyparquet';
import {readPage} from 'hyparquet/src/column.js';
import {convert, DEFAULT_PARSERS} from 'hyparquet/src/convert.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {fragment} from '../../model/fragments.js';
import {badBinlog} from './binlog-error.js';
import {decompressPage} from './decompress-page.js';
import type {ParquetChunk} from './read-footer.js';
import type {ParquetPage} from './read-pages.js';

/**
 * The values of one page (of a dictionary, its entries): bigint for int64, string for text,
 * undefined for null.
 *
 * @param dictionary - What this gave for the dictionary's page of the same chunk
 * @param isRaw - Text as its bytes, which need not be UTF-8
 * @throws metadata-unreadable
 */
export function readPageValues(
	page: ParquetPage,
	{
		chunk,
		dictionary,
		file,
		isRaw = false,
	}: {
		chunk: ParquetChunk;
		dictionary: DecodedArray | undefined;
		file: string;
		isRaw?: boolean;
	},
): DecodedArray {
	const {metadata, schemaPath} = chunk;
	const element = schemaPath.at(-1)?.element;
	if (!element) {
		throw badBinlog(file, fragment('column-not-in-schema'));
	}

	const decoder = {
		...metadata,
		pathInSchema: metadata.path_in_schema,
		element: isRaw ? {...element, converted_type: undefined, logical_type: undefined} : element,
		utf8: !isRaw,
		schemaPath,
		parsers: DEFAULT_PARSERS,
		compressors: {
			[metadata.codec]: (body: Uint8Array, sizeBytes: number) =>
				decompressPage(body, {codec: metadata.codec, sizeBytes, file}),
		},
	};
	const {buffer, byteOffset, byteLength} = page.body;
	try {
		const {data = []} = readPage(
			{view: new DataView(buffer, byteOffset, byteLength), offset: 0},
			page.header,
			decoder,
			dictionary,
			undefined,
			0,
		);
		return page.header.type === 'DICTIONARY_PAGE' ? convert(data, decoder) : data;
	} catch (error) {
		if (error instanceof MilvaultError) {
			throw error;
		}

		throw badBinlog(file, fragment('rows-unreadable'), error);
	}
}
