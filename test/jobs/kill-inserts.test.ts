import test from 'ava';
import type {RestorePlan} from '../../source/model/plans.js';
import {continueJob} from '../helpers/jobs/continue-job.js';
import {openInsertScene} from '../helpers/jobs/insert-scene.js';
import {milvaultIn, runKilled} from '../helpers/jobs/job-setting.js';

/* A restore that inserts small partitions, killed (-9) at a step; kill-inserts.long has more. */

test('a restore that is killed while it inserts is continued: none of the rows is lost or doubled', async t => {
	const {setting, newPlan, assertWhole} = await openInsertScene(t, 'milvus235local', 'words');
	const {to, plan} = await newPlan();
	const importing = ['restore', 'zoo', '--suffix', '_imported', '--imports-only'];
	const {lines} = await milvaultIn(setting, [...importing, '--dry-run', '--json']);
	t.like(lines[0], {type: 'plan', plan: {request: {importsOnly: true}}});
	const {collections} = lines[0]!['plan'] as RestorePlan;
	t.like(collections[0], {importJobs: 8, insertedPartitions: undefined});
	const work = {kind: 'restore', plan} as const;
	// Milvus has the rows, and it was not written down.
	const {id, isKilled} = await runKilled(setting, work, {
		on: 'call',
		name: 'Insert',
		nth: 3,
		when: 'after',
	});
	t.true(isKilled);
	await continueJob(t, setting, id);
	await assertWhole(t, to);
});
