import test from 'ava';
import {continueJob} from '../helpers/jobs/continue-job.js';
import {openInsertScene} from '../helpers/jobs/insert-scene.js';
import {runKilled} from '../helpers/jobs/job-setting.js';
import type {KillAt} from '../helpers/jobs/killed-job.js';
import {titleOf} from '../helpers/jobs/kill-steps.js';
import {seededRandom, testSeed} from '../helpers/runner/seeded-random.js';

/* Restores that insert small partitions, killed (-9) at random moments, some several times. */

const runs = 10;
const moments = [
	['call', 'Insert', 7],
	['call', 'CreatePartition', 8],
	['call', 'Flush', 1],
	['call', 'GetPartitionStatistics', 14],
	['journal', 'inserting', 7],
	['journal', 'inserted', 7],
	['journal', 'import-submitted', 1],
	['journal', 'import-ended', 1],
	['journal', 'swapping', 1],
] as const;
/** What only a continued restore does. */
const later = [...moments, ['call', 'DropPartition', 3], ['call', 'DropPartition', 3]] as const;

for (const server of ['milvus235local', 'milvus2216'] as const) {
	test.serial(`${server}: killed at ${runs} random moments, no row is lost or doubled`, async t => {
		t.timeout(60 * 60_000);
		const {setting, newPlan, assertWhole} = await openInsertScene(t, server, 'words');
		for (let run = 1; run <= runs; run++) {
			const random = seededRandom(`inserts ${server} ${run}`);
			const {to, plan} = await newPlan();
			const work = {kind: 'restore', plan} as const;
			const kills = 1 + random.below(3);
			let id: string | undefined;
			for (let kill = 0; kill < kills; kill++) {
				const known = kill === 0 ? moments : later;
				const [on, name, times] = known[random.below(known.length)]!;
				const killAt: KillAt = {
					on,
					name,
					nth: 1 + random.below(times),
					when: random.below(2) === 0 ? 'before' : 'after',
				};
				t.log(`MILVAULT_TEST_SEED=${testSeed}: run ${run} is killed ${titleOf(killAt)}`);
				// A step that does not come any more: the restore is complete.
				const killed = await runKilled(setting, work, killAt, id);
				({id} = killed);
				if (!killed.isKilled) {
					break;
				}
			}

			await continueJob(t, setting, id!);
			await assertWhole(t, to);
		}
	});
}
