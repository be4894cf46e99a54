import {isBareParquet, readEvents} from './read-events.js';
import {readValues, type ReadOptions} from './read-values.js';

/**
 * The values of one field in an insert log, one by one: in a binlog the only column, in a column
 * group (bare parquet, storage version 2) the one with its field id.
 *
 * @param file - Named in errors
 * @returns undefined for a file that does not hold the field, as its header or its own schema says
 * @throws metadata-unreadable, also while the values are gone through
 */
export function readFieldValues(
	bytes: Uint8Array,
	file: string,
	fieldId: string,
	options?: ReadOptions,
): Generator<unknown> | undefined {
	if (isBareParquet(bytes)) {
		const {columns, fieldIds} = readValues(bytes, file, options);
		return columns[fieldIds.indexOf(fieldId)];
	}

	const {header, events} = readEvents(bytes, file);
	return header.fieldId === fieldId
		? (function* () {
				for (const {payload} of events) {
					yield* readValues(payload, file, options).columns[0] ?? [];
				}
			})()
		: undefined;
}
