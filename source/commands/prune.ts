import {goingOf, planPrune} from '../engine/plan-prune.js';
import {pruneBackups} from '../engine/prune-backups.js';
import {keptOfDeleted} from '../engine/delete-backups.js';
import type {Session} from '../engine/session.js';
import {continuableBackups} from '../jobs/continuable-backups.js';
import {stateDirectory} from '../jobs/job-files.js';
import {jobsHere} from '../jobs/jobs-here.js';
import {isContinuable} from '../model/jobs.js';
import {MilvaultError} from '../model/milvault-error.js';
import {retentionKeys} from '../model/retention-values.js';
import type {RetentionPolicy} from '../model/retention.js';
import {prunePlanLines} from '../render/prune-lines.js';
import {warningLines} from '../render/warnings.js';
import {repositoryOnly} from '../settings/resolve-secrets.js';
import {untilAborted} from '../utils/until-aborted.js';
import {confirm} from './shared/confirm.js';
import {done, type CommandEnd, type Context} from './shared/context.js';
import {runOrDetach} from './shared/run-or-detach.js';
import {withSession} from './shared/with-session.js';

type PruneOptions = RetentionPolicy & {yes?: boolean; dryRun?: boolean};

/** `milvault prune`: shows what happens to each backup and why, asks, deletes what goes. */
export async function prune(context: Context, options: PruneOptions): Promise<CommandEnd> {
	const {output, signal, environment} = context;
	const isDryRun = options.dryRun ?? false;
	return withSession(context, repositoryOnly, async session => {
		const {policy, isOfFlags} = policyOf(session, options);
		const stateDir = stateDirectory(environment);
		const continuable = await continuableBackups(stateDir);
		const plan = await untilAborted(planPrune(session, policy, {continuable, signal}), signal);
		const {messages, columns} = output;
		const texts = messages.commands;
		const going = goingOf(plan);
		output.emit({type: 'plan', plan, policyFrom: isOfFlags ? 'flags' : 'configuration'});
		const kept = going.length > 0 ? await untilAborted(keptOfDeleted(session), signal) : undefined;
		output.print(
			...prunePlanLines(plan, {
				messages,
				columns,
				...(!isOfFlags && {repository: session.repository.name}),
				kept,
			}),
		);
		output.note(...warningLines(plan.warnings, output));
		if (isDryRun) {
			output.print(texts.dryRun);
			return done({isDryRun});
		}

		if (going.length === 0) {
			const result = await untilAborted(pruneBackups(session, plan, {signal}), signal);
			return done(result);
		}

		const backups = messages.words.backups(going.length);
		const isWanted = await confirm(context, {
			isGiven: options.yes ?? false,
			question: texts.retention.question(backups),
			action: texts.retention.action(backups),
		});
		if (!isWanted) {
			output.print(texts.delete.kept);
			return {outcome: 'cancelled', exitCode: 130, result: {kind: 'prune', backups: []}};
		}

		const names = going.map(({name}) => name);
		return runOrDetach(
			context,
			session,
			{kind: 'prune', names, plan},
			{isDetached: false, id: await interruptedPrune(session, stateDir)},
		);
	});
}

/**
 * Flags replace the whole policy of the configuration.
 *
 * @throws retention-empty
 */
function policyOf(
	session: Session,
	options: PruneOptions,
): {policy: RetentionPolicy; isOfFlags: boolean} {
	const given = Object.fromEntries(
		retentionKeys.flatMap(key => (options[key] === undefined ? [] : [[key, options[key]]])),
	) as RetentionPolicy;
	const isOfFlags = Object.keys(given).length > 0;
	const policy = isOfFlags ? given : session.repository.retention;
	if (!policy) {
		throw new MilvaultError('retention-empty', {given: []});
	}

	return {policy, isOfFlags};
}

/** This run does what is left of it: it takes its place. */
async function interruptedPrune(session: Session, stateDir: string): Promise<string | undefined> {
	const jobs = await jobsHere(session, stateDir);
	return jobs.find(job => job.kind === 'prune' && isContinuable(job))?.id;
}
