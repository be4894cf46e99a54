import {badBinlog} from './binlog-error.js';
import {readFieldValues} from './read-field-values.js';
import {fragment} from '../../model/fragments.js';

/**
 * All values of a primary key in an insert log, one by one, an Int64 as a decimal string: as
 * readDeleteLog gives them.
 *
 * @param file - Named in errors
 * @returns undefined for a file that does not hold the key
 * @throws metadata-unreadable, also while the values are gone through
 */
export function readKeyColumn(
	bytes: Uint8Array,
	file: string,
	fieldId: string,
): Generator<string> | undefined {
	const values = readFieldValues(bytes, file, fieldId);
	return (
		values &&
		(function* () {
			for (const value of values) {
				if (typeof value !== 'bigint' && typeof value !== 'string') {
					throw badBinlog(file, fragment('no-key-column'));
				}

				yield String(value);
			}
		})()
	);
}
