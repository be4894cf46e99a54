import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {DataType, ok, type RowData} from '../milvus/rows.js';
import type {CatalogueOptions} from './catalogue-options.js';
import {floatVector, pick, range} from './values.js';

const int64Max = (2n ** 63n - 1n).toString();
const int64Min = (-(2n ** 63n)).toString();

/**
 * `everything`: every scalar type with its extremes, a dynamic field, named partitions of which one
 * is empty, deletes and (where the server has them) upserts before the first flush, several
 * indexes, Chinese everywhere; loaded.
 */
export async function makeEverything(
	client: MilvusClient,
	db: string,
	{isOld, withArrays = !isOld, withUpserts = !isOld}: CatalogueOptions,
): Promise<void> {
	const everything = {db_name: db, collection_name: 'everything'};
	ok(
		await client.createCollection({
			...everything,
			description: '所有类型 “every type”\n第二行',
			shards_num: 2,
			consistency_level: 'Strong',
			enable_dynamic_field: true,
			properties: {
				'collection.ttl.seconds': 864_000_000,
				'mmap.enabled': true,
			},
			fields: fieldsOf({isOld, withArrays}),
		}),
	);
	for (const name of ['books', 'music', 'nothing']) {
		ok(await client.createPartition({...everything, partition_name: name}));
	}

	for (const [partition, first] of Object.entries(partitions)) {
		const data = range(first, 60, row => rowOf(row, {isOld, withArrays}));
		ok(await client.insert({...everything, partition_name: partition, data}));
	}

	const filter = `id in [${[idOf(3), idOf(105), idOf(106)].join()}]`;
	ok(await client.delete({...everything, filter}));
	if (withUpserts) {
		const data = [7, 8].map(row => ({
			...rowOf(row, {isOld, withArrays}),
			text: '改过 upserted',
			added: true,
		}));
		ok(await client.upsert({...everything, partition_name: 'books', data}));
	}

	for (const index of indexesOf(isOld)) {
		ok(await client.createIndex({...everything, ...index}));
	}

	for (const alias of ['everything_current', 'everything_again']) {
		// The SDK passes the database on; only its type does not know it.
		const request = {...everything, alias};
		ok(await client.createAlias(request));
	}

	ok(await client.loadCollectionSync(everything));
}

/** Rows that are left in each partition. */
export const everythingRows = {
	_default: 60,
	books: 59,
	music: 58,
	nothing: 0,
} as const;

const partitions = {books: 0, music: 100, _default: 200};

/**
 * From this row on default values are left to Milvus, which gives them to all rows of an insert or
 * to none.
 */
const withDefaults = 200;

const elements = [
	DataType.Bool,
	DataType.Int8,
	DataType.Int16,
	DataType.Int32,
	DataType.Int64,
	DataType.Float,
	DataType.Double,
	DataType.VarChar,
];

type Kind = {isOld: boolean; withArrays: boolean};

/** One field of each type; default values where the server is not old. */
export function fieldsOf({isOld, withArrays}: Kind) {
	const arrays = elements.map(element => ({
		name: `list_${DataType[element].toLowerCase()}`,
		description: `${DataType[element]} 的数组`,
		data_type: DataType.Array,
		element_type: element,
		max_capacity: 8,
		...(element === DataType.VarChar && {max_length: 64}),
	}));
	return [
		{
			name: 'id',
			description: '主键',
			data_type: DataType.Int64,
			is_primary_key: true,
		},
		{name: 'flag', data_type: DataType.Bool, description: '布尔'},
		{name: 'tiny', data_type: DataType.Int8},
		{name: 'small', data_type: DataType.Int16},
		{
			name: 'medium',
			data_type: DataType.Int32,
			...(!isOld && {default_value: 42}),
		},
		{name: 'big', data_type: DataType.Int64},
		{name: 'single', data_type: DataType.Float},
		{name: 'double', data_type: DataType.Double},
		{
			name: 'text',
			data_type: DataType.VarChar,
			max_length: 65_535,
			...(!isOld && {default_value: '默认值'}),
		},
		{name: 'attrs', data_type: DataType.JSON, description: '属性 {"a": 1}'},
		...(withArrays ? arrays : []),
		{name: 'v', data_type: DataType.FloatVector, dim: 16, description: '向量'},
	];
}

function indexesOf(isOld: boolean) {
	return [
		{
			field_name: 'v',
			index_name: 'nearest',
			index_type: 'HNSW',
			metric_type: isOld ? 'IP' : 'COSINE',
			params: {M: 8, efConstruction: 64},
		},
		{field_name: 'big', index_name: 'by_big', index_type: 'STL_SORT'},
		{field_name: 'text', index_name: 'by_text', index_type: 'Trie'},
	];
}

/**
 * Beyond 2^53; first the greatest and the least that a query of 2.3.5 gives and that can be written
 * in one.
 */
export function idOf(row: number): string {
	return row < 2
		? pick([2n ** 63n - 2n, -(2n ** 63n) + 1n], row).toString()
		: (2n ** 60n + BigInt(row)).toString();
}

/** All types with their extremes, and keys that are not in the schema. */
export function rowOf(row: number, {isOld, withArrays}: Kind): RowData {
	return {
		id: idOf(row),
		flag: row % 3 === 0,
		tiny: pick([-128, 127, 0, row % 100], row),
		small: pick([-32_768, 32_767, 0, row], row),
		...((isOld || row < withDefaults) && {
			medium: pick([-2_147_483_648, 2_147_483_647, 0, row], row),
			text: textOf(row),
		}),
		big: pick([int64Min, int64Max, '0', '9007199254740993', String(row)], row),
		single: pick([3.402_823_466_385_288_6e38, -1.401_298_464_324_817_1e-45, 0, row / 7], row),
		double: pick([Number.MAX_VALUE, -Number.MIN_VALUE, 0, row / 7], row),
		attrs: {
			n: row,
			名称: `商品 ${row}`,
			none: null,
			list: [1, 'x', {deep: [1.5, false]}],
			...(row % 2 === 0 && {even: true}),
		},
		...(withArrays && listsOf(row)),
		v: floatVector(16, row),
		// Not in the schema: dynamic.
		动态: pick(['值', 1, 1.5, true, null, [1, '二'], {x: {y: '深'}}], row),
		...(row % 4 === 0 && {sometimes: row}),
	};
}

function textOf(row: number): string {
	return pick(['', '北'.repeat(20_000), `标题 ${row}`, `\u{1F600} "\\ \n ${row}`], row);
}

function listsOf(row: number): RowData {
	const isEmpty = row % 10 === 9;
	const list = <Item>(...items: Item[]): Item[] => (isEmpty ? [] : items);
	return {
		list_bool: list(true, false, row % 2 === 0),
		list_int8: list(-128, 127, row % 100),
		list_int16: list(-32_768, 32_767, row),
		list_int32: list(-2_147_483_648, 2_147_483_647, row),
		list_int64: list(int64Min, int64Max, '9007199254740993', String(row)),
		list_float: list(1.5, -3.402_823_466_385_288_6e38, row / 4),
		list_double: list(Number.MAX_VALUE, Number.MIN_VALUE, row / 7),
		list_varchar: list('', '数组', `第 ${row}`),
	};
}
