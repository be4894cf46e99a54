import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {createBackup} from '../../../source/engine/create-backup.js';
import {planBackup} from '../../../source/engine/plan-backup.js';
import type {BackupFiles} from '../backups/backup-files.js';
import {putBackupFiles, readBackupFiles} from '../backups/backup-files.js';
import {visibleRowsOf} from '../backups/decode-backup.js';
import {loadKeyed, makeKeyed} from './keyed-collection.js';
import {ownPlace} from '../program/own-place.js';
import {closeFiles, collectionOf, moveToL0, openFiles} from './move-to-l0.js';
import {restoreInto} from '../program/restore-into.js';
import {allRows, ok} from './rows.js';
import {assertSameRows} from './same-rows.js';
import {stayKnown} from '../program/stay-known.js';
import {openStorage} from '../../../source/storage/open-storage.js';

export type OldServer = 'milvus235local' | 'milvus2216' | 'milvus235';

const moved = [
	{server: 'milvus235local', isFlushed: false},
	{server: 'milvus235local', isFlushed: true},
	{server: 'milvus2216', isFlushed: false},
	{server: 'milvus2216', isFlushed: true},
] as const;

/** Tests: deletes and upserts of Milvus 2.3.5 in an L0 segment, restored on servers without any. */
export function testMovedDeletes(key: 'number' | 'text'): void {
	for (const {server, isFlushed} of moved) {
		// 2.2 takes away every row of a deleted key in a segment: what it cannot do right it is not
		// asked to do.
		const isRefused = server === 'milvus2216' && !isFlushed;
		test(`${server}: deletes and upserts of Milvus 2.3.5, moved to an L0 segment, with a ${key} for key, old and new row in ${isFlushed ? 'different segments' : 'one segment'}: ${isRefused ? 'refused rather than restored with rows missing' : 'the rows that Milvus showed'}`, async t => {
			const {files, shown} = await upserted(t, {key, isFlushed});
			const place = await placeOn(t, server);
			const opened = await openFiles('b', files);
			const keys = collectionOf(opened, 'keys');
			t.true(
				(await moveToL0(opened, keys, {
					from: ['_default'],
					partitionId: '-1',
				})) > 0,
			);
			assertSameRows(t, await visibleRowsOf(opened.files, keys), shown);
			const {result} = await place.restore(closeFiles(opened), {
				from: keys.db_name,
			});
			if (isRefused) {
				t.is(result.outcome, 'failed');
				t.like(result.collections[0]?.error, {
					code: 'milvus-unsupported',
					details: {version: '2.2.16'},
				});
				return;
			}

			t.is(result.outcome, 'complete', JSON.stringify(result));
			t.is(result.rows, String(shown.size));
			assertSameRows(t, await place.rows('keys'), shown);
		});
	}
}

/** A database and a repository of a test's own, on a server. */
export async function placeOn(t: ExecutionContext, serverName: OldServer, repository?: string) {
	const {sdk, db, directory, session} = await ownPlace(t, {
		server: serverName,
		prefix: 'l0',
		repository,
	});
	await stayKnown(t, sdk, `${db}_stays`);
	return {
		db,
		/** Of the backup `b`; with files: of these. */
		async restore(files: BackupFiles | undefined, options: Parameters<typeof restoreInto>[3] = {}) {
			if (files) {
				const storage = await openStorage({type: 'local', path: directory});
				await putBackupFiles(storage, 'b', files);
				storage.close();
			}

			return restoreInto(session, 'b', db, options);
		},
		async rows(name: string) {
			ok(await sdk.loadCollectionSync({db_name: db, collection_name: name}));
			return allRows(sdk, db, name);
		},
	};
}

/**
 * A backup of a collection on Milvus 2.3.5 whose rows were written twice, deleted, written again
 * and upserted, and the rows that it shows.
 */
async function upserted(
	t: ExecutionContext,
	{key, isFlushed}: {key: 'number' | 'text'; isFlushed: boolean},
): Promise<{files: BackupFiles; shown: Map<string, string>}> {
	const {sdk, db, directory, session} = await ownPlace(t, {
		server: 'milvus235local',
		prefix: 'l0_from',
	});
	const keys = {db_name: db, collection_name: 'keys'};
	await makeKeyed(sdk, db, {
		key,
		// A compaction would take the deletes away, and the rows with them.
		properties: {'collection.autocompaction.enabled': 'false'},
	});
	const idOf = (id: number) => (key === 'text' ? `k"${id}` : String(id));
	const dataOf = (from: number, to: number, version: number) =>
		Array.from({length: to - from}, (_, index) => ({
			id: idOf(from + index),
			v: [from + index, version, 2, 3],
		}));
	ok(await sdk.insert({...keys, data: dataOf(0, 50, 1)}));
	ok(await sdk.insert({...keys, data: dataOf(0, 10, 2)}));
	await loadKeyed(sdk, db);
	if (isFlushed) {
		ok(await sdk.flushSync({db_name: db, collection_names: ['keys']}));
	}

	const gone = [0, 1, 2, 3, 4, 999].map(id => (key === 'text' ? `'${idOf(id)}'` : idOf(id)));
	ok(await sdk.delete({...keys, filter: `id in [${gone.join()}]`}));
	ok(await sdk.insert({...keys, data: dataOf(0, 1, 3)}));
	ok(await sdk.upsert({...keys, data: dataOf(5, 10, 4)}));
	const shown = await allRows(sdk, db, 'keys');
	t.is(shown.size, 46);
	const plan = await planBackup(session, {
		name: 'b',
		filter: `${db}.*`,
		strategy: 'auto',
		withRbac: false,
	});
	t.is((await createBackup(session, plan)).outcome, 'complete');
	return {files: await readBackupFiles(path.join(directory, 'b')), shown};
}
