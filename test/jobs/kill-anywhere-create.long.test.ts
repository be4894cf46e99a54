import {randomUUID} from 'node:crypto';
import test, {type ExecutionContext} from 'ava';
import {readBackupObjects} from '../helpers/jobs/backup-objects.js';
import {jobsOf} from '../helpers/jobs/continue-job.js';
import {assertRestorable, backupOf, finishBackup} from '../helpers/jobs/finish-backup.js';
import {
	jobSetting,
	journalled,
	milvaultIn,
	runKilled,
	type JobSetting,
} from '../helpers/jobs/job-setting.js';
import {openKillScene} from '../helpers/jobs/kill-scene.js';
import type {KillAt} from '../helpers/jobs/killed-job.js';
import {atSteps, titleOf} from '../helpers/jobs/kill-steps.js';
import {seededRandom, testSeed} from '../helpers/runner/seeded-random.js';
import {servers} from '../helpers/servers/servers.js';

/* Backups that are killed (-9) before and after every step that they write down, and anywhere. */

const scene = await openKillScene(servers().milvus235);
/** Backups that are restored in full besides. */
const sampled = 5;

test.after.always(async () => {
	await scene.close();
});

const steps = {
	started: 1,
	'collection-cut': 2,
	'collection-copied': 2,
	ended: 1,
} as const;

test.serial('these are the steps that a backup writes down', async t => {
	const setting = await newSetting(t);
	const plan = await backupOf(scene, 'steps');
	const {id} = await runKilled(setting, {kind: 'backup', plan}, undefined);
	t.deepEqual(
		(await journalled(setting, id)).toSorted(),
		Object.entries(steps)
			.flatMap(([name, times]) => Array.from({length: times}, () => name))
			.toSorted(),
	);
});

const kills: KillAt[] = [
	...atSteps('journal', steps),
	...atSteps('put', {
		'.jsonl': 2,
		'meta/milvault.json': 1,
		'meta/collection_meta.json': 1,
		'meta/partition_meta.json': 1,
		'meta/segment_meta.json': 1,
		'meta/full_meta.json': 1,
		'meta/backup_meta.json': 1,
	}),
	{on: 'object', nth: 1},
	{on: 'object', nth: 21},
];
const restored = sample(kills.length, 'steps');

for (const [index, killAt] of kills.entries()) {
	test.serial(`a backup is killed ${titleOf(killAt)}`, async t => {
		const setting = await newSetting(t);
		const name = newName();
		const plan = await backupOf(scene, name);
		const {id, isKilled} = await runKilled(setting, {kind: 'backup', plan}, killAt);
		t.true(isKilled, 'that step never came');
		await finish(t, setting, {id, name, isRestored: restored.has(index)});
	});
}

test.serial('a backup is killed after each new step, one after another', async t => {
	const setting = await newSetting(t);
	const name = newName();
	const plan = await backupOf(scene, name);
	const work = {kind: 'backup', plan} as const;
	const id = randomUUID();
	const killAt = {on: 'news'} as const;
	let kills = 0;
	while ((await runKilled(setting, work, killAt, id)).isKilled) {
		kills++;
	}

	// Started, cut, copied, ended; what both collections reach at once counts once.
	t.true(kills >= 4, `${kills} kills`);
	await finish(t, setting, {id, name, isRestored: true});
});

const runs = 20;
const restoredRuns = sample(runs, 'runs');

for (let run = 1; run <= runs; run++) {
	test.serial(`a backup is killed anywhere, ${run} of ${runs}`, async t => {
		const random = seededRandom(`create ${run}`);
		const setting = await newSetting(t);
		const name = newName();
		const args = ['create', '--name', name, '--filter', `${scene.db}.*`];
		const lines = [2 + random.below(36)];
		while (random.below(3) === 0) {
			lines.push(2 + random.below(36));
		}

		t.log(`MILVAULT_TEST_SEED=${testSeed}: killed at line ${lines.join(', ')}`);
		await milvaultIn(setting, [...args, '--json'], lines[0]);
		const [job] = await jobsOf(setting);
		const id = String(job?.['id']);
		for (const line of lines.slice(1)) {
			await milvaultIn(setting, ['jobs', 'continue', id, '--json'], line);
		}

		await finish(t, setting, {id, name, isRestored: restoredRuns.has(run - 1)});
	});
}

async function newSetting(t: ExecutionContext): Promise<JobSetting> {
	return jobSetting(t, scene.server, scene.repository);
}

function newName(): string {
	return `killed_${randomUUID().slice(0, 8)}`;
}

async function finish(
	t: ExecutionContext,
	setting: JobSetting,
	{id, name, isRestored}: {id: string; name: string; isRestored: boolean},
): Promise<void> {
	const atKill = await readBackupObjects(scene.session, name);
	await finishBackup(t, scene, setting, {id, name, atKill});
	if (isRestored) {
		await assertRestorable(t, scene, setting, name);
	}
}

function sample(count: number, name: string): ReadonlySet<number> {
	const random = seededRandom(name);
	const chosen = new Set<number>();
	while (chosen.size < sampled) {
		chosen.add(random.below(count));
	}

	return chosen;
}
