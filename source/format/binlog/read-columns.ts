import {zstdDecompressSync} from 'node:zlib';
import {parquetMetadata, parquetScan, type FileMetaData} from 'hyparquet';
import {badBinlog} from './binlog-error.js';

/** Number of rows in a parquet file, from its footer alone. @throws metadata-unreadable */
export function parquetRows(parquet: Uint8Array, file: string): number {
	return Number(readMetadata(parquet, file).num_rows);
}

/**
 * The columns of a flat parquet file as Milvus writes it, in the file's order: bigint for int64, string for text.
 *
 * @throws metadata-unreadable
 */
export async function readColumns(
	parquet: Uint8Array,
	file: string,
): Promise<unknown[][]> {
	const metadata = readMetadata(parquet, file);
	const names = metadata.schema.slice(1).map(({name}) => name);
	const columns = names.map((): unknown[] => []);
	try {
		const scan = await parquetScan({
			// A copy of its own: the bytes may be a window on something larger.
			file: new Uint8Array(parquet).buffer,
			metadata,
			// Milvus compresses with zstd, which hyparquet leaves to the caller.
			compressors: {ZSTD: input => zstdDecompressSync(input)},
		});
		for (const range of scan.ranges) {
			for (const [index, column] of names.entries()) {
				const values: ArrayLike<unknown> = await scan.readColumn({
					...range,
					column,
				});
				const target = columns[index] ?? [];
				for (let row = 0; row < values.length; row++) {
					target.push(values[row]);
				}
			}
		}
	} catch (error) {
		throw badBinlog(file, 'its rows cannot be read', error);
	}

	if (columns.some(column => column.length !== Number(metadata.num_rows))) {
		throw badBinlog(file, 'it holds another number of rows than it says');
	}

	return columns;
}

function readMetadata(parquet: Uint8Array, file: string): FileMetaData {
	try {
		const metadata = parquetMetadata(parquet);
		// parquet-go marks the root as repeated, and hyparquet would take the whole schema for a list.
		delete metadata.schema[0]?.repetition_type;
		return metadata;
	} catch (error) {
		throw badBinlog(file, 'its payload is no parquet', error);
	}
}
