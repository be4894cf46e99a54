import {parquetRows} from './read-columns.js';
import {readPayloads} from './read-events.js';

/**
 * Rows (or deletes) in a binlog, without decoding them.
 *
 * @param file - Named in errors
 * @throws metadata-unreadable
 */
export function countRows(bytes: Uint8Array, file: string): number {
	return readPayloads(bytes, file).reduce(
		(rows, payload) => rows + parquetRows(payload, file),
		0,
	);
}
