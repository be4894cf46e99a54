import {badBinlog} from './binlog-error.js';
import {readColumns} from './read-columns.js';
import {readEvents} from './read-events.js';

/**
 * All values of an int64 field's insert log, such as field 1 (Timestamp, TSO) and field 0 (RowID).
 *
 * @param file - Named in errors
 * @throws metadata-unreadable
 */
export async function readInt64Column(
	bytes: Uint8Array,
	file: string,
): Promise<bigint[]> {
	const values: bigint[] = [];
	for (const {payload} of readEvents(bytes, file).events) {
		const [column = []] = await readColumns(payload, file);
		for (const value of column) {
			if (typeof value !== 'bigint') {
				throw badBinlog(file, 'it is not a column of int64');
			}

			values.push(value);
		}
	}

	return values;
}
