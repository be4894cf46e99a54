import {planBackup} from '../engine/plan-backup.js';
import {planCopy} from '../engine/plan-copy.js';
import {goingOf, planPrune} from '../engine/plan-prune.js';
import type {StepWork} from '../engine/run-schedule.js';
import type {Session} from '../engine/session.js';
import type {JobWork} from '../model/jobs.js';
import {MilvaultError, toMilvaultError} from '../model/milvault-error.js';
import {continuableBackups} from './continuable-backups.js';
import {knownJobs} from './known-jobs.js';

/**
 * What a step of a schedule's run is to do, planned now. Receivers of `notify` are told of a plan
 * that fails, as they are of a job.
 *
 * @param session for a copy, one with its target *
 * @param options.isSeen a person sees the error
 * @throws retention-empty where the repository has no policy any more, and what planning throws
 */
export async function stepWork(
	session: Session,
	step: StepWork,
	options: {
		stateDir: string;
		mask: (text: string) => string;
		isSeen?: boolean;
		signal?: AbortSignal;
	},
): Promise<JobWork> {
	try {
		return await plan(session, step, options);
	} catch (thrown) {
		const error = toMilvaultError(thrown);
		if (session.settings.notify && error.code !== 'cancelled' && !options.isSeen) {
			const {notifyOfError} = await import('../notify/notify-job.js');
			await notifyOfError(session.settings, kinds[step.kind], error, {
				...options,
				cluster: session.cluster.name,
				repository: session.repository.name,
			});
		}

		throw error;
	}
}

const kinds = {create: 'backup', verify: 'verify', prune: 'prune', copy: 'copy'} as const;

async function plan(
	session: Session,
	step: StepWork,
	{stateDir, signal}: {stateDir: string; signal?: AbortSignal},
): Promise<JobWork> {
	switch (step.kind) {
		case 'create': {
			return {
				kind: 'backup',
				plan: await planBackup(session, step.request, {knownJobs: knownJobs(stateDir)}),
			};
		}

		case 'copy': {
			const {names} = step;
			return {kind: 'copy', names, plan: await planCopy(session, {names}, {signal})};
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
			const pruning = await planPrune(session, retention, {continuable, signal});
			return {kind: 'prune', names: goingOf(pruning).map(({name}) => name), plan: pruning};
		}
	}
}
