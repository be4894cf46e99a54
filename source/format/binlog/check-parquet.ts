import {setImmediate} from 'node:timers/promises';
import {badBinlog} from './binlog-error.js';
import {checkPage} from './check-page.js';
import {checkLargePage, decompressPage, maxPageBytes} from './decompress-page.js';
import {readFooter, type ParquetChunk, type ParquetColumn} from './read-footer.js';
import {readPages} from './read-pages.js';
import {fragment} from '../../model/fragments.js';

/** What a parquet file holds, known to decode. */
export type CheckedParquet = {
	rows: number;
	columns: Array<ParquetColumn & {nulls: number}>;
};

/**
 * Yields to other work after this number of bytes: heartbeats of locks, screens.
 */
const pauseBytes = 8 * 1024 * 1024;

/**
 * Decodes every page of every column, page by page: each decompresses to the size that its header
 * says (zstd's and the page's own checksums are looked at), holds as many values of the column's
 * type as it says, and nothing else.
 *
 * @param file - Named in errors
 * @throws metadata-unreadable
 */
export async function checkParquet(parquet: Uint8Array, file: string): Promise<CheckedParquet> {
	const {rows, columns, chunks} = readFooter(parquet, file);
	const nulls = new Map<ParquetColumn, number>();
	const pause = {bytes: 0};
	for (const chunk of chunks) {
		const found = await checkChunk(parquet, chunk, {file, pause});
		nulls.set(chunk.column, (nulls.get(chunk.column) ?? 0) + found);
	}

	return {
		rows,
		columns: columns.map(column => ({
			...column,
			nulls: nulls.get(column) ?? 0,
		})),
	};
}

async function checkChunk(
	parquet: Uint8Array,
	chunk: ParquetChunk,
	{file, pause}: {file: string; pause: {bytes: number}},
): Promise<number> {
	const {codec} = chunk.metadata;
	let dictionary: number | undefined;
	let nulls = 0;
	for (const page of readPages(parquet, chunk, file)) {
		const {header, sizeBytes, body, values} = page;
		if (header.type === 'DICTIONARY_PAGE') {
			if (dictionary !== undefined) {
				throw badBinlog(file, fragment('two-dictionaries'));
			}

			dictionary = values;
		}

		if (sizeBytes > maxPageBytes) {
			await checkLargePage(body, {codec, sizeBytes, file});
			continue;
		}

		const v2 = header.data_page_header_v2;
		// The levels of the second kind of page are not compressed.
		const levels = v2 ? v2.definition_levels_byte_length + v2.repetition_levels_byte_length : 0;
		if (levels < 0 || levels > Math.min(body.length, sizeBytes)) {
			throw badBinlog(file, fragment('page-header'));
		}

		const content = decompressPage(body.subarray(levels), {
			codec: v2?.is_compressed === false ? 'UNCOMPRESSED' : codec,
			sizeBytes: sizeBytes - levels,
			file,
		});
		const bytes = levels === 0 ? content : Buffer.concat([body.subarray(0, levels), content]);
		nulls += checkPage(page, bytes, {chunk, dictionary, file});
		pause.bytes += sizeBytes;
		if (pause.bytes > pauseBytes) {
			pause.bytes = 0;
			await setImmediate();
		}
	}

	return nulls;
}
