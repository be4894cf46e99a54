import {isDeepStrictEqual} from 'node:util';
import type {RowValue} from '../../milvus/query-rows.js';
import {dataTypes} from '../../model/data-types.js';
import type {DrilledField} from './read-rows.js';

/** Is the value that Milvus returns the one of the binlog? */
export function isSameValue(
	expected: RowValue,
	found: RowValue,
	{dataType}: Pick<DrilledField, 'dataType'>,
): boolean {
	if (expected instanceof Uint8Array && found instanceof Uint8Array) {
		return (
			Buffer.compare(expected, found) === 0 ||
			(dataType === dataTypes.JSON && isSameJson(expected, found))
		);
	}

	if (dataType === dataTypes.Array && isMessage(expected) && isMessage(found)) {
		return isDeepStrictEqual(elementsOf(expected), elementsOf(found));
	}

	// NaN is NaN.
	return Object.is(expected, found);
}

function isMessage(value: RowValue): value is object {
	return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}

/** Of a ScalarField; one without elements may lack its kind too. */
function elementsOf(scalars: object): unknown[] {
	const [column] = Object.values(scalars).filter(
		(value): value is {data: unknown[]} => typeof value === 'object' && value !== null,
	);
	return column?.data ?? [];
}

/** Milvus may write it anew, with other blanks. */
function isSameJson(expected: Uint8Array, found: Uint8Array): boolean {
	try {
		const [a, b] = [expected, found].map(
			bytes => JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown,
		);
		return isDeepStrictEqual(a, b);
	} catch {
		return false;
	}
}
