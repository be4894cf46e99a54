import {randomUUID} from 'node:crypto';
import test from 'ava';
import {readBackupObjects} from '../helpers/jobs/backup-objects.js';
import {assertRestorable, backupOf, finishBackup} from '../helpers/jobs/finish-backup.js';
import {finishRestore, restoreOf} from '../helpers/jobs/finish-restore.js';
import {jobSetting, runKilled} from '../helpers/jobs/job-setting.js';
import {openKillScene} from '../helpers/jobs/kill-scene.js';
import type {KillAt} from '../helpers/jobs/killed-job.js';
import {titleOf} from '../helpers/jobs/kill-steps.js';
import {servers} from '../helpers/servers/servers.js';

/*
 * The oldest Milvus, on local storage: no time of a flush, one import job for each partition
 * directory.
 */

const scene = await openKillScene(servers().milvus2216);

test.after.always(async () => {
	await scene.close();
});

const backups: KillAt[] = [
	{on: 'journal', name: 'collection-cut', nth: 1, when: 'after'},
	{on: 'object', nth: 7},
	{on: 'put', name: 'meta/full_meta.json', nth: 1, when: 'after'},
];

for (const killAt of backups) {
	test.serial(`Milvus 2.2.16: a backup is killed ${titleOf(killAt)}`, async t => {
		const setting = await jobSetting(t, scene.server, scene.repository);
		const name = `killed_${randomUUID().slice(0, 8)}`;
		const plan = await backupOf(scene, name);
		const {id, isKilled} = await runKilled(setting, {kind: 'backup', plan}, killAt);
		t.true(isKilled);
		const atKill = await readBackupObjects(scene.session, name);
		await finishBackup(t, scene, setting, {id, name, atKill});
		await assertRestorable(t, scene, setting, name);
	});
}

const restores: KillAt[] = [
	{on: 'journal', name: 'import-submitted', nth: 1, when: 'before'},
	{on: 'journal', name: 'import-ended', nth: 2, when: 'after'},
	{on: 'call', name: 'RenameCollection', nth: 1, when: 'after'},
];

for (const killAt of restores) {
	test.serial(`Milvus 2.2.16: a restore is killed ${titleOf(killAt)}`, async t => {
		const to = scene.newDb();
		const setting = await jobSetting(t, scene.server, scene.repository);
		const plan = await restoreOf(scene, to);
		const {id, isKilled} = await runKilled(setting, {kind: 'restore', plan}, killAt);
		t.true(isKilled);
		await finishRestore(t, scene, setting, {id, plan, to});
	});
}
