import {text} from 'node:stream/consumers';
import type {ExecutionContext} from 'ava';
import {backupKey} from '../../../source/engine/repository/backup-keys.js';
import {planBackup} from '../../../source/engine/plan-backup.js';
import type {BackupPlan} from '../../../source/model/plans.js';
import {dropDatabase} from '../milvus/drop-database.js';
import {binlogsOf, readBackupObjects, readLocks, type Objects} from './backup-objects.js';
import {continueJob} from './continue-job.js';
import {assertRestored} from './finish-restore.js';
import {milvaultIn, type JobSetting} from './job-setting.js';
import type {KillScene} from './kill-scene.js';

/** A backup of all of the scene's collections. */
export async function backupOf({session, db}: KillScene, name: string): Promise<BackupPlan> {
	return planBackup(session, {
		name,
		filter: `${db}.*`,
		strategy: 'auto',
		withRbac: false,
	});
}

/**
 * Continues a backup that was killed, and compares it with the one that was not: the same
 * objects with the same content, listed in the same sums, and nothing beside them; what was copied
 * before the kill is still that copy.
 *
 * @param atKill its objects after the kill
 */
export async function finishBackup(
	t: ExecutionContext,
	scene: KillScene,
	setting: JobSetting,
	{id, name, atKill}: {id: string; name: string; atKill: Objects},
): Promise<void> {
	const {session, reference} = scene;
	await continueJob(t, setting, id);
	const objects = await readBackupObjects(session, name);
	t.deepEqual(contentsOf(objects), contentsOf(scene.objects));
	t.deepEqual([...objects.keys()], [...scene.objects.keys()]);
	for (const key of objects.keys()) {
		if (key.startsWith('meta/milvault/')) {
			t.is(await layoutBody(scene, name, key), await layoutBody(scene, reference, key));
		}
	}

	for (const [key, before] of binlogsOf(atKill)) {
		t.deepEqual(objects.get(key), before, `${key} was copied twice`);
	}

	const {exitCode, result, stderr} = await milvaultIn(setting, ['get', name, '--json']);
	t.is(exitCode, 0, stderr);
	t.like(result, {backup: {state: 'complete', rows: scene.rows}});
	t.deepEqual([...(await readLocks(session, name)).keys()], []);
}

/** Restores a backup by the built program and compares every row. */
export async function assertRestorable(
	t: ExecutionContext,
	scene: KillScene,
	setting: JobSetting,
	name: string,
): Promise<void> {
	const to = scene.newDb();
	const {exitCode, stdout, stderr} = await milvaultIn(setting, [
		'restore',
		name,
		'--rename',
		`${scene.db}.*:${to}.*`,
	]);
	t.is(exitCode, 0, `${stdout}\n${stderr}`);
	await assertRestored(t, scene, {to});
	await dropDatabase(scene.client, to);
}

/** Size and checksum of every binlog. */
function contentsOf(objects: Objects): Record<string, string> {
	return Object.fromEntries(
		[...binlogsOf(objects)].map(([key, {sizeBytes, checksum}]) => [
			key,
			`${sizeBytes} ${checksum}`,
		]),
	);
}

async function layoutBody({session}: KillScene, name: string, key: string): Promise<string> {
	const place = await session.repositoryPlace();
	return text(await place.storage.get(backupKey(place, name, key)));
}
