import {randomUUID} from 'node:crypto';
import test from 'ava';
import {makeAppendTarget} from '../helpers/jobs/append-target.js';
import {jobsOf} from '../helpers/jobs/continue-job.js';
import {finishRestore, restoreOf} from '../helpers/jobs/finish-restore.js';
import {jobSetting, journalled, milvaultIn, runKilled} from '../helpers/jobs/job-setting.js';
import {openKillScene} from '../helpers/jobs/kill-scene.js';
import {atSteps, titleOf} from '../helpers/jobs/kill-steps.js';
import {assertNothingLost, makeOld} from '../helpers/jobs/old-collection.js';
import {seededRandom, testSeed} from '../helpers/runner/seeded-random.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {servers} from '../helpers/servers/servers.js';

/*
 * Restores that are killed (-9) before and after every step that they write down, in every step of
 * a replacement, and anywhere.
 */

const scene = await openKillScene(servers().milvus235);

test.after.always(async () => {
	await scene.close();
});

const steps = {
	started: 1,
	'database-created': 1,
	creating: 2,
	created: 2,
	'import-submitting': 3,
	'import-submitted': 3,
	'import-ended': 3,
	swapping: 2,
	'collection-ended': 2,
	ended: 1,
} as const;

test.serial('these are the steps that a restore writes down', async t => {
	const to = scene.newDb();
	const setting = await jobSetting(t, scene.server, scene.repository);
	const plan = await restoreOf(scene, to);
	const {id} = await runKilled(setting, {kind: 'restore', plan}, undefined);
	t.deepEqual(
		(await journalled(setting, id)).toSorted(),
		Object.entries(steps)
			.flatMap(([name, times]) => Array.from({length: times}, () => name))
			.toSorted(),
	);
	await dropDatabase(scene.client, to);
});

for (const killAt of atSteps('journal', steps)) {
	test.serial(`a restore is killed ${titleOf(killAt)}`, async t => {
		const to = scene.newDb();
		const setting = await jobSetting(t, scene.server, scene.repository);
		const plan = await restoreOf(scene, to);
		const {id, isKilled} = await runKilled(setting, {kind: 'restore', plan}, killAt);
		t.true(isKilled, 'that step never came');
		await finishRestore(t, scene, setting, {id, plan, to});
		await dropDatabase(scene.client, to);
	});
}

for (const killAt of [
	...atSteps('journal', {
		'import-ended': 1,
		swapping: 1,
		'collection-ended': 1,
	}),
	...atSteps('call', {RenameCollection: 2, AlterAlias: 1, DropCollection: 1}),
]) {
	test.serial(
		`a replacement is killed ${titleOf(killAt)}: at every moment all old rows, or all new ones, are there`,
		async t => {
			const to = scene.newDb();
			const setting = await jobSetting(t, scene.server, scene.repository);
			const old = await makeOld(scene, to, 'plain');
			const options = {only: 'plain', onConflict: 'replace'} as const;
			const plan = await restoreOf(scene, to, options);
			const {id, isKilled} = await runKilled(setting, {kind: 'restore', plan}, killAt);
			t.true(isKilled, 'that step never came');
			const successor = scene.collections.get('plain')!;
			await assertNothingLost(t, scene, old, {jobId: id, successor});
			const aliases = {plain: [old.alias]};
			await finishRestore(t, scene, setting, {
				id,
				plan,
				...options,
				to,
				aliases,
			});
			await dropDatabase(scene.client, to);
		},
	);
}

for (const killAt of atSteps('journal', {
	appending: 1,
	'import-submitting': 1,
	'import-submitted': 1,
	'import-ended': 1,
	'collection-ended': 1,
})) {
	test.serial(`an append is killed ${titleOf(killAt)}: every row is added once`, async t => {
		const to = scene.newDb();
		const setting = await jobSetting(t, scene.server, scene.repository);
		const there = await makeAppendTarget(scene, to, ['plain']);
		const options = {only: 'plain', onConflict: 'append'} as const;
		const plan = await restoreOf(scene, to, options);
		const {id, isKilled} = await runKilled(setting, {kind: 'restore', plan}, killAt);
		t.true(isKilled, 'that step never came');
		await finishRestore(t, scene, setting, {id, plan, ...options, to, there});
		await dropDatabase(scene.client, to);
	});
}

const runs = 20;

for (let run = 1; run <= runs; run++) {
	test.serial(`a restore is killed anywhere, ${run} of ${runs}`, async t => {
		const random = seededRandom(`restore ${run}`);
		const to = scene.newDb();
		const setting = await jobSetting(t, scene.server, scene.repository);
		const plan = await restoreOf(scene, to);
		const lines = [2 + random.below(40)];
		while (random.below(3) === 0) {
			lines.push(2 + random.below(30));
		}

		t.log(`MILVAULT_TEST_SEED=${testSeed}: killed at line ${lines.join(', ')}`);
		await milvaultIn(
			setting,
			['restore', scene.reference, '--rename', `${scene.db}.*:${to}.*`, '--json'],
			lines[0],
		);
		const [job] = await jobsOf(setting);
		const id = String(job?.['id']);
		for (const line of lines.slice(1)) {
			await milvaultIn(setting, ['jobs', 'continue', id, '--json'], line);
		}

		await finishRestore(t, scene, setting, {id, plan, to});
		await dropDatabase(scene.client, to);
	});
}

test.serial('a restore is killed after each new step, one after another', async t => {
	const to = scene.newDb();
	const setting = await jobSetting(t, scene.server, scene.repository);
	const plan = await restoreOf(scene, to);
	const work = {kind: 'restore', plan} as const;
	const id = randomUUID();
	const killAt = {on: 'news'} as const;
	let kills = 0;
	while ((await runKilled(setting, work, killAt, id)).isKilled) {
		kills++;
	}

	t.true(kills >= 12, `${kills} kills`);
	await finishRestore(t, scene, setting, {id, plan, to});
	await dropDatabase(scene.client, to);
});
