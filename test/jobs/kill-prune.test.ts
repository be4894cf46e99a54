import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {planPrune} from '../../source/engine/plan-prune.js';
import {pruneBackups} from '../../source/engine/prune-backups.js';
import {everyTwelveHours, pruneScene} from '../helpers/jobs/kill-prune.js';
import type {KillAt} from '../helpers/jobs/killed-job.js';

/*
 * A prune whose process is killed (-9) at a step, and then continued, or run again by a machine that
 * knows nothing of it. kill-prune.long.test.ts does it at every step, on MinIO.
 */

const policy = {keepLast: 2, keepWeekly: 2};

for (const [title, killAt] of [
	[
		'when it is written down that a backup is about to go',
		{on: 'journal', name: 'pruning', nth: 2, when: 'after'},
	],
	[
		'when the first file of a backup is deleted',
		{on: 'delete', name: 'meta/backup_meta.json', nth: 2, when: 'after'},
	],
	[
		'when the last file that names a backup is deleted',
		{on: 'delete', name: 'meta/milvault.json', nth: 3, when: 'after'},
	],
	[
		'when nothing of a backup is left but its lock',
		{on: 'delete', name: 'meta/milvault/deleting.json', nth: 2, when: 'after'},
	],
	[
		'before it is written down that a backup is gone',
		{on: 'journal', name: 'pruned', nth: 4, when: 'before'},
	],
] as ReadonlyArray<[string, KillAt]>) {
	for (const how of ['continued', 'planned again'] as const) {
		test(`a prune that is killed ${title} and ${how} ends as one that was not killed, and nothing is left over`, async t => {
			const path = await mkdtemp(join(tmpdir(), 'milvault-repository-'));
			t.teardown(async () => rm(path, {recursive: true, force: true}));
			const [first, ...others] = everyTwelveHours(12);
			const scene = await pruneScene(
				t,
				{type: 'local', path},
				{backups: [{...first!, state: 'partial'}, ...others], policy},
			);
			const {id, isKilled} = await scene.run(killAt);
			t.true(isKilled);
			t.notDeepEqual(await scene.keys(), scene.wanted);
			if (how === 'continued') {
				await scene.run(undefined, id);
			} else {
				const plan = await planPrune(scene.session, policy);
				const result = await pruneBackups(scene.session, plan);
				t.is(result.outcome, 'complete');
			}

			t.deepEqual(await scene.keys(), scene.wanted);
			const names = (await planPrune(scene.session, policy)).backups.map(({name}) => name);
			t.deepEqual(
				names,
				scene.plan.backups.filter(({isKept}) => isKept).map(({name}) => name),
			);
		});
	}
}
