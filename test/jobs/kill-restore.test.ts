import test from 'ava';
import {makeAppendTarget} from '../helpers/jobs/append-target.js';
import {readStagedObjects} from '../helpers/jobs/backup-objects.js';
import {finishRestore, namesIn, restoreOf} from '../helpers/jobs/finish-restore.js';
import {jobSetting, milvaultIn, runKilled} from '../helpers/jobs/job-setting.js';
import type {KillAt} from '../helpers/jobs/killed-job.js';
import {openKillScene} from '../helpers/jobs/kill-scene.js';
import {assertNothingLost, makeOld} from '../helpers/jobs/old-collection.js';
import {servers} from '../helpers/servers/servers.js';

/* A restore whose process is killed (-9) at a step, and what becomes of it. */

const scene = await openKillScene(servers().milvus235, {isStaged: true});
const {client} = scene;

test.after.always(async () => {
	await scene.close();
});

type Moment = {
	title: string;
	options: {only: 'items' | 'plain'; onConflict?: 'replace' | 'append'};
	/** One after another: each in the run that continues the one before. */
	kills: readonly KillAt[];
	/** How many temporary copies there are at the first kill, at least. */
	minCopies?: number;
	/** What the last kill leaves in the database, by the job's short id. */
	names?: (id: string) => string[];
	command: 'continue' | 'clean';
};

const nameless = {on: 'call', name: 'RenameCollection', nth: 1, when: 'after'} as const;
const bothAside = (id: string): string[] => [`plain_milvault_${id}`, `plain_old_${id}`];

const moments: readonly Moment[] = [
	{
		title:
			'a restore that is killed in the middle of copying, before and after it asked for an import, and after the imports, is continued: nothing is copied or imported twice',
		options: {only: 'items'},
		kills: [
			{on: 'object', nth: 5},
			// Never asked for.
			{on: 'journal', name: 'import-submitting', nth: 1, when: 'after'},
			// Submitted, and the answer was not recorded.
			{on: 'journal', name: 'import-submitted', nth: 1, when: 'before'},
			{on: 'journal', name: 'import-ended', nth: 1, when: 'after'},
			{on: 'journal', name: 'swapping', nth: 1, when: 'before'},
		],
		minCopies: 5,
		names: id => [`items_milvault_${id}`],
		command: 'continue',
	},
	{
		title:
			'a replacement that is killed when the name is missing is continued: the new collection has the name, and the old alias',
		options: {only: 'plain', onConflict: 'replace'},
		kills: [nameless],
		names: bothAside,
		command: 'continue',
	},
	{
		title:
			'a replacement that is killed when the name is missing is cleaned: the old collection has its name, rows and alias',
		options: {only: 'plain', onConflict: 'replace'},
		kills: [nameless],
		names: bothAside,
		command: 'clean',
	},
	{
		title: 'an append that is killed before it saw the answer to its import adds every row once',
		options: {only: 'plain', onConflict: 'append'},
		kills: [{on: 'call', name: 'Import', nth: 1, when: 'after'}],
		command: 'continue',
	},
];

for (const {title, options, kills, minCopies = 0, names, command} of moments) {
	test.serial(title, async t => {
		const {only, onConflict} = options;
		const to = scene.newDb();
		const setting = await jobSetting(t, scene.server, scene.repository);
		const old = onConflict === 'replace' ? await makeOld(scene, to, only) : undefined;
		const there = onConflict === 'append' ? await makeAppendTarget(scene, to, [only]) : undefined;
		const plan = await restoreOf(scene, to, options);
		let id: string | undefined;
		let copied: Awaited<ReturnType<typeof readStagedObjects>> | undefined;
		for (const killAt of kills) {
			const run = await runKilled(setting, {kind: 'restore', plan}, killAt, id);
			t.true(run.isKilled, JSON.stringify(killAt));
			id = run.id;
			const staged = await readStagedObjects(scene.session, id);
			copied ??= staged;
			t.true(copied.size >= minCopies);
			for (const [key, object] of copied) {
				t.deepEqual(staged.get(key), object, `${key} was copied twice`);
			}
		}

		if (names) {
			t.deepEqual(await namesIn(client, to), names(id!.slice(0, 8)));
		}

		const successor = scene.collections.get(only)!;
		const where = async () => old && assertNothingLost(t, scene, old, {jobId: id!, successor});
		t.is(await where(), old && 'aside');
		if (command === 'clean') {
			const {exitCode, stderr} = await milvaultIn(setting, ['jobs', 'clean', id!]);
			t.is(exitCode, 0, stderr);
			t.is(await where(), 'there');
			t.deepEqual(await namesIn(client, to), [only]);
			return;
		}

		const aliases = old && {[only]: [old.alias]};
		await finishRestore(t, scene, setting, {id: id!, plan, only, to, there, aliases});
	});
}
