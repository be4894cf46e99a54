import {planRestore} from '../engine/plan-restore.js';
import {wholeRequest} from '../model/whole-request.js';
import {MilvaultError} from '../model/milvault-error.js';
import type {RestorePlan, RestoreRequest} from '../model/plans.js';
import type {ConflictChoice} from '../model/conflict-choice.js';
import {shortJobId} from '../model/short-job-id.js';
import {isDeepStrictEqual} from 'node:util';
import {cleanJob} from '../jobs/clean-job.js';
import {isOutdated} from '../jobs/is-outdated.js';
import {stateDirectory} from '../jobs/job-files.js';
import {restorePlanLines} from '../render/restore-plan.js';
import {warningLines} from '../render/warnings.js';
import {done, type CommandEnd, type Context} from './shared/context.js';
import {confirmReplacing} from './shared/confirm-replacing.js';
import {findInterrupted} from './shared/find-interrupted.js';
import {runOrDetach} from './shared/run-or-detach.js';
import {untilAborted} from '../utils/until-aborted.js';
import {everything} from '../settings/resolve-secrets.js';
import {withQueue} from './shared/with-queue.js';
import {withSession} from './shared/with-session.js';

export type RestoreOptions = {
	operands: {name?: string};
	name?: string;
	filter?: string;
	suffix?: string;
	rename?: string[];
	shards?: number;
	description?: string;
	onConflict?: ConflictChoice;
	/** False with --no-index; likewise load. */
	index: boolean;
	load: boolean;
	dataOnly?: boolean;
	metaOnly?: boolean;
	rbac?: boolean;
	/** Names of collections that may be replaced. */
	confirm?: string[];
	/** False with --without-ttl. */
	withoutTtl?: boolean;
	moveAliases?: boolean;
	trust?: boolean;
	importsOnly?: boolean;
	/** With --skip_create_collection: nothing is created. */
	mustExist?: boolean;
	/** Bytes a second. */
	bwlimit?: number;
	/** A second. */
	maxRequests?: number;
	/** URL of the queue where workers are. */
	queue?: string;
	detach?: boolean;
	dryRun?: boolean;
};

/** `milvault restore`: plan, progress, and what was done and checked. */
export async function restore(given: Context, options: RestoreOptions): Promise<CommandEnd> {
	const context = withQueue(given, options.queue);
	const {output, signal} = context;
	const request = requestOf(options, context);
	const isDryRun = options.dryRun ?? false;
	const isDetached = options.detach ?? false;
	return withSession(
		context,
		everything,
		async session => {
			const {messages, columns} = output;
			const interrupted = isDryRun
				? undefined
				: await findInterrupted(
						context,
						session,
						work =>
							work.kind === 'restore' && isDeepStrictEqual(work.plan.request, plainOf(request)),
					);
			if (interrupted) {
				const {id, work} = interrupted;
				const {jobs} = messages.commands;
				const stateDir = stateDirectory(context.environment);
				if (!(await isOutdated(session, stateDir, interrupted))) {
					output.note(jobs.goingOn(shortJobId(id)));
					return runOrDetach(context, session, work, {id, isDetached});
				}

				output.note(jobs.startsAnew(shortJobId(id)));
				const cleaned = await cleanJob(session, stateDir, id, {signal});
				output.note(...warningLines(cleaned.warnings, output));
			}

			const plan = await untilAborted(planRestore(session, request), signal);
			output.emit({type: 'plan', plan});
			output.print(...restorePlanLines(plan, {messages, columns, isWhole: isDryRun}), '');
			output.note(...warningLines(plan.warnings, output));
			if (isDryRun) {
				output.print(messages.commands.dryRun);
				return done({isDryRun, name: plan.name});
			}

			if (options.mustExist) {
				assertAllThere(plan, context);
			}

			await confirmReplacing(context, plan, options.confirm ?? []);
			return runOrDetach(context, session, {kind: 'restore', plan}, {isDetached});
		},
		options,
	);
}

/** As a plan holds it after it was written down: with every default, without what is undefined. */
function plainOf(request: RestoreRequest): unknown {
	return JSON.parse(JSON.stringify(wholeRequest(request)));
}

/** @throws usage without a name or with two; flags-exclude */
function requestOf(options: RestoreOptions, {output}: Context): RestoreRequest {
	const {name: operand} = options.operands;
	const {usage} = output.messages.commands;
	if (operand !== undefined && options.name !== undefined && operand !== options.name) {
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

	return {
		name,
		filter: options.filter,
		suffix: options.suffix,
		renames: options.rename,
		onConflict: 'fail',
		...options.onConflict,
		withIndex: options.index && !options.dataOnly,
		withLoad: options.load,
		metaOnly: options.metaOnly ?? false,
		withRbac: options.rbac ?? false,
		...(options.withoutTtl && {withoutTtl: true}),
		...(options.moveAliases && {moveAliases: true}),
		...(options.trust && {isTrusted: true}),
		...(options.importsOnly && {importsOnly: true}),
		...overridesOf(options),
	};
}

function overridesOf({shards, description}: RestoreOptions): Pick<RestoreRequest, 'overrides'> {
	const override = {
		...(shards !== undefined && {shards}),
		...(description !== undefined && {description}),
	};
	return Object.keys(override).length > 0 ? {overrides: {'*': override}} : {};
}

/** @throws usage: milvus-backup's option creates nothing */
function assertAllThere({collections}: RestorePlan, {output}: Context): void {
	const absent = collections.filter(({action}) => action === 'create');
	if (absent.length > 0) {
		const {usage} = output.messages.commands;
		throw new MilvaultError('usage', {
			reason: usage.absent(output.messages.words.listed(absent.map(({target}) => target))),
		});
	}
}
