import {readFile} from 'node:fs/promises';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import test from 'ava';
import {checkContents} from '../../source/engine/content/check-contents.js';
import {rulesOf} from '../../source/engine/content/inspect-binlog.js';
import {inspectHere} from '../../source/engine/content/inspect-here.js';
import type {ContentDifference} from '../../source/engine/content/segment-check.js';
import {
	backupCollections,
	expectedObjects,
	type BackupCollection,
} from '../../source/engine/repository/collection-view.js';
import {readBackupInfo} from '../../source/format/read-backup-meta.js';

const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));
const backups = {
	'milvus-backup-0.5.16/hello_peer': 10,
	'milvus-backup-0.5.16/shop_peer': 88,
	'live/2.4.24/milvus-backup': 193,
	'live/2.5.27/milvus-backup': 184,
	'live/2.6.19/milvus-backup': 111,
};
const shop = 'milvus-backup-0.5.16/shop_peer';

async function viewsOf(backup: string): Promise<BackupCollection[]> {
	const info = await readBackupInfo({
		read: async file => readFile(path.join(fixtures, backup, file), 'utf8'),
	});
	return backupCollections({
		info,
		record: undefined,
		isComplete: true,
	} as never);
}

async function differencesIn(
	backup: string,
	{
		change = () => undefined,
		read = key => readFileSync(path.join(fixtures, backup, key)),
	}: {
		change?: (view: BackupCollection) => void;
		read?: (key: string) => Buffer;
	} = {},
): Promise<{differences: ContentDifference[]; objects: number}> {
	const differences: ContentDifference[] = [];
	let objects = 0;
	for (const view of await viewsOf(backup)) {
		change(view);
		await checkContents({
			view,
			segments: [...view.partitions.flatMap(({segments}) => segments), ...view.l0Segments],
			inspect: inspectHere({
				rules: rulesOf(view),
				expected: expectedObjects(view),
				async read(key) {
					objects++;
					return read(key);
				},
			}),
			nameOf: key => key,
			report: difference => differences.push(difference),
		});
	}

	return {differences, objects};
}

for (const [backup, objects] of Object.entries(backups)) {
	test(`nothing is found in the files of ${backup}, whatever its Milvus wrote`, async t => {
		const found = await differencesIn(backup);
		t.deepEqual(found, {differences: [], objects});
	});
}

/** Files of one field in two segments with as many rows: in the same place, of the same size. */
function shopFile(key: string): Buffer {
	return readFileSync(path.join(fixtures, shop, key));
}

test('a file of another segment is found by its header, also in a delta log', async t => {
	const [items] = (await viewsOf(shop)).filter(({name}) => name === 'shop_items');
	const keys = [...expectedObjects(items!).keys()];
	for (const directory of ['/insert_log/', '/delta_log/']) {
		const own = keys.filter(key => key.includes(directory));
		const field = own[0]!.split('/').at(-2)!;
		const [here = '', there = ''] =
			directory === '/insert_log/' ? own.filter(key => key.split('/').at(-2) === field) : own;
		const {differences} = await differencesIn(shop, {
			read: key => shopFile(key === here ? there : key),
		});
		const misplaced = differences.filter(({code}) => code === 'binlog-misplaced');
		t.is(misplaced.length, 1, JSON.stringify(differences));
		t.is(misplaced[0]?.key, here);
	}
});

test('a field id of the schema that no binlog has is found', async t => {
	const {differences} = await differencesIn(shop, {
		change(view) {
			for (const field of view.info.schema.fields) {
				field.fieldID = field.fieldID === '100' ? '101' : field.fieldID;
			}
		},
	});
	t.true(differences.some(({code}) => code === 'fields-differ'));
});

test('a type or a dimension in the metadata that is not that of the binlogs is found', async t => {
	for (const change of [
		(view: BackupCollection): void => {
			const [, second] = view.info.schema.fields;
			second!.data_type = 10;
		},
		(view: BackupCollection): void => {
			for (const field of view.info.schema.fields) {
				for (const parameter of field.type_params ?? []) {
					parameter.value = parameter.key === 'dim' ? '32' : parameter.value;
				}
			}
		},
	]) {
		const {differences} = await differencesIn(shop, {change});
		t.true(differences.length > 0);
		t.true(differences.every(({code}) => code === 'binlog-unreadable'));
	}
});

test('a segment without binlogs of a field, and rows that are not there, are found', async t => {
	const {differences} = await differencesIn(shop, {
		change(view) {
			for (const {segments} of view.partitions) {
				for (const segment of segments) {
					segment.binlogs = segment.binlogs?.filter(({fieldID}) => fieldID !== '101');
				}
			}
		},
	});
	t.true(differences.length > 0);
	t.deepEqual(new Set(differences.map(({code}) => code)), new Set(['fields-differ'] as const));
	for (const rows of ['-5', '1', 'x', '60000000000']) {
		const {differences: counted} = await differencesIn(shop, {
			change(view) {
				for (const {segments} of view.partitions) {
					for (const segment of segments) {
						segment.num_of_rows = rows;
					}
				}
			},
		});
		t.true(counted.length > 0);
		t.true(counted.every(({code}) => code === 'rows-differ'));
	}
});

test('files that Milvus 3 copied from another collection name that one, and are none the worse (simulated)', async t => {
	const shift = (bytes: Buffer): Buffer => {
		const copy = Buffer.from(bytes);
		for (const at of [21, 29, 37]) {
			copy.writeBigInt64LE(copy.readBigInt64LE(at) + 1_000_000n, at);
		}

		return copy;
	};

	const {differences} = await differencesIn(shop, {
		read: key => shift(shopFile(key)),
	});
	t.deepEqual(differences, []);
	const one = await differencesIn(shop, {
		read: key => (key.endsWith('8') ? shift(shopFile(key)) : shopFile(key)),
	});
	t.true(one.differences.every(({code}) => code === 'binlog-misplaced'));
	t.true(one.differences.length > 0);
});

test('delta logs of milvus-backup l0compact name no collection, and are valid (simulated)', async t => {
	const {differences} = await differencesIn(shop, {
		read(key) {
			const bytes = Buffer.from(shopFile(key));
			if (key.includes('/delta_log/')) {
				bytes.fill(0, 21, 45);
			}

			return bytes;
		},
	});
	t.deepEqual(differences, []);
});

for (const backup of [shop, 'live/2.6.19/milvus-backup']) {
	test(`rows later than a cut are those that the record counts, in ${backup}`, async t => {
		const differencesAt = async (endTsMs?: string) => {
			const {differences} = await differencesIn(backup, {
				change(view) {
					view.record = {
						...(endTsMs && {cut: {flushTs: '1', endTsMs}}),
						rowsAfterCut: {},
					} as never;
				},
			});
			return differences;
		};

		// The end of times, and none.
		for (const cut of ['8640000000000', undefined]) {
			t.deepEqual(await differencesAt(cut), []);
		}

		const found = await differencesAt('1');
		t.true(found.length > 0);
		for (const {code, key, expected} of found) {
			t.is(code, 'rows-differ');
			t.regex(key, /^segment \d+, after the cut$/);
			t.is(expected, '0 rows');
		}
	});
}
