import test from 'ava';
import {decodeMessage} from '../../source/format/decode-message.js';
import {encodeMessage} from '../../source/format/encode-message.js';
import {parseGoJson, writeGoJson} from '../../source/format/go-json.js';
import type {Shape} from '../../source/format/message-shape.js';
import * as messages from '../../source/format/messages.js';
import type {CollectionBackupInfo} from '../../source/format/messages.js';
import type {CollectionSchema, FieldSchema} from '../../source/model/collection.js';
import {hasCode} from '../../source/model/milvault-error.js';
import {structs, unmarshal} from '../helpers/backups/milvus-backup-reader.js';
import {filled} from './samples.js';

const {backupInfoShape, segmentShape, fieldSchemaShape} = messages;

/** Every message of the table, by name, found from its root. */
function shapes(root: Shape, found = new Map<string, Shape>()): typeof found {
	found.set(root.name, root);
	for (const {kind} of Object.values(root.fields)) {
		if (typeof kind !== 'string') {
			shapes(kind, found);
		}
	}

	return found;
}

const goTypes: Record<string, string> = {stringMap: 'map'};

test('every message has exactly the keys and types that the format describes', t => {
	const found = shapes(backupInfoShape);
	const levels = [
		messages.collectionLevelShape,
		messages.partitionLevelShape,
		messages.segmentLevelShape,
	];
	const table = Object.fromEntries(
		[...found.values(), ...levels].map(shape => [
			shape.name,
			Object.fromEntries(
				Object.entries(shape.fields).map(([name, {kind, isList}]) => [
					name,
					`${isList ? '[]' : ''}${typeof kind === 'string' ? (goTypes[kind] ?? kind) : kind.name}`,
				]),
			),
		]),
	);
	t.deepEqual(table, structs);
});

test('every key survives a round trip with its value', t => {
	const info = filled(backupInfoShape);
	const text = writeGoJson(encodeMessage(backupInfoShape, info));
	t.deepEqual(decodeMessage(backupInfoShape, parseGoJson(text), 'f'), info);
});

test('milvus-backup reads every key that is written', t => {
	const text = writeGoJson(encodeMessage(backupInfoShape, filled(backupInfoShape)));
	const empty = findZero(unmarshal(text, 'BackupInfo'), 'BackupInfo');
	t.is(empty, undefined);
});

function findZero(value: unknown, at: string): string | undefined {
	if (value === '' || value === false || value === 0n) {
		return at;
	}

	if (typeof value !== 'object' || value === null) {
		return undefined;
	}

	const entries = Object.entries(value);
	return entries.length === 0
		? at
		: entries
				.map(([key, entry]) => findZero(entry, `${at}.${key}`))
				.find(found => found !== undefined);
}

test('zero values are left out, except those that milvus-backup always writes', t => {
	t.is(
		writeGoJson(
			encodeMessage(backupInfoShape, {
				id: '',
				name: '',
				size: '0',
				state_code: 0,
				collection_backups: [
					{
						collection_id: '5',
						collection_name: 'c',
						schema: {name: 'c', fields: [], autoID: false, properties: []},
						consistency_level: 0,
						aliases: [],
						channel_checkpoints: {},
						partition_backups: [
							{
								partition_id: '6',
								partition_name: '',
								collection_id: '5',
								segment_backups: [
									{
										segment_id: '7',
										collection_id: '5',
										partition_id: '6',
										deltalogs: [],
										binlogs: [{fieldID: '0', binlogs: [{log_id: '8'}]}],
									},
								],
							},
						],
					},
				],
			}),
		),
		'{"state_code":0,"collection_backups":[{"collection_id":5,"collection_name":"c","schema":{"name":"c"},' +
			'"partition_backups":[{"partition_id":6,"collection_id":5,"segment_backups":[{"segment_id":7,"collection_id":5,' +
			'"partition_id":6,"binlogs":[{"binlogs":[{"log_size":0,"log_id":8}]}],"size":0}],"size":0}],"size":0,' +
			'"has_index":false}],"size":0}',
	);
});

const wrong: Array<[string, object]> = [
	['an int64 as a number', {segment_id: 470638622912176060}],
	['an int64 as a bigint', {segment_id: 1n}],
	['an int64 that is no integer', {segment_id: '1.5'}],
	['an int64 beyond 64 bits', {segment_id: '9223372036854775808'}],
	['a missing id', {segment_id: undefined}],
	['a string as a number', {v_channel: 5}],
	['a boolean as a string', {is_l0: 'true'}],
	['a list as an object', {binlogs: {}}],
];
for (const [what, change] of wrong) {
	test(`${what} is never written`, t => {
		const segment = {...filled(segmentShape), ...change};
		t.throws(() => encodeMessage(segmentShape, segment), {
			instanceOf: TypeError,
			message: /^SegmentBackupInfo\./,
		});
	});
}

test('an enum is never written as its name', t => {
	const field = {...filled(fieldSchemaShape), data_type: 'Int64'};
	t.throws(
		() =>
			encodeMessage(
				fieldSchemaShape,
				// @ts-expect-error -- what a caller without types could pass
				field,
			),
		{instanceOf: TypeError, message: /data_type/},
	);
});

test('keys in any case are read, unknown keys and null are not', t => {
	const decoded = decodeMessage(
		segmentShape,
		parseGoJson(
			'{"Segment_ID":1,"COLLECTION_ID":2,"partition_id":-1,"is_sorted":true,"size":null,"toString":"x"}',
		),
		'f',
	);
	t.deepEqual(decoded, {
		segment_id: '1',
		collection_id: '2',
		partition_id: '-1',
	});
});

test('a delta list of one empty entry is an empty list', t => {
	const decode = (deltas: string): unknown =>
		decodeMessage(segmentShape, parseGoJson(`{"segment_id":1,"deltalogs":${deltas}}`), 'f')
			.deltalogs;
	t.deepEqual(decode('[{}]'), []);
	t.deepEqual(decode('[{"binlogs":[]}]'), []);
	t.deepEqual(decode('[{},{"binlogs":[{"log_id":3}]}]'), [{binlogs: [{log_id: '3'}]}]);
});

test('an old default value in a raw string is kept', t => {
	const text = '{"fieldID":101,"name":"n","data_type":5,"default_value_proto":"\\u0018\\u0007"}';
	const decoded = decodeMessage(fieldSchemaShape, parseGoJson(text), 'f');
	t.is(decoded.default_value_proto, '\u0018\u0007');
});

const badTypes: Array<[string, RegExp]> = [
	['{"size":"5"}', /^size is a string, not an int64$/],
	['{"size":1.5}', /^size is 1\.5, not an int64$/],
	['{"size":1e3}', /^size is 1e3, not an int64$/],
	['{"size":9223372036854775808}', /^size is 9223372036854775808/],
	['{"backup_timestamp":-1}', /^backup_timestamp is -1, not an uint64$/],
	['{"name":5}', /^name is 5, not a string$/],
	['{"collection_backups":{}}', /^collection_backups is an object, not a list/],
	[
		'{"collection_backups":[{"schema":{"fields":[{"data_type":"Int64"}]}}]}',
		/^collection_backups\[0\]\.schema\.fields\[0\]\.data_type is a string, not an int32$/,
	],
	['[]', /^the file is a list, not an object$/],
];
for (const [text, reason] of badTypes) {
	test(`${text} is refused, saying where and why`, t => {
		const error = t.throws(() =>
			decodeMessage(backupInfoShape, parseGoJson(text), 'b/full_meta.json'),
		);
		if (!hasCode(error, 'metadata-unreadable')) {
			return t.fail(String(error));
		}

		t.is(error.details.file, 'b/full_meta.json');
		t.regex(error.details.reason, reason);
	});
}

test('a schema means the same to Milvus, to plans and to the metadata', t => {
	// Fails in the type check when the two shapes drift apart.
	const toModel = (schema: CollectionBackupInfo['schema']): CollectionSchema => schema;
	const fromModel = (schema: CollectionSchema): CollectionBackupInfo['schema'] => schema;
	const keys = (_: keyof FieldSchema): string => _;
	const schema = filled(messages.collectionSchemaShape);
	t.deepEqual(fromModel(toModel(schema)), schema);
	t.deepEqual(
		Object.keys(fieldSchemaShape.fields).map(key =>
			keys(key as keyof typeof fieldSchemaShape.fields),
		),
		Object.keys(structs['FieldSchema'] ?? {}),
	);
});
