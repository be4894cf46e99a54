import type {DecodedArray} from 'hyparquet';
import {badBinlog} from './binlog-error.js';
import {readFooter} from './read-footer.js';
import {readPages} from './read-pages.js';
import {readPageValues} from './read-page-values.js';
import {fragment} from '../../model/fragments.js';

/** The columns of a flat parquet file, each to be gone through on its own. */
export type ParquetValues = {
	rows: number;
	/** In the file's order. Bigint for int64, string for text; undefined for null. */
	columns: Array<Generator<unknown>>;
	/**
	 * Of each column, the field id that the file's own schema gives it; undefined where it gives
	 * none.
	 */
	fieldIds: Array<string | undefined>;
};

export type ReadOptions = {
	/** Text as its bytes, which need not be UTF-8. */
	isRaw?: boolean;
	/** Called before each page is decompressed, with its size in bytes then; may throw. */
	onPage?: (sizeBytes: number) => void;
};

/**
 * Reads a parquet file value by value: no more than one page of a column is in memory.
 *
 * @param file - Named in errors
 * @throws metadata-unreadable, also while the values are gone through
 */
export function readValues(
	parquet: Uint8Array,
	file: string,
	{isRaw, onPage}: ReadOptions = {},
): ParquetValues {
	const {rows, columns, chunks} = readFooter(parquet, file);
	if (columns.some(({isNested}) => isNested)) {
		throw badBinlog(file, fragment('lists'));
	}

	return {
		rows,
		fieldIds: columns.map(({fieldId}) => fieldId),
		columns: columns.map(column =>
			(function* () {
				for (const chunk of chunks) {
					if (chunk.column === column) {
						let dictionary: DecodedArray | undefined;
						for (const page of readPages(parquet, chunk, file)) {
							onPage?.(page.sizeBytes);
							const values = readPageValues(page, {chunk, dictionary, file, isRaw});
							if (page.header.type === 'DICTIONARY_PAGE') {
								dictionary = values;
								continue;
							}

							if (values.length !== page.values) {
								throw badBinlog(file, fragment('rows-differ'));
							}

							for (let index = 0; index < values.length; index++) {
								yield values[index];
							}
						}
					}
				}
			})(),
		),
	};
}
