import {randomUUID} from 'node:crypto';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ExecutionContext} from 'ava';
import {planCopy} from '../../../source/engine/plan-copy.js';
import type {CopyPlan} from '../../../source/model/copies.js';
import type {StorageSettings} from '../../../source/settings/settings.js';
import {copyScene, type CopyScene} from '../backups/copy-scene.js';
import {runKilledJob} from './run-killed-job.js';
import type {KillAt, KilledJob} from './killed-job.js';

export type KillCopyScene = CopyScene & {
	plan: CopyPlan;
	/**
	 * Copies as a job in a process that is killed (-9) at a step; without one to its end.
	 *
	 * @param id of a job to continue
	 */
	run: (killAt?: KillAt, id?: string) => Promise<{id: string; isKilled: boolean}>;
	/** When each binlog in the target was written, in ms, by its key. */
	times: () => Promise<Map<string, number>>;
};

/** All backups of a copy scene, to a place that is empty. */
export async function killCopyScene(
	t: ExecutionContext,
	to?: StorageSettings,
): Promise<KillCopyScene> {
	const stateDir = await mkdtemp(join(tmpdir(), 'milvault-state-'));
	t.teardown(async () => rm(stateDir, {recursive: true, force: true}));
	const scene = await copyScene(t, {to});
	const plan = await planCopy(scene.session, {});
	return {
		...scene,
		plan,
		async run(killAt, id = randomUUID()) {
			const names = plan.backups.map(({name}) => name);
			const payload: KilledJob = {
				handover: {
					id,
					stateDir,
					settings: scene.settings,
					choice: {cluster: 'fake', repository: 'r', target: 'to'},
					work: {kind: 'copy', names, plan},
				},
				killAt,
			};
			const {isKilled} = await runKilledJob(payload);
			return {id, isKilled};
		},
		async times() {
			const {storage} = await scene.session.targetPlace();
			const times = new Map<string, number>();
			try {
				for await (const {key, modifiedAt} of storage.list('')) {
					if (key.includes('/binlogs/')) {
						times.set(key, modifiedAt?.getTime() ?? 0);
					}
				}
			} catch {
				// The directory that the first write makes.
			}

			return times;
		},
	};
}
