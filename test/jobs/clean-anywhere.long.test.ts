import {randomUUID} from 'node:crypto';
import test, {type ExecutionContext} from 'ava';
import {readBackupObjects, readLocks} from '../helpers/jobs/backup-objects.js';
import {jobsOf} from '../helpers/jobs/continue-job.js';
import {backupOf} from '../helpers/jobs/finish-backup.js';
import {restoreOf} from '../helpers/jobs/finish-restore.js';
import {jobSetting, milvaultIn, runKilled, type JobSetting} from '../helpers/jobs/job-setting.js';
import {openKillScene} from '../helpers/jobs/kill-scene.js';
import type {KillAt} from '../helpers/jobs/killed-job.js';
import {titleOf} from '../helpers/jobs/kill-steps.js';
import {ok} from '../helpers/milvus/rows.js';
import {servers} from '../helpers/servers/servers.js';

/* Interrupted in every phase, and cleaned: nothing is left. */

const scene = await openKillScene(servers().milvus235, {isStaged: true});

test.after.always(async () => {
	await scene.close();
});

async function clean(
	t: ExecutionContext,
	setting: JobSetting,
	id: string,
	name: string,
): Promise<void> {
	const {exitCode, stderr} = await milvaultIn(setting, ['jobs', 'clean', id]);
	t.is(exitCode, 0, stderr);
	t.deepEqual(await jobsOf(setting), []);
	t.deepEqual([...(await readLocks(scene.session, name)).keys()], []);
}

const backups: KillAt[] = [
	{on: 'journal', name: 'started', nth: 1, when: 'after'},
	{on: 'call', name: 'Flush', nth: 1, when: 'after'},
	{on: 'object', nth: 5},
	{on: 'put', name: 'meta/full_meta.json', nth: 1, when: 'after'},
];

for (const killAt of backups) {
	test.serial(`a backup is killed ${titleOf(killAt)}, and cleaned`, async t => {
		const setting = await jobSetting(t, scene.server, scene.repository);
		const name = `cleaned_${randomUUID().slice(0, 8)}`;
		const plan = await backupOf(scene, name);
		const {id, isKilled} = await runKilled(setting, {kind: 'backup', plan}, killAt);
		t.true(isKilled);
		await clean(t, setting, id, name);
		t.deepEqual([...(await readBackupObjects(scene.session, name)).keys()], []);
	});
}

const restores: KillAt[] = [
	{on: 'journal', name: 'created', nth: 1, when: 'after'},
	{on: 'object', nth: 5},
	{on: 'call', name: 'Import', nth: 1, when: 'after'},
	{on: 'call', name: 'CreateIndex', nth: 1, when: 'after'},
	{on: 'call', name: 'LoadCollection', nth: 1, when: 'after'},
	{on: 'journal', name: 'swapping', nth: 1, when: 'after'},
];

for (const killAt of restores) {
	test.serial(`a restore is killed ${titleOf(killAt)}, and cleaned`, async t => {
		const setting = await jobSetting(t, scene.server, scene.repository);
		const to = scene.newDb();
		const plan = await restoreOf(scene, to, {only: 'items'});
		const {id, isKilled} = await runKilled(setting, {kind: 'restore', plan}, killAt);
		t.true(isKilled);
		await clean(t, setting, id, scene.reference);
		const {db_names: databases} = ok(await scene.client.listDatabases());
		t.false(databases.includes(to));
		const {storage, rootPath} = await scene.session.clusterPlace();
		t.false(await storage.hasPrefix(`${rootPath}/milvault_temp/${id}/`));
	});
}
