import {isDeepStrictEqual} from 'node:util';
import {isThere, planCopy} from '../engine/plan-copy.js';
import type {CopyPlan, CopyRequest} from '../model/copies.js';
import {MilvaultError} from '../model/milvault-error.js';
import {shortJobId} from '../model/short-job-id.js';
import {copyPlanLines} from '../render/copy-lines.js';
import {warningLines} from '../render/warnings.js';
import {repositoryOnly} from '../settings/resolve-secrets.js';
import {untilAborted} from '../utils/until-aborted.js';
import {confirm} from './shared/confirm.js';
import {done, type CommandEnd, type Context} from './shared/context.js';
import {findInterrupted} from './shared/find-interrupted.js';
import {runOrDetach} from './shared/run-or-detach.js';
import {withSession} from './shared/with-session.js';

export type CopyOptions = {
	operands: {names: string[]};
	from?: string;
	to?: string;
	all?: boolean;
	missing?: boolean;
	/** RFC 3339. */
	newerThan?: string;
	nameAs?: string;
	/** Bytes a second. */
	bwlimit?: number;
	/** A second. */
	maxRequests?: number;
	detach?: boolean;
	dryRun?: boolean;
	yes?: boolean;
};

/**
 * `milvault copy`: shows what the other repository has and what is sent, asks, copies. Where nothing
 * is missing, that is all; the same command again continues what was interrupted.
 */
export async function copy(context: Context, options: CopyOptions): Promise<CommandEnd> {
	const {output, signal, globals} = context;
	const {messages, columns} = output;
	const texts = messages.commands.copy;
	const request = requestOf(options, texts.usage);
	const placed = {
		...context,
		globals: {...globals, repository: options.from ?? globals.repository, target: options.to},
	};
	return withSession(
		placed,
		repositoryOnly,
		async session => {
			const plan = await untilAborted(planCopy(session, request, {signal}), signal);
			output.emit({type: 'plan', plan});
			output.print(...copyPlanLines(plan, {messages, columns}));
			output.note(...warningLines(plan.warnings, output));
			if (options.dryRun) {
				output.print(messages.commands.dryRun);
				return done({isDryRun: true});
			}

			if (plan.refused.length === 0 && plan.backups.every(one => isThere(one))) {
				const {from, to, backups} = plan;
				return done({kind: 'copy', from, to, backups: backups.map(({name, as}) => ({name, as}))});
			}

			const backups = messages.words.backups(plan.backups.length);
			const isWanted =
				plan.backups.length === 0 ||
				(await confirm(placed, {
					isGiven: options.yes ?? false,
					question: texts.question(backups, plan.to),
					action: texts.action(backups),
				}));
			if (!isWanted) {
				output.print(texts.notWanted);
				return {outcome: 'cancelled', exitCode: 130, result: {kind: 'copy', backups: []}};
			}

			const names = [...plan.backups, ...plan.refused].map(({name}) => name);
			const interrupted = await findInterrupted(
				placed,
				session,
				work => work.kind === 'copy' && isSame(work.plan, plan),
			);
			if (interrupted) {
				output.note(messages.commands.jobs.goingOn(shortJobId(interrupted.id)));
			}

			return runOrDetach(
				placed,
				session,
				{kind: 'copy', names, plan},
				{isDetached: options.detach ?? false, id: interrupted?.id},
			);
		},
		options,
	);
}

/** @throws usage, flags-exclude */
function requestOf(
	{operands: {names}, to, all, missing, newerThan, nameAs}: CopyOptions,
	texts: Record<'needsTarget' | 'needsNames' | 'oneName' | 'newerThanOf', string>,
): CopyRequest {
	const need = (isMet: boolean, reason: string): void => {
		if (!isMet) {
			throw new MilvaultError('usage', {reason});
		}
	};

	const isOfAll = (all ?? false) || (missing ?? false);
	need(to !== undefined, texts.needsTarget);
	need(names.length > 0 || isOfAll, texts.needsNames);
	const second = all ? '--all' : '--missing';
	if (names.length > 0 && isOfAll) {
		throw new MilvaultError('flags-exclude', {first: names[0] ?? '', second});
	}

	need(newerThan === undefined || isOfAll, texts.newerThanOf);
	need(nameAs === undefined || new Set(names).size === 1, texts.oneName);
	return {
		...(!isOfAll && {names}),
		...(missing && {onlyMissing: true}),
		...(newerThan !== undefined && {createdAfter: newerThan}),
		...(nameAs !== undefined && {nameAs}),
	};
}

/** The same backups between the same places: what the earlier job did counts for this one. */
function isSame(one: CopyPlan, other: CopyPlan): boolean {
	const what = ({from, to, backups}: CopyPlan) => ({
		from,
		to,
		backups: backups.map(({name, as, backupId}) => ({name, as, backupId})),
	});
	return isDeepStrictEqual(what(one), what(other));
}
