import {randomBytes} from 'node:crypto';
import path from 'node:path';
import test from 'ava';
import {planRestore} from '../../source/engine/plan-restore.js';
import {openStorage} from '../../source/storage/open-storage.js';
import {putBackupFiles, readBackupFiles} from '../helpers/backups/backup-files.js';
import {visibleRowsOf} from '../helpers/backups/decode-backup.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {readStagedObjects} from '../helpers/jobs/backup-objects.js';
import {continueJob} from '../helpers/jobs/continue-job.js';
import {localSetting, runKilled} from '../helpers/jobs/job-setting.js';
import {closeFiles, collectionOf, moveToL0, openFiles} from '../helpers/milvus/move-to-l0.js';
import {allRows, openSdk} from '../helpers/milvus/rows.js';
import {assertSameRows} from '../helpers/milvus/same-rows.js';

const live = path.join(import.meta.dirname, '../fixtures/live/2.4.24/milvus-backup');

test('a restore that is killed while deletes of L0 segments are written for a Milvus without them, and while it imports, is continued: every row once, no deleted one', async t => {
	const setting = await localSetting(t);
	const {server, repository} = setting;
	const sdk = await openSdk(server);
	const db = `kill_l0_${randomBytes(4).toString('hex')}`;
	t.teardown(async () => {
		await dropDatabase(sdk, db);
		await sdk.closeConnection();
	});
	const opened = await openFiles('b', await readBackupFiles(live));
	const parts = collectionOf(opened, 'parts');
	const expected = await visibleRowsOf(opened.files, parts);
	await moveToL0(opened, parts, {from: ['pA', '_default'], partitionId: '-1'});
	const storage = await openStorage(repository);
	await putBackupFiles(storage, 'b', closeFiles(opened));
	storage.close();
	const session = await sessionFor(t, {server, repository});
	const plan = await planRestore(session, {
		name: 'b',
		filter: 'parts',
		renames: [`default.*:${db}.*`],
	});
	const work = {kind: 'restore', plan} as const;
	// Six segments get a new delta log: two in one partition, four at a time in another. Before the
	// fifth at least two are written, not all.
	const fifth = {on: 'put', name: '/1', nth: 5, when: 'before'} as const;
	const {id, isKilled} = await runKilled(setting, work, fifth);
	t.true(isKilled);
	const isNew = (key: string): boolean => key.startsWith('cut/');
	const half = [...(await readStagedObjects(session, id))].filter(([key]) => isNew(key));
	t.true(half.length >= 2 && half.length < 6);

	const again = await runKilled(
		setting,
		work,
		{on: 'journal', name: 'import-submitted', nth: 1, when: 'before'},
		id,
	);
	t.true(again.isKilled);
	const staged = await readStagedObjects(session, id);
	t.is([...staged.keys()].filter(key => isNew(key)).length, 6);
	for (const [key, {sizeBytes, checksum}] of half) {
		t.like(staged.get(key), {sizeBytes, checksum}, key);
	}

	await continueJob(t, setting, id);
	assertSameRows(t, await allRows(sdk, db, 'parts'), expected);
	t.deepEqual([...(await readStagedObjects(session, id)).keys()], []);
});
