import test from 'ava';
import {makeAppendTarget} from '../helpers/jobs/append-target.js';
import {readStagedObjects} from '../helpers/jobs/backup-objects.js';
import {finishRestore, namesIn, restoreOf} from '../helpers/jobs/finish-restore.js';
import {jobSetting, milvaultIn, runKilled} from '../helpers/jobs/job-setting.js';
import {openKillScene} from '../helpers/jobs/kill-scene.js';
import {assertNothingLost, makeOld} from '../helpers/jobs/old-collection.js';
import {servers} from '../helpers/servers/servers.js';

/* A restore whose process is killed (-9) at a step, and what becomes of it. */

const scene = await openKillScene(servers().milvus235, {isStaged: true});
const {client} = scene;

test.after.always(async () => {
	await scene.close();
});

test.serial(
	'a restore that is killed in the middle of copying, before and after it asked for an import, and after the imports, is continued: nothing is copied or imported twice',
	async t => {
		const to = scene.newDb();
		const setting = await jobSetting(t, scene.server, scene.repository);
		const plan = await restoreOf(scene, to, {only: 'items'});
		const work = {kind: 'restore', plan} as const;
		const {id} = await runKilled(setting, work, {on: 'object', nth: 5});
		const copied = await readStagedObjects(scene.session, id);
		t.true(copied.size >= 5);
		for (const killAt of [
			// Never asked for.
			{on: 'journal', name: 'import-submitting', nth: 1, when: 'after'},
			// Submitted, and the answer was not recorded.
			{on: 'journal', name: 'import-submitted', nth: 1, when: 'before'},
			{on: 'journal', name: 'import-ended', nth: 1, when: 'after'},
			{on: 'journal', name: 'swapping', nth: 1, when: 'before'},
		] as const) {
			const {isKilled} = await runKilled(setting, work, killAt, id);
			t.true(isKilled, killAt.name);
			const staged = await readStagedObjects(scene.session, id);
			for (const [key, object] of copied) {
				t.deepEqual(staged.get(key), object, `${key} was copied twice`);
			}
		}

		t.deepEqual(await namesIn(client, to), [`items_milvault_${id.slice(0, 8)}`]);
		await finishRestore(t, scene, setting, {id, plan, to, only: 'items'});
	},
);

for (const isCleaned of [false, true]) {
	test.serial(
		isCleaned
			? 'a replacement that is killed when the name is missing is cleaned: the old collection has its name, rows and alias'
			: 'a replacement that is killed when the name is missing is continued: the new collection has the name, and the old alias',
		async t => {
			const to = scene.newDb();
			const setting = await jobSetting(t, scene.server, scene.repository);
			const old = await makeOld(scene, to, 'plain');
			const options = {only: 'plain', onConflict: 'replace'} as const;
			const plan = await restoreOf(scene, to, options);
			const {id, isKilled} = await runKilled(
				setting,
				{kind: 'restore', plan},
				{on: 'call', name: 'RenameCollection', nth: 1, when: 'after'},
			);
			t.true(isKilled);
			const shortId = id.slice(0, 8);
			t.deepEqual(await namesIn(client, to), [`plain_milvault_${shortId}`, `plain_old_${shortId}`]);
			const successor = scene.collections.get('plain')!;
			const stands = {jobId: id, successor};
			t.is(await assertNothingLost(t, scene, old, stands), 'aside');
			if (isCleaned) {
				const {exitCode, stderr} = await milvaultIn(setting, ['jobs', 'clean', id]);
				t.is(exitCode, 0, stderr);
				t.is(await assertNothingLost(t, scene, old, stands), 'there');
				t.deepEqual(await namesIn(client, to), ['plain']);
				return;
			}

			const aliases = {plain: [old.alias]};
			await finishRestore(t, scene, setting, {
				id,
				plan,
				...options,
				to,
				aliases,
			});
		},
	);
}

test.serial(
	'an append that is killed before it saw the answer to its import adds every row once',
	async t => {
		const to = scene.newDb();
		const setting = await jobSetting(t, scene.server, scene.repository);
		const there = await makeAppendTarget(scene, to, ['plain']);
		const options = {only: 'plain', onConflict: 'append'} as const;
		const plan = await restoreOf(scene, to, options);
		const {id, isKilled} = await runKilled(
			setting,
			{kind: 'restore', plan},
			{on: 'call', name: 'Import', nth: 1, when: 'after'},
		);
		t.true(isKilled);
		await finishRestore(t, scene, setting, {id, plan, ...options, to, there});
	},
);
