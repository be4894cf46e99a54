import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {addToBackup} from '../../../source/engine/backup/add-to-backup.js';
import {commitBackup} from '../../../source/engine/backup/commit-backup.js';
import {checkMetadata} from '../../../source/engine/metadata/check-metadata.js';
import type {Place} from '../../../source/engine/session.js';
import {readBackup} from '../../../source/engine/repository/read-backup.js';
import type {BackupInfo} from '../../../source/format/messages.js';
import type {MilvaultMeta} from '../../../source/format/milvault-meta.js';
import {openStorage} from '../../../source/storage/open-storage.js';

/*
 * A run of --only-failed writes all metadata again: interrupted at any put, the backup is the one
 * before or the one after.
 */

function partOf(
	names: readonly string[],
	failed: readonly string[],
): {info: BackupInfo; record: MilvaultMeta} {
	const ids = names.map(name => String(1000 + name.length));
	return {
		info: {
			id: 'job',
			state_code: 0,
			name: 'b',
			size: '0',
			milvus_version: 'v2.3.5',
			collection_backups: names.map((name, index) => ({
				id: 'job',
				collection_id: ids[index]!,
				db_name: 'default',
				collection_name: name,
				schema: {name, fields: []},
			})),
		},
		record: {
			formatVersion: 1,
			tool: {name: 'milvault', version: '0.0.0'},
			jobId: 'job',
			state: failed.length === 0 ? 'complete' : 'partial',
			name: 'b',
			cluster: 'c',
			milvusVersion: 'v2.3.5',
			startedAt: '2026-11-25T10:30:00.000Z',
			strategy: 'auto',
			filter: '*',
			rows: '0',
			bytes: 0,
			objects: 0,
			collections: names.map((name, index) => ({
				collection: `default.${name}`,
				collectionId: ids[index]!,
				rows: '0',
				bytes: 0,
				objects: 0,
			})),
			failed: failed.map(name => ({
				collection: `default.${name}`,
				error: {
					code: 'collection-vanished',
					details: {collection: `default.${name}`},
				},
			})),
			warnings: [],
		},
	};
}

/** The same place, whose writes end after so many. */
function cutAfter(place: Place, puts: number): Place {
	let left = puts;
	return {
		...place,
		storage: {
			...place.storage,
			async put(...args) {
				if (left === 0) {
					throw new Error('cut');
				}

				left--;
				return place.storage.put(...args);
			},
		},
	};
}

test('cut short at any put the metadata is of one of the two, and the same run again completes it', async t => {
	const directory = await mkdtemp(path.join(tmpdir(), 'milvault-commit-'));
	t.teardown(async () => rm(directory, {recursive: true, force: true}));
	const storage = await openStorage({type: 'local', path: directory});
	const place: Place = {storage, rootPath: '', label: directory};
	let cuts = 0;
	for (let puts = 0; ; puts++) {
		const name = `b${puts}`;
		await commitBackup(place, name, partOf(['one'], ['second']));
		const added = await readBackup(place, name);
		const whole = addToBackup(added, partOf(['second'], []));
		let isDone = true;
		try {
			await commitBackup(cutAfter(place, puts), name, whole, {added});
		} catch {
			isDone = false;
		}

		const found = await readBackup(place, name);
		const names = (found.info.collection_backups ?? []).map(one => one.collection_name);
		t.is(found.record?.collections.length, names.length, `after ${puts}`);
		t.deepEqual(
			await checkMetadata(place, found, {isEveryFile: true}),
			{differences: [], unread: []},
			`after ${puts}`,
		);
		if (isDone) {
			t.deepEqual(names, ['one', 'second']);
			t.is(found.otherRecord, undefined);
			break;
		}

		cuts++;
		const again = await readBackup(place, name);
		await commitBackup(place, name, addToBackup(again, partOf(['second'], [])), {added: again});
		const end = await readBackup(place, name);
		t.is(end.record?.state, 'complete');
		t.is(end.info.collection_backups?.length, 2);
		t.deepEqual(await checkMetadata(place, end, {isEveryFile: true}), {
			differences: [],
			unread: [],
		});
	}

	t.is(cuts, 7, 'the record, five files, the record');
	storage.close();
});
