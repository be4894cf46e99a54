import test from 'ava';
import {canInsert, insertRequest, type InsertField} from '../../source/milvus/insert.js';
import {loadMilvusService} from '../../source/milvus/service.js';
import {dataTypes} from '../../source/model/data-types.js';

/* The bytes of an insert, read by Milvus's own definitions. */

const service = loadMilvusService();
const text = (value: string): Buffer => Buffer.from(value);
const floats = (...values: number[]): Uint8Array => new Uint8Array(new Float32Array(values).buffer);
const list = (values: string[]): Buffer =>
	service.encode('milvus.proto.schema.ScalarField', {string_data: {data: values}});

const fields: ReadonlyArray<InsertField & {values: Array<bigint | boolean | number | Uint8Array>}> =
	[
		{name: 'bool', dataType: dataTypes.Bool, values: [true, false]},
		{name: 'int8', dataType: dataTypes.Int8, values: [-128, 127]},
		{name: 'int16', dataType: dataTypes.Int16, values: [-32_768, 32_767]},
		{name: 'int32', dataType: dataTypes.Int32, values: [-2_147_483_648, 2_147_483_647]},
		{name: 'int64', dataType: dataTypes.Int64, values: [-(2n ** 63n), 2n ** 63n - 1n]},
		{name: 'float', dataType: dataTypes.Float, values: [Math.fround(3.4e38), -1.5]},
		{name: 'double', dataType: dataTypes.Double, values: [Number.MAX_VALUE, -Number.MIN_VALUE]},
		{name: 'text', dataType: dataTypes.VarChar, values: [text(''), text('北\u{1F600}')]},
		{name: 'json', dataType: dataTypes.JSON, values: [text('{"a":9007199254740993}'), text('{}')]},
		{
			name: 'list',
			dataType: dataTypes.Array,
			elementType: dataTypes.VarChar,
			values: [list(['', '数组']), list([])],
		},
		{name: 'v', dataType: dataTypes.FloatVector, dim: 2, values: [floats(1, 2), floats(-0, 1e-45)]},
		{
			name: 'b',
			dataType: dataTypes.BinaryVector,
			dim: 8,
			values: [Buffer.from([255]), Buffer.from([1])],
		},
		{
			name: '$meta',
			dataType: dataTypes.JSON,
			isDynamic: true,
			values: [text('{}'), text('{"x":1}')],
		},
	];

test('every value of every type arrives as it was', t => {
	const request = service.decode(
		'milvus.proto.milvus.InsertRequest',
		insertRequest(
			{db: '库', collection: 'c', partition: 'p'},
			{count: 2, fields, columns: fields.map(({values}) => values)},
		),
	) as Record<string, unknown> & {fields_data: Array<Record<string, unknown>>};
	t.like(request, {db_name: '库', collection_name: 'c', partition_name: 'p', num_rows: 2});
	t.deepEqual(
		request.fields_data.map(({type, field_name: name, is_dynamic: isDynamic}) => [
			name,
			type,
			isDynamic,
		]),
		fields.map(({name, dataType, isDynamic = false}) => [name, dataType, isDynamic]),
	);
	const scalar = (kind: string, data: unknown, more = {}) => ({
		scalars: {[kind]: {data, ...more}, data: kind},
	});
	const expected = [
		scalar('bool_data', [true, false]),
		scalar('int_data', [-128, 127]),
		scalar('int_data', [-32_768, 32_767]),
		scalar('int_data', [-2_147_483_648, 2_147_483_647]),
		scalar('long_data', ['-9223372036854775808', '9223372036854775807']),
		scalar('float_data', [Math.fround(3.4e38), -1.5]),
		scalar('double_data', [Number.MAX_VALUE, -Number.MIN_VALUE]),
		scalar('string_data', ['', '北\u{1F600}']),
		scalar('json_data', [text('{"a":9007199254740993}'), text('{}')]),
		scalar(
			'array_data',
			[
				{string_data: {data: ['', '数组']}, data: 'string_data'},
				{string_data: {data: []}, data: 'string_data'},
			],
			{element_type: dataTypes.VarChar},
		),
		{
			vectors: {
				dim: '2',
				float_vector: {data: [1, 2, -0, Math.fround(1e-45)]},
				data: 'float_vector',
			},
		},
		{vectors: {dim: '8', binary_vector: Buffer.from([255, 1]), data: 'binary_vector'}},
		scalar('json_data', [text('{}'), text('{"x":1}')]),
	];
	for (const [index, data] of request.fields_data.entries()) {
		t.like(data, expected[index]!, fields[index]!.name);
	}
});

test('a type whose form is not known is not inserted', t => {
	t.true(fields.every(({dataType}) => canInsert(dataType)));
	for (const type of ['SparseFloatVector', 'Float16Vector', 'Geometry', 'Struct'] as const) {
		t.false(canInsert(dataTypes[type]), type);
	}
});
