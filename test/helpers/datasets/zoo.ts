import type {FieldType, MilvusClient} from '@zilliz/milvus2-sdk-node';
import {DataType, ok, type RowData} from '../milvus/rows.js';
import {fieldsOf, idOf, rowOf} from './everything.js';
import {binaryVector, range} from './values.js';

/** Rows of each partition; the first rows of the first one are the extremes. */
export const zooRows = 24;

export function zooPartitions(count: number): string[] {
	return Array.from({length: count}, (_, index) => `p${index}`);
}

/**
 * Collections of many small partitions that have every type between them: `numbers` (keys are
 * numbers, scalars of all types, JSON, arrays where the server has them, a dynamic field, float
 * vectors) and `words` (keys are text, binary vectors). In each partition one row is deleted and,
 * where the server has upserts, one upserted. Both have rows in `_default` too, are indexed and
 * loaded.
 *
 * @param options.only - Default: both
 */
export async function makeZoo(
	client: MilvusClient,
	db: string,
	options: {isOld: boolean; partitions: number; only?: 'numbers' | 'words'},
): Promise<void> {
	const {isOld, partitions, only} = options;
	ok(await client.createDatabase({db_name: db}));
	const kinds: Kind[] = [
		{
			name: 'numbers',
			fields: fieldsOf({isOld: true, withArrays: !isOld}),
			index: {field_name: 'v', index_type: 'FLAT', metric_type: 'L2'},
			row: number => rowOf(number, {isOld: true, withArrays: !isOld}),
			key: number => ['id', idOf(number)],
			isDynamic: true,
			isOld,
			partitions,
		},
		{
			name: 'words',
			fields: [
				{name: 'path', data_type: DataType.VarChar, max_length: 512, is_primary_key: true},
				{name: 'pages', data_type: DataType.Int16},
				{name: 'fingerprint', data_type: DataType.BinaryVector, dim: 128},
			],
			index: {field_name: 'fingerprint', index_type: 'BIN_FLAT', metric_type: 'HAMMING'},
			row: number => ({
				path: pathOf(number),
				pages: number - 12,
				fingerprint: binaryVector(128, number),
			}),
			key: number => ['path', `"${pathOf(number)}"`],
			isDynamic: false,
			isOld,
			partitions,
		},
	];
	await Promise.all(
		kinds
			.filter(({name}) => only === undefined || name === only)
			.map(async kind => makeOne(client, db, kind)),
	);
}

function pathOf(number: number): string {
	return `文档/${number} \u{1F600} '${'长'.repeat(number % 40)}`;
}

type Kind = {
	name: string;
	fields: FieldType[];
	index: {field_name: string; index_type: string; metric_type: string};
	row: (number: number) => RowData;
	/** The key's field, and one key as it stands in an expression. */
	key: (number: number) => [string, string];
	isDynamic: boolean;
	isOld: boolean;
	partitions: number;
};

async function makeOne(
	client: MilvusClient,
	db: string,
	{name, fields, index, row, key, isDynamic, isOld, partitions}: Kind,
): Promise<void> {
	const collection = {db_name: db, collection_name: name};
	ok(
		await client.createCollection({
			...collection,
			fields,
			shards_num: 2,
			enable_dynamic_field: isDynamic,
		}),
	);
	ok(await client.createIndex({...collection, ...index}));
	const names = [...zooPartitions(partitions), '_default'];
	for (const [at, partition] of names.entries()) {
		const into = {...collection, partition_name: partition};
		if (partition !== '_default') {
			ok(await client.createPartition(into));
		}

		const first = at * zooRows;
		ok(await client.insert({...into, data: range(first, zooRows, row)}));
	}

	ok(await client.loadCollectionSync(collection));
	for (const at of names.keys()) {
		const [field, deleted] = key(at * zooRows + 5);
		ok(await client.delete({...collection, filter: `${field} in [${deleted}]`}));
	}

	if (!isOld) {
		for (const [at, partition] of names.entries()) {
			const upserted = [at * zooRows + 7].map(number => row(number));
			ok(await client.upsert({...collection, partition_name: partition, data: upserted}));
		}
	}
}
