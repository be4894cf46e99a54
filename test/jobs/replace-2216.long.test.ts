import test from 'ava';
import {finishRestore, restoreOf} from '../helpers/jobs/finish-restore.js';
import {jobSetting, runKilled} from '../helpers/jobs/job-setting.js';
import {openKillScene} from '../helpers/jobs/kill-scene.js';
import type {KillAt} from '../helpers/jobs/killed-job.js';
import {titleOf} from '../helpers/jobs/kill-steps.js';
import {assertNothingLost, makeOld} from '../helpers/jobs/old-collection.js';
import {servers} from '../helpers/servers/servers.js';

/* Replacing on the oldest Milvus, killed in the swap. */

const scene = await openKillScene(servers().milvus2216);

test.after.always(async () => {
	await scene.close();
});

const kills: KillAt[] = [
	{on: 'call', name: 'RenameCollection', nth: 1, when: 'after'},
	{on: 'call', name: 'DropCollection', nth: 1, when: 'before'},
];

for (const killAt of kills) {
	test.serial(
		`Milvus 2.2.16: a replacement is killed ${titleOf(killAt)}, and continued`,
		async t => {
			const to = scene.newDb();
			const setting = await jobSetting(t, scene.server, scene.repository);
			const old = await makeOld(scene, to, 'plain');
			const options = {only: 'plain', onConflict: 'replace'} as const;
			const plan = await restoreOf(scene, to, options);
			const {id, isKilled} = await runKilled(setting, {kind: 'restore', plan}, killAt);
			t.true(isKilled);
			const successor = scene.collections.get('plain')!;
			await assertNothingLost(t, scene, old, {jobId: id, successor});
			await finishRestore(t, scene, setting, {
				id,
				plan,
				...options,
				to,
				aliases: {plain: [old.alias]},
			});
		},
	);
}
