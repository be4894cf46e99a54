import test from 'ava';
import {rawDifferences} from '../../source/milvus/raw-differences.js';
import {fieldToAdd, schemaOfAnswer, schemaToCreate} from '../../source/milvus/raw-schema.js';
import {loadMilvusService} from '../../source/milvus/service.js';
import {readWire, writeField} from '../../source/milvus/wire.js';

/* Schemas as bytes: nothing that Milvus says is lost because our definitions do not know it. */

const service = loadMilvusService();
const message = 'milvus.proto.schema.CollectionSchema';

const field = (id: number, name: string, more: object = {}): Buffer =>
	service.encode('milvus.proto.schema.FieldSchema', {
		fieldID: String(id),
		name,
		data_type: 5,
		...more,
	});
/** FieldSchema 4095: no definition has it. */
const unknown = writeField(4095, Buffer.from([1, 0, 255]));
const pk = Buffer.concat([field(100, 'pk', {is_primary_key: true}), unknown]);
const late = field(102, 'late', {
	nullable: true,
	default_value: {long_data: '0'},
});
const schema = Buffer.concat([
	service.encode(message, {name: 'c', dbName: 'd', version: 3}),
	// Not in the order of their ids.
	writeField(4, late),
	writeField(4, pk),
	writeField(4, field(101, '$meta', {is_dynamic: true})),
	service.encode(message, {
		functions: [{name: 'f', id: '7', type: 1, input_field_ids: ['100', '102']}],
		struct_array_fields: [{name: 's', fields: [{name: 'inner', is_clustering_key: true}]}],
		enable_namespace: true,
	}),
]);

const without = (of: Buffer, number: number): Buffer =>
	Buffer.concat(
		readWire(of)
			.filter(each => each.number !== number)
			.map(({whole}) => whole),
	);

test('a schema goes on under another name, with its fields in order and all that is unknown in it', t => {
	const answer = service.encode('milvus.proto.milvus.DescribeCollectionResponse', {
		collectionID: '1',
	});
	const raw = schemaOfAnswer(Buffer.concat([answer, writeField(2, schema)]));
	t.deepEqual(raw, schema);
	const made = schemaToCreate(raw, 'd', {fields: new Set(['100', '102'])});
	t.like(service.decode(message, made), {
		name: 'd',
		fields: [{name: 'pk'}, {name: 'late'}],
		enable_namespace: true,
	});
	t.deepEqual(
		readWire(made)
			.filter(({number}) => number === 4)
			.map(({value}) => value),
		[pk, late],
	);
	t.deepEqual(rawDifferences(service, schema, made), []);
	t.deepEqual(fieldToAdd(raw, '102'), late);
	t.is(fieldToAdd(raw, '101'), undefined, 'the dynamic field is Milvus’s own');
	t.deepEqual(
		readWire(schemaToCreate(raw, 'd', {fields: new Set(['100'])})).filter(
			({number}) => number === 4,
		).length,
		1,
	);
});

test('each difference is named, also in what is unknown, and by the number where there is no name', t => {
	const other = Buffer.concat([
		...readWire(schema)
			.filter(({number}) => ![4, 7, 9, 15].includes(number))
			.map(({whole}) => whole),
		writeField(4, without(pk, 4095)),
		writeField(4, without(late, 11)),
		writeField(4, field(101, '$meta', {is_dynamic: true})),
		service.encode(message, {
			name: 'another',
			functions: [{name: 'f', id: '8', type: 1, input_field_ids: ['100']}],
			struct_array_fields: [{name: 's', fields: [{name: 'inner'}]}],
		}),
	]);
	t.deepEqual(rawDifferences(service, schema, other), [
		'field late: default_value is missing instead of 0',
		'field pk: field number 4095 is missing instead of 0x0100ff',
		'function f: input_field_ids is 100 instead of 100, 102',
		'struct_array_field s: field inner: is_clustering_key is missing instead of true',
		'enable_namespace is missing instead of true',
	]);
	t.deepEqual(rawDifferences(service, schema, schema), []);
});

test('bytes that are no message are an error, not a loop', t => {
	for (const bytes of [[8], [10, 200, 1], [15], [8, ...Array(11).fill(255)]]) {
		t.throws(() => readWire(Buffer.from(bytes as number[])), {
			instanceOf: RangeError,
		});
	}
});
