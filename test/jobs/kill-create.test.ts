import {randomUUID} from 'node:crypto';
import test, {type ExecutionContext} from 'ava';
import {binlogsOf, readBackupObjects} from '../helpers/jobs/backup-objects.js';
import {backupOf, finishBackup} from '../helpers/jobs/finish-backup.js';
import {jobSetting, milvaultIn, runKilled} from '../helpers/jobs/job-setting.js';
import type {KillAt} from '../helpers/jobs/killed-job.js';
import {openKillScene} from '../helpers/jobs/kill-scene.js';
import {servers} from '../helpers/servers/servers.js';

/* A backup whose process is killed (-9) at a step, and what becomes of it. */

const scene = await openKillScene(servers().milvus235);

test.after.always(async () => {
	await scene.close();
});

/**
 * Kills a backup at a step; until it is continued, it does not count as a backup.
 *
 * @returns how many objects it had copied
 */
async function killAndFinish(t: ExecutionContext, killAt: KillAt): Promise<number> {
	const {session, server, repository} = scene;
	const setting = await jobSetting(t, server, repository);
	const name = `killed_${randomUUID().slice(0, 8)}`;
	const plan = await backupOf(scene, name);
	const {id, isKilled} = await runKilled(setting, {kind: 'backup', plan}, killAt);
	t.true(isKilled);
	const restore = await milvaultIn(setting, ['restore', name, '--json']);
	t.like(restore.result, {error: {code: 'backup-unfinished'}});
	const atKill = await readBackupObjects(session, name);
	await finishBackup(t, scene, setting, {id, name, atKill});
	return binlogsOf(atKill).size;
}

const all = binlogsOf(scene.objects).size;

for (const [when, killAt, [min, max]] of [
	[
		'after the first cut was written down',
		{on: 'journal', name: 'collection-cut', nth: 1, when: 'after'},
		[0, all],
	],
	['in the middle of copying', {on: 'object', nth: 9}, [9, all]],
	[
		'after a collection was copied, before that was written down',
		{on: 'journal', name: 'collection-copied', nth: 1, when: 'before'},
		[4, all],
	],
	[
		'between the files that make it a backup',
		{on: 'put', name: 'meta/full_meta.json', nth: 1, when: 'after'},
		[all, all],
	],
] as const) {
	test.serial(`a backup that is killed ${when} is continued, nothing copied twice`, async t => {
		const copied = await killAndFinish(t, killAt);
		t.true(copied >= min && copied <= max, String(copied));
	});
}
