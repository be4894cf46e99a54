import {planBackup} from '../engine/plan-backup.js';
import {goingOf, planPrune} from '../engine/plan-prune.js';
import type {StepWork} from '../engine/run-schedule.js';
import type {Session} from '../engine/session.js';
import type {JobWork} from '../model/jobs.js';
import {MilvaultError} from '../model/milvault-error.js';
import {continuableBackups} from './continuable-backups.js';
import {knownJobs} from './known-jobs.js';

/**
 * What a step of a schedule's run is to do, planned now.
 *
 * @throws retention-empty where the repository has no policy any more, and what planning throws
 */
export async function stepWork(
	session: Session,
	step: StepWork,
	{stateDir, signal}: {stateDir: string; signal?: AbortSignal},
): Promise<JobWork> {
	switch (step.kind) {
		case 'create': {
			const plan = await planBackup(session, step.request, {knownJobs: knownJobs(stateDir)});
			return {kind: 'backup', plan};
		}

		case 'verify': {
			return step;
		}

		case 'prune': {
			const {retention} = session.repository;
			if (!retention) {
				throw new MilvaultError('retention-empty', {given: []});
			}

			const continuable = await continuableBackups(stateDir);
			const plan = await planPrune(session, retention, {continuable, signal});
			return {kind: 'prune', names: goingOf(plan).map(({name}) => name), plan};
		}
	}
}
