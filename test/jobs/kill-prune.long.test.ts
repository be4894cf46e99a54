import test from 'ava';
import {planPrune} from '../../source/engine/plan-prune.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {everyTwelveHours, pruneScene} from '../helpers/jobs/kill-prune.js';
import {atSteps} from '../helpers/jobs/kill-steps.js';

/** In their order, so that each kind of step is met again and again, with ever fewer backups. */
const steps = [
	...atSteps('journal', {pruning: 1, pruned: 1}),
	...atSteps('put', {'meta/milvault/deleting.json': 1}),
	...atSteps('delete', {
		'meta/backup_meta.json': 1,
		'meta/segment_meta.json': 1,
		'binlogs/insert_log/1/2/3/4/2': 1,
		'meta/milvault.json': 1,
		'meta/milvault/deleting.json': 1,
	}).filter(step => 'when' in step && step.when === 'after'),
];

test('40 backups on MinIO: a prune that is killed at every step, again and again, ends as one that was not, and nothing is left over', async t => {
	t.timeout(60 * 60_000);
	const policy = {keepLast: 10, keepWeekly: 3};
	const backups = everyTwelveHours(40).map((backup, index) => ({
		...backup,
		...(index % 9 === 4 && {state: 'partial' as const}),
		...(index % 7 === 3 && {filter: 'sales.*'}),
	}));
	const scene = await pruneScene(t, settingsOf(await newBucket(), {rootPath: 'root'}), {
		backups,
		policy,
	});
	t.true(scene.plan.backups.filter(({isKept}) => !isKept).length > 20);
	let kills = 0;
	let id: string | undefined;
	for (;;) {
		// Every third by a machine that knows nothing of the job.
		const run = await scene.run(steps[kills % steps.length], kills % 3 === 2 ? undefined : id);
		id ??= run.id;
		if (!run.isKilled) {
			break;
		}

		kills++;
		t.true(kills < 400);
	}

	t.true(kills > steps.length, String(kills));
	t.log(`${kills} kills`);
	t.deepEqual(await scene.keys(), scene.wanted);
	const {backups: left} = await planPrune(scene.session, policy);
	t.true(left.every(({isKept}) => isKept));
	t.deepEqual(
		left.map(({name}) => name),
		scene.plan.backups.filter(({isKept}) => isKept).map(({name}) => name),
	);
});
