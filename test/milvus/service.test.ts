import type {ServiceDefinition} from '@grpc/grpc-js';
import {fromJSON, type MessageTypeDefinition} from '@grpc/proto-loader';
import protoJson from '@zilliz/milvus2-sdk-node/dist/milvus/proto-json/milvus.js';
import test from 'ava';
import {definitionOf, loadMilvusService} from '../../source/milvus/service.js';

/* What is read when it is first used, against all of it read by gRPC's own library. */

const whole = fromJSON(definitionOf(protoJson) as Parameters<typeof fromJSON>[0], {
	keepCase: true,
	longs: String,
	defaults: true,
	oneofs: true,
});
const service = loadMilvusService();
const messages = Object.entries(whole).filter(
	(entry): entry is [string, MessageTypeDefinition<object, object>] =>
		entry[0].startsWith('milvus.') && 'deserialize' in entry[1],
);

test('each message has the same fields, of the same types, and the same values where it is empty', t => {
	t.true(messages.length > 350);
	for (const [name, {type, deserialize}] of messages) {
		t.deepEqual(service.decode(name, Buffer.alloc(0)), deserialize(Buffer.alloc(0)), name);
		const {field} = type as {field: Array<Record<string, string>>};
		const fields = [...service.fieldsOf(name)].map(([number, one]) => [
			number,
			one.name,
			one.type,
			one.isRepeated,
		]);
		t.deepEqual(
			fields.toSorted(([a], [b]) => Number(a) - Number(b)),
			field
				.map(({number, name: of, type: kind, label}) => [
					number,
					of,
					kind,
					label === 'LABEL_REPEATED',
				])
				.toSorted(([a], [b]) => Number(a) - Number(b)),
			name,
		);
	}
});

test('a message inside a field is named in full', t => {
	const fields = service.fieldsOf('milvus.proto.schema.CollectionSchema');
	t.is(
		[...fields.values()].find(({name}) => name === 'fields')?.message,
		'milvus.proto.schema.FieldSchema',
	);
});

test('each call has its path and its messages', t => {
	const all = whole['milvus.proto.milvus.MilvusService'] as ServiceDefinition;
	const ours = service.client.service;
	t.deepEqual(Object.keys(ours).toSorted(), Object.keys(all).toSorted());
	for (const [name, method] of Object.entries(all)) {
		t.is(ours[name]!.path, method.path);
		t.is(ours[name]!.requestStream, method.requestStream);
		t.is(ours[name]!.responseStream, method.responseStream);
		for (const part of ['request', 'response'] as const) {
			const [serialize, deserialize] = [`${part}Serialize`, `${part}Deserialize`] as const;
			t.deepEqual(ours[name]![serialize]({}), method[serialize]({}), name);
			t.deepEqual(
				{...ours[name]![deserialize](Buffer.alloc(0)), bytes: undefined},
				{...method[deserialize](Buffer.alloc(0)), bytes: undefined},
				name,
			);
		}
	}
});

test('int64 beyond 2^53 goes and comes unchanged, and bytes come as a Buffer from any kind of bytes', t => {
	const name = 'milvus.proto.milvus.DescribeCollectionResponse';
	const collectionID = '9007199254740993';
	const made = service.encode(name, {collectionID, start_positions: [{data: Buffer.from('abc')}]});
	for (const bytes of [made, new Uint8Array(made)]) {
		t.like(service.decode(name, bytes), {
			collectionID,
			start_positions: [{data: Buffer.from('abc')}],
		});
	}
});

test('a name that is not defined is an error', t => {
	t.throws(() => service.decode('milvus.proto.milvus.Nothing', Buffer.alloc(0)), {
		message: 'no milvus.proto.milvus.Nothing in the definitions',
	});
});
