import {badBinlog} from './binlog-error.js';
import {readEvents} from './read-events.js';
import {readValues} from './read-values.js';

/**
 * All values of a primary key's insert log, one by one, an Int64 as a decimal string: as readDeleteLog gives them.
 *
 * @param file - Named in errors
 * @throws metadata-unreadable, also for bare parquet (storage version 2), whose files hold many fields
 */
export function* readKeyColumn(
	bytes: Uint8Array,
	file: string,
): Generator<string> {
	for (const {payload} of readEvents(bytes, file).events) {
		for (const value of readValues(payload, file).columns[0] ?? []) {
			if (typeof value !== 'bigint' && typeof value !== 'string') {
				throw badBinlog(file, 'it is not a column of primary keys');
			}

			yield String(value);
		}
	}
}
