import {MilvaultError} from '../model/milvault-error.js';
import {fragment} from '../model/fragments.js';
import type {Milvus} from './milvus.js';

/**
 * A value as it stands in a binlog, so that the two can be compared: what takes bytes there (text,
 * JSON, vectors) are these bytes; whole numbers are bigints, whatever their width; an array is a
 * ScalarField as an object; null where there is none.
 */
export type RowValue = bigint | boolean | number | Uint8Array | object | null;

/** Values by the name of their field. */
export type QueriedRow = ReadonlyMap<string, RowValue>;

type FieldData = {
	field_name: string;
	is_dynamic?: boolean;
	valid_data?: boolean[];
	scalars?: Record<string, {data: unknown[]} | null>;
	vectors?: {
		dim: string;
		float_vector?: {data: number[]} | null;
		sparse_float_vector?: {contents: Uint8Array[]} | null;
		binary_vector?: Uint8Array | null;
		float16_vector?: Uint8Array | null;
		bfloat16_vector?: Uint8Array | null;
		int8_vector?: Uint8Array | null;
	} | null;
};

/** commonpb.ConsistencyLevel */
const strong = 0;

/**
 * The rows of a loaded collection that have one of these keys, all that was written before the call;
 * of several with one key Milvus gives one.
 *
 * @param keys Int64 as decimal strings
 * @param options.isText are the keys VarChar?
 * @param options.fields their names; the key's is among them
 * @returns by key
 * @throws milvus-refused, also for an answer that cannot be read
 */
export async function queryRows(
	milvus: Milvus,
	{db, name}: {db: string; name: string},
	keys: readonly string[],
	options: {keyField: string; isText: boolean; fields: readonly string[]},
): Promise<Map<string, QueriedRow>> {
	if (keys.length === 0) {
		return new Map();
	}

	const {keyField, fields} = options;
	const answer = await milvus.call<{fields_data: FieldData[]}>(
		'Query',
		{
			db_name: db,
			collection_name: name,
			expr: keysExpression(keyField, keys, options.isText),
			output_fields: fields,
			consistency_level: strong,
			// 0 asks for all that was written before the call; 1 would be eventual.
			guarantee_timestamp: 0,
		},
		{db},
	);
	const columns = answer.fields_data.map(
		field => [field.is_dynamic ? '$meta' : field.field_name, valuesOf(field)] as const,
	);
	const keyColumn = columns.find(([field]) => field === keyField)?.[1] ?? [];
	if (columns.some(([, values]) => values.length !== keyColumn.length)) {
		throw new MilvaultError('milvus-refused', {
			rpc: 'Query',
			code: 0,
			reason: fragment('rows-differ'),
		});
	}

	return new Map(
		keyColumn.map((key, row) => [
			key instanceof Uint8Array ? Buffer.from(key).toString('utf8') : String(key as bigint),
			new Map(columns.map(([field, values]) => [field, values[row]!])),
		]),
	);
}

/** `id in [1, 2]`; text as Milvus's parser reads it. */
export function keysExpression(keyField: string, keys: readonly string[], isText: boolean): string {
	const written = isText ? keys.map(key => JSON.stringify(key)) : keys;
	return `${keyField} in [${written.join(', ')}]`;
}

function valuesOf({scalars, vectors, valid_data: valid}: FieldData): RowValue[] {
	const values = vectors ? vectorsOf(vectors) : scalarsOf(scalars ?? {});
	// A null has a place in some versions, and none in others.
	if (!valid || valid.length === 0) {
		return values;
	}

	const isPacked = values.length === valid.filter(Boolean).length;
	let next = 0;
	return valid.map((isValid, row) => (isValid ? values[isPacked ? next++ : row]! : null));
}

function scalarsOf(scalars: NonNullable<FieldData['scalars']>): RowValue[] {
	const [kind, column] =
		Object.entries(scalars).find(
			([key, value]) => key.endsWith('_data') && typeof value === 'object' && value !== null,
		) ?? [];
	const data = column?.data ?? [];
	switch (kind) {
		case 'string_data': {
			return data.map(value => Buffer.from(String(value), 'utf8'));
		}

		case 'int_data':
		case 'long_data':
		case 'timestamptz_data': {
			return data.map(value => BigInt(value as string | number));
		}

		default: {
			return data as RowValue[];
		}
	}
}

function vectorsOf(vectors: NonNullable<FieldData['vectors']>): RowValue[] {
	const dim = Number(vectors.dim);
	if (vectors.float_vector) {
		const {data} = vectors.float_vector;
		const bytes = new Uint8Array(new Float32Array(data).buffer);
		return split(bytes, dim * 4);
	}

	if (vectors.sparse_float_vector) {
		return vectors.sparse_float_vector.contents;
	}

	for (const [key, bits] of [
		['binary_vector', 1],
		['float16_vector', 16],
		['bfloat16_vector', 16],
		['int8_vector', 8],
	] as const) {
		const bytes = vectors[key];
		if (bytes && bytes.length > 0) {
			return split(bytes, (dim * bits) / 8);
		}
	}

	return [];
}

function split(bytes: Uint8Array, size: number): Uint8Array[] {
	return Array.from({length: size > 0 ? bytes.length / size : 0}, (_, row) =>
		bytes.subarray(row * size, (row + 1) * size),
	);
}
