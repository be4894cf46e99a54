import {planRestore} from '../engine/plan-restore.js';
import {restoreBackup} from '../engine/restore-backup.js';
import {MilvaultError} from '../model/milvault-error.js';
import type {OnConflict, RestoreRequest} from '../model/plans.js';
import {exitCodeOfResult} from '../model/result-exit-code.js';
import {failureLines} from './lines/failures.js';
import {restorePlanLines} from './lines/restore-plan.js';
import {restoreResultLines} from './lines/restore-result.js';
import {warningLines} from './lines/warnings.js';
import {watchJob} from './live/watch-job.js';
import {done, type CommandEnd, type Context} from './shared/context.js';
import {untilAborted} from './shared/until-aborted.js';
import {everything, withSession} from './shared/with-session.js';

export type RestoreOptions = {
	operands: {name?: string};
	name?: string;
	filter?: string;
	suffix?: string;
	rename?: string[];
	onConflict?: OnConflict;
	/** False with --no-index; likewise load. */
	index: boolean;
	load: boolean;
	dataOnly?: boolean;
	metaOnly?: boolean;
	rbac?: boolean;
	dryRun?: boolean;
};

/** `milvault restore`: plan, progress, and what was done and checked. */
export async function restore(
	context: Context,
	options: RestoreOptions,
): Promise<CommandEnd> {
	const {output, signal} = context;
	const request = requestOf(options, context);
	return withSession(context, everything, async session => {
		const plan = await untilAborted(planRestore(session, request), signal);
		const {messages, columns} = output;
		const isDryRun = options.dryRun ?? false;
		output.emit({type: 'plan', plan});
		output.print(
			...restorePlanLines(plan, {messages, columns, isWhole: isDryRun}),
			'',
		);
		output.note(...warningLines(plan.warnings, output));
		if (isDryRun) {
			output.print(messages.commands.dryRun);
			return done({isDryRun, name: plan.name});
		}

		const result = await watchJob(context, plan, async onEvent =>
			restoreBackup(session, plan, {signal, onEvent}),
		);
		output.note(...failureLines(result.collections, output));
		output.print(...restoreResultLines(result, {messages, plan, columns}));
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

/** @throws usage without a name or with two; flags-exclude */
function requestOf(options: RestoreOptions, {output}: Context): RestoreRequest {
	const {name: operand} = options.operands;
	const {usage} = output.messages.commands;
	if (
		operand !== undefined &&
		options.name !== undefined &&
		operand !== options.name
	) {
		throw new MilvaultError('usage', {
			reason: usage.twoNames(operand, options.name),
		});
	}

	const name = options.name ?? operand;
	if (name === undefined) {
		throw new MilvaultError('usage', {reason: usage.missingName});
	}

	if (options.dataOnly && options.metaOnly) {
		throw new MilvaultError('flags-exclude', {
			first: '--data-only',
			second: '--meta-only',
		});
	}

	const withIndex = options.index && !options.dataOnly;
	return {
		name,
		filter: options.filter,
		suffix: options.suffix,
		renames: options.rename,
		onConflict: options.onConflict ?? 'fail',
		withIndex,
		withLoad: withIndex && options.load,
		metaOnly: options.metaOnly ?? false,
		withRbac: options.rbac ?? false,
	};
}
