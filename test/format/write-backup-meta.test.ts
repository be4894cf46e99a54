import test from 'ava';
import {readBackupInfo} from '../../source/format/read-backup-meta.js';
import {metaFiles} from '../../source/format/write-backup-meta.js';
import {backupInfoShape} from '../../source/format/messages.js';
import {hasCode} from '../../source/model/milvault-error.js';
import {
	binlogKeys,
	directoryReader,
	list,
	readLikeMilvusBackup,
	type DirReader,
	type GoStruct,
	type GoValue,
} from '../helpers/backups/milvus-backup-reader.js';
import path from 'node:path';
import {
	comparable,
	filled,
	fixtureBinlogs,
	fixtures,
	fixturesDirectory,
	fixtureText,
} from './samples.js';

async function rewritten(name: string): Promise<Map<string, string>> {
	const info = await readBackupInfo({
		read: async file => fixtureText(name, file),
	});
	return new Map(metaFiles(info).map(({file, body}) => [file, body]));
}

function reader(files: ReadonlyMap<string, string>, without?: string): DirReader {
	return async key => (key === without ? undefined : files.get(key));
}

for (const name of fixtures) {
	for (const level of ['backup', 'collection', 'partition', 'segment', 'full']) {
		test(`${level}_meta.json of ${name} is written with milvus-backup's keys, types and values`, async t => {
			const file = `meta/${level}_meta.json`;
			const ours = (await rewritten(name)).get(file) ?? '';
			const original = await fixtureText(name, file);
			t.deepEqual(comparable(ours), comparable(original));
			t.is(ours, original.replaceAll('"deltalogs":[{}],', ''));
		});
	}

	test(`milvus-backup reads the same tree from what is written for ${name}`, async t => {
		const original = await readLikeMilvusBackup(
			directoryReader(path.join(fixturesDirectory, name)),
		);
		const files = await rewritten(name);
		const tree = await readLikeMilvusBackup(reader(files));
		t.deepEqual(unordered(tree), unordered(original));
		t.deepEqual(binlogKeys(tree), fixtureBinlogs(name));
		const levels = await readLikeMilvusBackup(reader(files, 'meta/full_meta.json'));
		// The level files do not know databases; for milvus-backup neither.
		t.deepEqual(unordered(levels), {
			...Object(unordered(original)),
			database_backups: [],
		});
	});
}

/** Without the order of lists, and without the empty entries of delta lists. */
function unordered(value: GoValue): unknown {
	if (Array.isArray(value)) {
		return value
			.filter(
				item =>
					!(
						typeof item === 'object' &&
						'fieldID' in item &&
						'binlogs' in item &&
						list(item as GoStruct, 'binlogs').length === 0
					),
			)
			.map(item => unordered(item))
			.toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
	}

	return typeof value === 'object'
		? Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, unordered(entry)]))
		: value;
}

function text(value: unknown): string {
	return JSON.stringify(value, (_, entry: unknown) =>
		typeof entry === 'bigint' ? entry.toString() : entry,
	);
}

test('files come in the order in which a crash does least harm: backup_meta last', t => {
	t.deepEqual(
		metaFiles({id: 'j', name: 'b'}).map(({file}) => file),
		[
			'meta/collection_meta.json',
			'meta/partition_meta.json',
			'meta/segment_meta.json',
			'meta/full_meta.json',
			'meta/backup_meta.json',
		],
	);
});

test('a backup of no collections is written as milvus-backup writes it', t => {
	const files = metaFiles({
		id: 'j',
		name: 'my_backup',
		size: '0',
		milvus_version: 'v2.3.5-lite',
		database_backups: [{db_name: 'default'}],
	});
	const body = '{"id":"j","state_code":0,"name":"my_backup",';
	const tail = '"size":0,"milvus_version":"v2.3.5-lite"';
	t.deepEqual(
		files.map(file => file.body),
		[
			'{}',
			'{}',
			'{}',
			`${body}${tail},"database_backups":[{"db_name":"default"}]}`,
			`${body}${tail}}`,
		],
	);
});

test('deletes for all partitions are in full_meta.json only, those of one partition in segment_meta.json too', async t => {
	const log = (id: string) => [{binlogs: [{log_id: id, log_size: '1'}]}];
	const common = {collection_id: '1', is_l0: true};
	const files = new Map(
		metaFiles({
			id: 'j',
			name: 'b',
			collection_backups: [
				{
					collection_id: '1',
					collection_name: 'c',
					schema: {name: 'c', fields: []},
					partition_backups: [
						{
							partition_id: '2',
							partition_name: '_default',
							collection_id: '1',
							segment_backups: [
								{
									...common,
									segment_id: '3',
									partition_id: '2',
									group_id: '3',
									deltalogs: log('4'),
								},
							],
						},
					],
					l0_segments: [
						{
							...common,
							segment_id: '5',
							partition_id: '-1',
							deltalogs: log('6'),
						},
					],
				},
			],
		}).map(({file, body}) => [file, body]),
	);
	const here = 'binlogs/delta_log/1/2/3/3/4';
	t.deepEqual(binlogKeys(await readLikeMilvusBackup(reader(files))), [
		'binlogs/delta_log/1/-1/5/6',
		here,
	]);
	t.deepEqual(binlogKeys(await readLikeMilvusBackup(reader(files, 'meta/full_meta.json'))), [here]);
	t.notRegex(files.get('meta/collection_meta.json') ?? '', /l0_segments|segment_backups/);
	t.notRegex(files.get('meta/partition_meta.json') ?? '', /segment_backups/);
});

test('everything the format knows comes back from full_meta.json', async t => {
	const {format: _, ...info} = filled(backupInfoShape);
	const files = new Map(metaFiles(info).map(({file, body}): [string, string] => [file, body]));
	const read = await readBackupInfo({read: async file => files.get(file)});
	t.deepEqual(read, info);
});

test('without backup_meta.json a backup is none for milvus-backup', async t => {
	const files = await rewritten('hello_peer');
	await t.throwsAsync(readLikeMilvusBackup(reader(files, 'meta/backup_meta.json')), {
		message: /not found/,
	});
});

test("milvus-backup's reader refuses a quoted id, so a test with it means something", async t => {
	const files = new Map([
		['meta/backup_meta.json', '{}'],
		['meta/full_meta.json', '{"collection_backups":[{"collection_id":"5"}]}'],
	]);
	await t.throwsAsync(readLikeMilvusBackup(reader(files)), {
		message: /cannot unmarshal string.*collection_id of type int64/,
	});
	const ours = await t.throwsAsync(readBackupInfo({read: async file => files.get(file)}));
	t.true(hasCode(ours, 'metadata-unreadable'));
});
