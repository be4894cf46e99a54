import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import pLimit from 'p-limit';
import test, {type ExecutionContext} from 'ava';
import {applyL0Deletes} from '../../source/engine/import/apply-l0-deletes.js';
import {backupCollections} from '../../source/engine/repository/collection-view.js';
import {readBackup} from '../../source/engine/repository/read-backup.js';
import {readDeleteLog} from '../../source/format/binlog/read-delete-log.js';
import {featuresOf} from '../../source/milvus/features.js';
import type {Milvus} from '../../source/milvus/milvus.js';
import {openStorage} from '../../source/storage/open-storage.js';
import {putBackupFiles, readBackupFiles} from '../helpers/backups/backup-files.js';
import {closeFiles, collectionOf, moveToL0, openFiles} from '../helpers/milvus/move-to-l0.js';

/* What is written for a Milvus without L0 segments: real delta logs of Milvus 2.4.24, no server. */

const live = join(import.meta.dirname, '../fixtures/live/2.4.24/milvus-backup');

test('where L0 segments have more deletes than may be held, the keys go through in parts: the same deletes are written, and the same rows counted', async t => {
	const whole = await apply(t, {});
	const parted = await apply(t, {maxHeld: 7});
	t.deepEqual(parted.deleted, whole.deleted);
	t.deepEqual(parted.entries, whole.entries);
	t.true(whole.entries.length > 20);
	t.true(parted.logs.length > whole.logs.length);
	t.is(
		Object.values(whole.deleted).reduce((sum, {older}) => sum + older, 0),
		whole.entries.length,
	);
});

test('what is written twice is the same, byte by byte: a job that is continued may read it meanwhile', async t => {
	const first = await apply(t, {});
	const second = await apply(t, {});
	t.deepEqual(second.bytes, first.bytes);
	t.true(first.bytes.length > 0);
});

async function apply(t: ExecutionContext, {maxHeld}: {maxHeld?: number}) {
	const directory = await mkdtemp(join(tmpdir(), 'milvault-apply-'));
	const storage = await openStorage({type: 'local', path: directory});
	t.teardown(async () => {
		storage.close();
		await rm(directory, {recursive: true, force: true});
	});
	const opened = await openFiles('b', await readBackupFiles(live));
	const parts = collectionOf(opened, 'parts');
	await moveToL0(opened, parts, {from: ['pA', '_default'], partitionId: '-1'});
	await putBackupFiles(storage, 'b', closeFiles(opened));
	const place = {storage, rootPath: '', label: directory};
	const view = backupCollections(await readBackup(place, 'b')).find(({name}) => name === 'parts')!;
	const applied = await applyL0Deletes({
		collection: view.collection,
		collectionId: view.info.collection_id,
		backupName: 'b',
		repository: place,
		cluster: place,
		jobId: 'job',
		objects: new Map(),
		isLittered: false,
		isContinued: false,
		copyLimit: pLimit(4),
		view,
		milvus: {features: featuresOf('2.3.5'), version: '2.3.5'} as Milvus,
		...(maxHeld !== undefined && {maxHeld}),
	});
	const root = join(directory, 'milvault_temp/job/cut');
	const files = await readdir(root, {recursive: true, withFileTypes: true});
	const logs = files
		.filter(file => file.isFile())
		.map(file => join(file.parentPath, file.name))
		.toSorted();
	const bytes = await Promise.all(logs.map(async log => readFile(log)));
	const entries: string[] = [];
	for (const [index, log] of logs.entries()) {
		for await (const {pk, ts} of readDeleteLog(bytes[index]!, log)) {
			const segment = log.split('/').at(-2);
			entries.push(`${segment} ${pk} ${ts}`);
		}
	}

	const deleted = Object.fromEntries(applied.deleted);
	return {...applied, deleted, logs, bytes, entries: entries.toSorted()};
}
