import path from 'node:path';
import test from 'ava';
import {addToBackup} from '../../source/engine/backup/add-to-backup.js';
import type {BackupInfo} from '../../source/format/messages.js';
import {parseMilvaultMeta} from '../../source/format/milvault-meta.js';
import {readBackupInfo} from '../../source/format/read-backup-meta.js';
import {metaFiles} from '../../source/format/write-backup-meta.js';
import {readBackupFiles, type BackupFiles} from '../helpers/backups/backup-files.js';

/*
 * The metadata of real backups of Milvus 2.4 to 2.6 (test/fixtures/README.md), read and written
 * again.
 */

const fixtures = path.join(import.meta.dirname, '../fixtures/live');

async function read(
	version: string,
	maker: 'milvault' | 'milvus-backup',
): Promise<{files: BackupFiles; info: BackupInfo}> {
	const files = await readBackupFiles(path.join(fixtures, version, maker));
	const info = await readBackupInfo({
		read: async file => files.get(file)?.toString(),
	});
	return {files, info};
}

for (const version of ['2.4.24', '2.5.27', '2.6.19']) {
	for (const maker of ['milvault', 'milvus-backup'] as const) {
		test(`what ${maker} wrote of a backup of Milvus ${version} is written again byte by byte`, async t => {
			const {files, info} = await read(version, maker);
			for (const {file, body} of metaFiles(info)) {
				const original = files.get(file)?.toString() ?? '';
				t.is(body, original.replaceAll('"deltalogs":[{}],', ''), file);
			}
		});
	}
}

test('what milvus-backup notes of a FlushAll of Milvus 2.6 stays when collections are added to the backup', async t => {
	const {info: theirs} = await read('2.6.19', 'milvus-backup');
	const noted = {
		flush_all_msgs_base64: theirs.flush_all_msgs_base64,
		control_channel_name: theirs.control_channel_name,
		physical_channel_names: theirs.physical_channel_names,
	};
	t.is(Object.keys(noted.flush_all_msgs_base64 ?? {}).length, 16);
	t.is(noted.control_channel_name, 'by-dev-rootcoord-dml_0_vcchan');
	t.is(noted.physical_channel_names?.length, 16);

	const {files, info} = await read('2.6.19', 'milvault');
	const record = parseMilvaultMeta(
		files.get('meta/milvault.json')?.toString() ?? '',
		'milvault.json',
	);
	const [first, ...others] = info.collection_backups ?? [];
	const firstRecord = record.collections.find(
		({collectionId}) => collectionId === first?.collection_id,
	);
	const added = addToBackup(
		{
			name: 'b',
			id: '',
			files: new Map(),
			info: {...info, ...noted, collection_backups: others},
			record: {
				...record,
				collections: record.collections.filter(each => each !== firstRecord),
			},
			sums: new Map(),
		},
		{
			info: {...info, collection_backups: [first!]},
			record: {...record, collections: [firstRecord!]},
		},
	);
	t.is(added.info.collection_backups?.length, others.length + 1);
	const full = metaFiles(added.info).find(({file}) => file === 'meta/full_meta.json');
	t.like(JSON.parse(full?.body ?? ''), noted);
});
