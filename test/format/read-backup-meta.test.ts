import test from 'ava';
import {readBackupInfo} from '../../source/format/read-backup-meta.js';
import {metaFiles} from '../../source/format/write-backup-meta.js';
import {insertLogKey} from '../../source/format/paths.js';
import type {BackupInfo} from '../../source/format/messages.js';
import {hasCode} from '../../source/model/milvault-error.js';
import {fixtures, fixtureText} from './samples.js';

type Files = Record<string, string | undefined>;

async function fixtureFiles(name: string): Promise<Files> {
	const files: Files = {};
	for (const level of ['backup', 'collection', 'partition', 'segment', 'full']) {
		const file = `meta/${level}_meta.json`;
		files[file] = await fixtureText(name, file);
	}

	return files;
}

async function read(files: Files): Promise<BackupInfo> {
	return readBackupInfo({read: async file => files[file], name: 'b'});
}

function rowsByCollection(info: BackupInfo): Record<string, string> {
	return Object.fromEntries(
		(info.collection_backups ?? []).map(collection => [
			`${collection.db_name}.${collection.collection_name}`,
			(collection.partition_backups ?? [])
				.flatMap(partition => partition.segment_backups ?? [])
				.reduce((sum, {num_of_rows: rows = '0'}) => sum + BigInt(rows), 0n)
				.toString(),
		]),
	);
}

const expectedRows = {
	hello_peer: {'default.hello_milvus': '300', 'default.hello_milvus2': '600'},
	shop_peer: {
		'default.shop_items': '400',
		'default.shop_tenants': '200',
		'default.shop_empty': '0',
	},
};

for (const name of fixtures) {
	test(`${name} is read with the rows that milvus-backup counted`, async t => {
		const info = await read(await fixtureFiles(name));
		t.is(info.name, name);
		t.is(info.milvus_version, 'v2.3.5-lite');
		t.deepEqual(rowsByCollection(info), expectedRows[name]);
	});

	test(`${name} is read from its level files when full_meta.json is missing`, async t => {
		const files = await fixtureFiles(name);
		const full = await read(files);
		const levels = await read({...files, 'meta/full_meta.json': undefined});
		t.deepEqual(rowsByCollection(levels), expectedRows[name]);
		t.deepEqual(sorted(levels.collection_backups), sorted(full.collection_backups));
		t.is(levels.size, full.size);
	});
}

/** The order of lists in milvus-backup's files is random. */
function sorted(collections: BackupInfo['collection_backups']): unknown {
	return collections
		?.map(collection => ({
			...collection,
			partition_backups: collection.partition_backups
				?.map(partition => ({
					...partition,
					segment_backups: (partition.segment_backups ?? []).toSorted((a, b) =>
						a.segment_id < b.segment_id ? -1 : 1,
					),
				}))
				.toSorted((a, b) => (a.partition_id < b.partition_id ? -1 : 1)),
		}))
		.toSorted((a, b) => (a.collection_id < b.collection_id ? -1 : 1));
}

test('shop_items is read with its schema, properties, alias and index', async t => {
	const info = await read(await fixtureFiles('shop_peer'));
	const items = info.collection_backups?.find(
		collection => collection.collection_name === 'shop_items',
	);
	t.is(items?.schema.description, '商品 items');
	t.deepEqual(
		items?.schema.fields.map(field => [field.fieldID, field.name]),
		[
			['100', 'id'],
			['101', 'title'],
			['102', 'price'],
			['103', 'attrs'],
			['104', 'v'],
		],
	);
	t.true(items?.schema.enable_dynamic_field);
	t.is(items?.shards_num, 2);
	t.is(items?.load_state, 'Loaded');
	t.deepEqual(items?.aliases, ['shop_current']);
	t.true(items?.properties?.some(({key}) => key === 'collection.ttl.seconds'));
	t.is(items?.index_infos?.[0]?.index_type, 'HNSW');
	t.is(items?.index_infos?.[0]?.params?.['metric_type'], 'IP');
});

test('a backup from before group ids, databases and delta lists is read', async t => {
	const info = await read({
		'meta/backup_meta.json': '{}',
		'meta/full_meta.json': JSON.stringify({
			name: 'old',
			collection_backups: [
				{
					collection_id: 1,
					collection_name: 'c',
					schema: {
						name: 'c',
						fields: [
							{
								fieldID: 100,
								name: 'id',
								data_type: 5,
								default_value_proto: '\u0018',
							},
						],
					},
					partition_backups: [
						{
							partition_id: 2,
							collection_id: 1,
							segment_backups: [
								{
									segment_id: 3,
									collection_id: 1,
									partition_id: 2,
									num_of_rows: 4,
									binlogs: [{fieldID: 100, binlogs: [{log_id: 5}]}],
									deltalogs: [{}],
								},
							],
						},
					],
				},
			],
		}),
	});
	const [collection] = info.collection_backups ?? [];
	const segment = collection?.partition_backups?.[0]?.segment_backups?.[0];
	t.is(collection?.db_name, 'default');
	t.is(collection?.schema.fields[0]?.default_value_proto, '\u0018');
	t.is(segment?.group_id, undefined);
	t.deepEqual(segment?.deltalogs, []);
	t.is(
		insertLogKey({
			collectionId: '1',
			partitionId: '2',
			groupId: segment?.group_id,
			segmentId: '3',
			fieldId: '100',
			logId: '5',
		}),
		'binlogs/insert_log/1/2/3/100/5',
	);
});

test('a backup without collections is read from empty level files', async t => {
	const files: Files = Object.fromEntries(
		metaFiles({id: 'j', name: 'none', size: '0'}).map(({file, body}) => [file, body]),
	);
	t.is(files['meta/segment_meta.json'], '{}');
	const info = await read({...files, 'meta/full_meta.json': undefined});
	t.deepEqual(info.collection_backups, []);
});

for (const file of ['full', 'backup'] as const) {
	test(`a snapshot is refused by name, also when only ${file}_meta.json says so`, async t => {
		const error = await t.throwsAsync(
			read({
				[`meta/${file}_meta.json`]:
					'{"name":"s","size":5,"format":"snapshot","collection_backups":[]}',
			}),
		);
		t.true(hasCode(error, 'snapshot-format'));
		t.like(error, {details: {name: 'b'}});
	});
}

const broken: Array<[string, Files, RegExp, RegExp]> = [
	['nothing there', {}, /^b\/meta\/backup_meta\.json$/, /missing/],
	[
		'one level file missing',
		{
			'meta/backup_meta.json': '{}',
			'meta/collection_meta.json': '{}',
			'meta/partition_meta.json': '{}',
		},
		/segment_meta/,
		/missing/,
	],
	['an empty full_meta.json', {'meta/full_meta.json': ''}, /full_meta/, /not JSON/],
	[
		'a full_meta.json that was cut off',
		{'meta/full_meta.json': '{"name":"b","collection_backups":[{"collec'},
		/full_meta/,
		/not JSON/,
	],
	['a quoted size', {'meta/full_meta.json': '{"size":"5"}'}, /full_meta/, /^size is a string/],
	['an unknown format', {'meta/full_meta.json': '{"format":"tar"}'}, /full_meta/, /format/],
	[
		'a segment of no partition',
		{
			'meta/backup_meta.json': '{}',
			'meta/collection_meta.json': '{}',
			'meta/partition_meta.json': '{}',
			'meta/segment_meta.json': '{"infos":[{"segment_id":1,"collection_id":2,"partition_id":3}]}',
		},
		/segment_meta/,
		/2\/3/,
	],
];
for (const [what, files, file, reason] of broken) {
	test(`${what} is unreadable metadata that names the file`, async t => {
		const error = await t.throwsAsync(read(files));
		if (!hasCode(error, 'metadata-unreadable')) {
			return t.fail(String(error));
		}

		t.regex(error.details.file, file);
		t.regex(error.details.reason, reason);
	});
}
