import test from 'ava';
import {listBackups} from '../../source/engine/list-backups.js';
import {openSession} from '../../source/engine/open-session.js';
import {filesOf} from '../helpers/backups/copy-scene.js';
import {killCopyScene} from '../helpers/jobs/kill-copy.js';
import type {KillAt} from '../helpers/jobs/killed-job.js';

/*
 * A copy to a directory whose process is killed (-9) at a step, and then continued, or done by
 * another job that knows nothing of it. kill-copy.long.test.ts does it at random, on MinIO.
 */

for (const [title, killAt] of [
	['in the middle of a backup', {on: 'object', nth: 40}],
	[
		'when the record of a backup stands where its claim was',
		{on: 'put', name: 'meta/milvault.json', nth: 1, when: 'after'},
	],
	[
		'before a backup by milvus-backup is visible',
		{on: 'put', name: 'hello_peer/meta/backup_meta.json', nth: 1, when: 'before'},
	],
	['before its claim is gone', {on: 'delete', name: 'meta/milvault.json', nth: 1, when: 'before'}],
] as ReadonlyArray<[string, KillAt]>) {
	for (const how of ['continued', 'begun again'] as const) {
		test(`a copy that is killed ${title} and ${how} sends nothing twice, and ends as one that was not killed`, async t => {
			const scene = await killCopyScene(t);
			const {id, isKilled} = await scene.run(killAt);
			t.true(isKilled);
			const before = await scene.times();
			using there = await openSession(scene.settings, {repository: 'to'});
			t.true((await listBackups(there)).some(({state}) => state !== 'complete'));
			await scene.run(undefined, how === 'continued' ? id : undefined);
			const after = await scene.times();
			for (const [key, time] of before) {
				t.is(after.get(key), time, key);
			}

			for (const {name} of scene.plan.backups) {
				t.deepEqual(await filesOf(scene.to, name), await filesOf(scene.from, name));
			}

			t.true((await listBackups(there)).every(({state}) => state === 'complete'));
		});
	}
}
