import {knownJobs} from '../jobs/known-jobs.js';
import {stateDirectory} from '../jobs/job-files.js';
import {planBackup} from '../engine/plan-backup.js';
import {assertBackupName} from '../model/backup-name.js';
import {expandName} from '../model/expand-name.js';
import {parseFilter} from '../model/filter.js';
import {MilvaultError} from '../model/milvault-error.js';
import type {BackupPlan, BackupStrategy} from '../model/plans.js';
import {shortJobId} from '../model/short-job-id.js';
import type {LimitSettings} from '../settings/settings.js';
import {backupPlanLines} from '../render/backup-plan.js';
import {warningLines} from '../render/warnings.js';
import {done, type CommandEnd, type Context} from './shared/context.js';
import {findInterrupted} from './shared/find-interrupted.js';
import {runOrDetach} from './shared/run-or-detach.js';
import {lowerPriority} from '../utils/lower-priority.js';
import {untilAborted} from '../utils/until-aborted.js';
import {everything} from '../settings/resolve-secrets.js';
import {withQueue} from './shared/with-queue.js';
import {withSession} from './shared/with-session.js';

export type CreateOptions = {
	name?: string;
	filter?: string;
	strategy?: BackupStrategy;
	rbac?: boolean;
	onlyFailed?: boolean;
	/** Bytes a second. */
	bwlimit?: number;
	/** A second. */
	maxRequests?: number;
	/** True: on. */
	gentle?: LimitSettings['gentle'] | true;
	/** URL of the queue where workers are. */
	queue?: string;
	detach?: boolean;
	dryRun?: boolean;
};

/**
 * `milvault create`: plan, progress, and what was done and checked. The same command again
 * continues what was interrupted.
 */
export async function create(given: Context, options: CreateOptions): Promise<CommandEnd> {
	if (options.gentle !== 'off') {
		lowerPriority();
	}

	const context = withQueue(given, options.queue);
	const {output, signal} = context;
	const isDryRun = options.dryRun ?? false;
	const isDetached = options.detach ?? false;
	const name = options.name === undefined ? undefined : expandName(options.name, new Date());
	if (name !== undefined) {
		assertBackupName(name);
	}

	if (options.onlyFailed && name === undefined) {
		throw new MilvaultError('usage', {
			reason: output.messages.commands.usage.onlyFailedOf,
		});
	}

	return withSession(
		context,
		everything,
		async session => {
			const {messages, columns} = output;
			const texts = messages.commands;
			const interrupted =
				name === undefined || isDryRun
					? undefined
					: await findInterrupted(
							context,
							session,
							work => work.kind === 'backup' && isSame(work.plan, name, options),
						);
			if (interrupted) {
				const {id, work} = interrupted;
				output.note(texts.jobs.goingOn(shortJobId(id)));
				return runOrDetach(context, session, work, {id, isDetached});
			}

			const plan = await untilAborted(
				planBackup(
					session,
					{
						name,
						filter: options.filter,
						strategy: options.strategy ?? 'auto',
						withRbac: options.rbac ?? false,
						onlyFailed: options.onlyFailed,
					},
					{knownJobs: knownJobs(stateDirectory(context.environment))},
				),
				signal,
			);
			output.emit({type: 'plan', plan});
			output.print(...backupPlanLines(plan, {messages, columns, isWhole: isDryRun}), '');
			output.note(...warningLines(plan.warnings, output));
			if (isDryRun) {
				output.print(texts.dryRun);
				return done({isDryRun, name: plan.name});
			}

			return runOrDetach(context, session, {kind: 'backup', plan}, {isDetached});
		},
		options,
	);
}

/** Is this the plan that the same command made before? */
function isSame(plan: BackupPlan, name: string, options: CreateOptions): boolean {
	return (
		plan.name === name &&
		plan.filter === parseFilter(options.filter).text &&
		plan.strategy === (options.strategy ?? 'auto') &&
		plan.withRbac === (options.rbac ?? false) &&
		(plan.addsToExisting ?? false) === (options.onlyFailed ?? false)
	);
}
