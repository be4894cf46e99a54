import {badBinlog} from './binlog-error.js';
import {readEvents} from './read-events.js';
import {readValues} from './read-values.js';

/**
 * All values of an int64 field's insert log, such as field 1 (Timestamp, TSO) and field 0 (RowID), one by one.
 *
 * @param file - Named in errors
 * @throws metadata-unreadable
 */
export function* readInt64Column(
	bytes: Uint8Array,
	file: string,
): Generator<bigint> {
	for (const {payload} of readEvents(bytes, file).events) {
		for (const value of readValues(payload, file).columns[0] ?? []) {
			if (typeof value !== 'bigint') {
				throw badBinlog(file, 'it is not a column of int64');
			}

			yield value;
		}
	}
}
