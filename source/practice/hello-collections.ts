import type {Milvus} from '../milvus/milvus.js';
import type {CollectionSchema, IndexDescription} from '../model/collection.js';
import {dataTypes} from '../model/data-types.js';

/** The collections of Milvus's own first example, hello_milvus.py, and a bigger sister. */
export const helloCollections: ReadonlyArray<{name: string; rows: number}> = [
	{name: 'hello_milvus', rows: 3000},
	{name: 'hello_milvus2', rows: 6000},
];

const dimension = 8;

export function helloSchema(name: string): CollectionSchema {
	return {
		name,
		description: `${name} is the simplest demo to introduce the APIs`,
		fields: [
			{
				fieldID: '100',
				name: 'pk',
				is_primary_key: true,
				data_type: dataTypes.VarChar,
				type_params: [{key: 'max_length', value: '100'}],
			},
			{fieldID: '101', name: 'random', data_type: dataTypes.Double},
			{
				fieldID: '102',
				name: 'embeddings',
				data_type: dataTypes.FloatVector,
				type_params: [{key: 'dim', value: String(dimension)}],
			},
		],
	};
}

export const helloIndex: Omit<IndexDescription, 'indexId'> = {
	fieldName: 'embeddings',
	indexName: 'embeddings',
	params: [
		{key: 'index_type', value: 'IVF_FLAT'},
		{key: 'metric_type', value: 'L2'},
		{key: 'params', value: '{"nlist":128}'},
	],
};

/**
 * Inserts rows 0 to `rows` - 1; the same values every time: keys "0", "1" ..., numbers from 0 to 1.
 */
export async function insertHelloRows(
	milvus: Milvus,
	{name, rows, signal}: {name: string; rows: number; signal?: AbortSignal},
): Promise<void> {
	const random = numbersFrom(rows);
	const keys = Array.from({length: rows}, (_, row) => String(row));
	await milvus.call(
		'Insert',
		{
			collection_name: name,
			num_rows: rows,
			hash_keys: keys.map(Number),
			fields_data: [
				{
					type: 21,
					field_name: 'pk',
					scalars: {string_data: {data: keys}},
				},
				{
					type: 11,
					field_name: 'random',
					scalars: {double_data: {data: keys.map(random)}},
				},
				{
					type: 101,
					field_name: 'embeddings',
					vectors: {
						dim: String(dimension),
						float_vector: {
							data: Array.from({length: rows * dimension}, random),
						},
					},
				},
			],
		},
		{signal},
	);
}

/** mulberry32: small, and good enough for rows that only have to differ. */
function numbersFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d_2b_79_f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}
