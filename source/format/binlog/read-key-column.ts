import {badBinlog} from './binlog-error.js';
import {readColumns} from './read-columns.js';
import {readEvents} from './read-events.js';

/**
 * All values of a primary key's insert log, an Int64 as a decimal string: as readDeleteLog gives them.
 *
 * @param file - Named in errors
 * @throws metadata-unreadable, also for bare parquet (storage version 2), whose files hold many fields
 */
export async function readKeyColumn(
	bytes: Uint8Array,
	file: string,
): Promise<string[]> {
	const values: string[] = [];
	for (const {payload} of readEvents(bytes, file).events) {
		const [column = []] = await readColumns(payload, file);
		for (const value of column) {
			if (typeof value !== 'bigint' && typeof value !== 'string') {
				throw badBinlog(file, 'it is not a column of primary keys');
			}

			values.push(String(value));
		}
	}

	return values;
}
