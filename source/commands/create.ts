import {createBackup} from '../engine/create-backup.js';
import {planBackup} from '../engine/plan-backup.js';
import {exitCodeOfResult} from '../model/result-exit-code.js';
import type {BackupStrategy} from '../model/plans.js';
import {backupPlanLines} from './lines/backup-plan.js';
import {backupResultLines} from './lines/backup-result.js';
import {failureLines} from './lines/failures.js';
import {warningLines} from './lines/warnings.js';
import {watchJob} from './live/watch-job.js';
import {done, type CommandEnd, type Context} from './shared/context.js';
import {expandName} from './shared/expand-name.js';
import {typedCommand} from './shared/typed-command.js';
import {untilAborted} from './shared/until-aborted.js';
import {everything, withSession} from './shared/with-session.js';

export type CreateOptions = {
	name?: string;
	filter?: string;
	strategy?: BackupStrategy;
	rbac?: boolean;
	dryRun?: boolean;
};

/** `milvault create`: plan, progress, and what was done and checked. */
export async function create(
	context: Context,
	options: CreateOptions,
): Promise<CommandEnd> {
	const {output, signal, globals} = context;
	return withSession(context, everything, async session => {
		const plan = await untilAborted(
			planBackup(session, {
				name:
					options.name === undefined
						? undefined
						: expandName(options.name, new Date()),
				filter: options.filter,
				strategy: options.strategy ?? 'auto',
				withRbac: options.rbac ?? false,
			}),
			signal,
		);
		const {messages, columns} = output;
		const texts = messages.commands;
		const isDryRun = options.dryRun ?? false;
		output.emit({type: 'plan', plan});
		output.print(
			...backupPlanLines(plan, {messages, columns, isWhole: isDryRun}),
			'',
		);
		output.note(...warningLines(plan.warnings, output));
		if (isDryRun) {
			output.print(texts.dryRun);
			return done({isDryRun, name: plan.name});
		}

		const result = await watchJob(context, plan, async onEvent =>
			createBackup(session, plan, {signal, onEvent}),
		);
		output.note(...failureLines(result.collections, output));
		output.print(
			...backupResultLines(result, {
				messages,
				strategy: plan.strategy,
				restoreCommand: typedCommand(
					['restore', '--name', result.name, '--suffix', '_restored'],
					globals,
				),
			}),
		);
		return {
			outcome: result.outcome,
			exitCode: exitCodeOfResult({
				outcome: result.outcome,
				errors: result.collections.map(({error}) => error),
			}),
			result,
		};
	});
}
