import {badBinlog} from './binlog-error.js';
import {readFieldValues} from './read-field-values.js';
import {fragment} from '../../model/fragments.js';

/**
 * All values of an int64 field in an insert log, such as field 1 (Timestamp, TSO) and field 0
 * (RowID), one by one.
 *
 * @param file - Named in errors
 * @returns undefined for a file that does not hold the field
 * @throws metadata-unreadable, also while the values are gone through
 */
export function readInt64Column(
	bytes: Uint8Array,
	file: string,
	fieldId: string,
): Generator<bigint> | undefined {
	const values = readFieldValues(bytes, file, fieldId);
	return (
		values &&
		(function* () {
			for (const value of values) {
				if (typeof value !== 'bigint') {
					throw badBinlog(file, fragment('no-int64-column'));
				}

				yield value;
			}
		})()
	);
}
