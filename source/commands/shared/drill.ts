import {planDrill} from '../../engine/drill-backup.js';
import {openSession} from '../../engine/open-session.js';
import type {Session} from '../../engine/session.js';
import {exitCodeOf} from '../../model/exit-codes.js';
import type {RestoreResult} from '../../model/plans.js';
import {defaultDirectories} from '../../practice/practice-paths.js';
import {startPractice} from '../../practice/start-practice.js';
import {stopPractice} from '../../practice/stop-practice.js';
import {loadRunSettings} from '../../effects/load-run-settings.js';
import {resolveSecrets} from '../../settings/resolve-secrets.js';
import type {Settings} from '../../settings/settings.js';
import {untilAborted} from '../../utils/until-aborted.js';
import {warningLines} from '../../render/warnings.js';
import {watchPractice} from '../live/watch-practice.js';
import type {CommandEnd, Context} from './context.js';
import {practiceCluster, type DrillOptions} from './drill-options.js';
import {runOrDetach} from './run-or-detach.js';

/**
 * Restores backups of a session's repository into another cluster, compares them and removes them,
 * one after another. The practice cluster is started for it, and stopped after it, unless it runs.
 *
 * @returns the worst end: damage before all
 */
export async function drillAll(
	context: Context,
	{settings, repository}: Session,
	names: readonly string[],
	options: DrillOptions,
): Promise<CommandEnd> {
	const {into = practiceCluster} = options;
	const isStarted = into === practiceCluster && (await startIfNeeded(context));
	try {
		const together = await withCluster(context, settings, into);
		using session = await openSession(together, {
			cluster: into,
			repository: repository.name,
			signal: context.signal,
		});
		context.output.useSettings(together);
		const ends: CommandEnd[] = [];
		for (const name of names) {
			ends.push(await drillOne(context, session, name, options));
		}

		return worstOf(ends);
	} finally {
		if (isStarted) {
			await watchPractice(context, async onEvent =>
				stopPractice({...defaultDirectories(context.environment), onEvent}),
			);
		}
	}
}

async function drillOne(
	context: Context,
	session: Session,
	name: string,
	{sample, collections}: DrillOptions,
): Promise<CommandEnd> {
	const {output, signal} = context;
	const {drill} = output.messages.commands.verify;
	const plan = await untilAborted(
		planDrill(session, {
			name,
			...(sample !== undefined && {sample}),
			...(collections !== undefined && {filter: collections}),
		}),
		signal,
	);
	output.note(drill.begins(name, session.cluster.name), ...warningLines(plan.warnings, output));
	const end = await runOrDetach(context, session, {kind: 'restore', plan}, {isDetached: false});
	const {collections: parts} = end.result as RestoreResult;
	const isDamaged = parts.some(({error}) => error && exitCodeOf(error.code) === 8);
	return isDamaged ? {...end, exitCode: 8} : end;
}

/** The settings, with the cluster that is restored into and its secrets. */
async function withCluster(
	{globals, environment, signal}: Context,
	settings: Settings,
	into: string,
): Promise<Settings> {
	const needs = ['milvus', 'clusterStorage'] as const;
	if (into !== practiceCluster) {
		return resolveSecrets(settings, {cluster: into, needs, environment, signal});
	}

	// As if nothing else were configured: the repository stays the one that was chosen.
	const {clusters} = await loadRunSettings(
		{...globals, cluster: practiceCluster, repository: practiceCluster},
		{environment, secretsFor: needs, signal},
	);
	return {
		...settings,
		clusters: {...settings.clusters, [practiceCluster]: clusters[practiceCluster]!},
	};
}

/** @returns whether it was started */
async function startIfNeeded(context: Context): Promise<boolean> {
	const {environment, signal} = context;
	let isStarted = false;
	await watchPractice(context, async onEvent =>
		startPractice({
			...defaultDirectories(environment),
			signal,
			onEvent(event) {
				isStarted ||= event.type === 'started';
				onEvent(event);
			},
		}),
	);
	return isStarted;
}

function worstOf(ends: readonly CommandEnd[]): CommandEnd {
	const [only] = ends;
	if (only && ends.length === 1) {
		return only;
	}

	const worst =
		ends.find(({exitCode}) => exitCode === 130) ??
		ends.find(({exitCode}) => exitCode === 8) ??
		ends.find(({exitCode}) => exitCode !== 0) ??
		only;
	return {
		outcome: worst?.outcome ?? 'complete',
		exitCode: worst?.exitCode ?? 0,
		result: {kind: 'restore', drills: ends.map(({result}) => result)},
	};
}
