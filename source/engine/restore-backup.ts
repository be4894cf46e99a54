import {randomUUID} from 'node:crypto';
import pLimit from 'p-limit';
import {importApi} from '../milvus/imports.js';
import type {Milvus} from '../milvus/milvus.js';
import {trackOutage, withRetries} from '../milvus/with-retries.js';
import type {OnEvent, Warning} from '../model/job-events.js';
import type {CollectionResult, RestorePlan, RestoreResult} from '../model/plans.js';
import type {RestoredRbac} from '../model/restored-rbac.js';
import {importJobsAtOnce} from './import/import-jobs.js';
import {insertsAtOnce} from './import/insert-partitions.js';
import {createImportTracker} from './import/import-tracker.js';
import {cancelledMs, removeTemporaryCopies} from './import/remove-temporary-copies.js';
import {readsDirectly} from './import/stage-binlogs.js';
import {recordJournal} from './journal/record-journal.js';
import {replayRestore, type RestoreHistory} from './journal/restore-history.js';
import {underLock} from './locks/under-lock.js';
import {assertMetadata} from './metadata/check-metadata.js';
import {assertSameBackup, assertSameCluster, assertSamePlaces} from './repository/assert-bound.js';
import {backupCollections, type BackupCollection} from './repository/collection-view.js';
import {readBackup, type OpenedBackup} from './repository/read-backup.js';
import {overridden} from './restore/override.js';
import {restoreCollections} from './restore/restore-collections.js';
import {restoreOutcome} from './restore/restore-outcome.js';
import type {RestoreSetup} from './restore/restore-setup.js';
import {createTraces, type RestoreTraces} from './restore/restore-traces.js';
import {restoreUsers} from './restore/restore-users.js';
import {createDatabases, removeCreatedDatabases} from './restore/target-databases.js';
import {asRequested} from './restore/as-requested.js';
import {collectWarnings} from './run/collect-warnings.js';
import {runAsJob} from './run/run-as-job.js';
import type {RunContext} from './run/run-context.js';
import type {RunOptions} from './run/run-options.js';
import {useHooks} from './run/use-hooks.js';
import {warnOfStreaming} from './run/warn-of-streaming.js';
import type {Places, Session} from './session.js';

/**
 * Restores the collections that the plan describes, each checked against the backup.
 *
 * 1. Lock the backup for reading, so that no other run deletes it meanwhile.
 * 2. Missing databases, RBAC. What belongs into a database that cannot be made fails for that
 *    reason; the others continue.
 * 3. Collections, several at once (restore/restore-collections.ts); a failed one does not stop the
 *    others.
 * 4. Temporary copies are removed once no import job reads them: these servers cannot cancel a job,
 *    and one whose source vanishes ends as completed with too few rows.
 * 5. After a failure, databases that were made and are empty are removed.
 *
 * With a journal a run that is cancelled, or loses its servers, leaves what it made under working
 * names; the same job continues from there.
 *
 * @throws locked, cancelled, job-elsewhere, backup-changed and cluster-changed before anything is
 * done, and what ends the whole job; failures of single collections are in the result
 */
export async function restoreBackup(
	session: Session,
	plan: RestorePlan,
	options: RunOptions = {},
): Promise<RestoreResult> {
	const {signal} = options;
	const jobId = options.jobId ?? randomUUID();
	const past = replayRestore(options.journal?.entries ?? []);
	const repository = await session.repositoryPlace();
	const {warnings, warn} = collectWarnings([...plan.warnings, ...past.warnings], options);
	const kind = 'restore';
	const locking = {jobId, kind, mode: 'shared', warn, signal} as const;
	return underLock(repository, plan.name, locking, async held => {
		const release = useHooks(session, options);
		try {
			const [milvus, cluster] = await Promise.all([session.milvus(), session.clusterPlace()]);
			const traces = createTraces(past);
			const onEvent: OnEvent = event => {
				traces.follow(event);
				options.onEvent?.(event);
			};

			const {journal, historyNow} = recordJournal(options.journal);
			return await makeRestore(
				session,
				plan,
				{milvus, places: {cluster, repository}, past, historyNow, traces, warnings},
				{jobId, signal: held.signal, onEvent, journal, warn, crew: options.crew},
			);
		} finally {
			release();
		}
	});
}

async function makeRestore(
	session: Session,
	plan: RestorePlan,
	{
		milvus: opened,
		places,
		past,
		historyNow,
		traces,
		warnings,
	}: {
		milvus: Milvus;
		places: Places;
		past: RestoreHistory;
		historyNow: () => RestoreHistory;
		traces: RestoreTraces;
		warnings: readonly Warning[];
	},
	context: RunContext,
): Promise<RestoreResult> {
	const {jobId, signal, journal} = context;
	const {cluster} = places;
	const startedAt = past.startedAt ?? new Date().toISOString();
	const outage = trackOutage();
	const uncancelled = withRetries(opened, {
		outage,
		onRefused(refused) {
			context.onEvent({type: 'retried', ...refused});
		},
	});
	const milvus = withRetries(uncancelled, {signal});
	const backup = await openBackup(session, plan, {milvus, past}, context);
	const {limits} = session.settings;
	const imports = createImportTracker(await importApi(milvus), {
		hasCopies: !readsDirectly(places.repository, cluster) || past.isStarted,
	});
	const setup: RestoreSetup = {
		request: plan.request,
		backupName: plan.name,
		places,
		limits,
		copyLimit: pLimit(limits.copyConcurrency),
		importLimit: pLimit(importJobsAtOnce(milvus, limits)),
		insertLimit: pLimit(insertsAtOnce),
		uncancelled,
		outage,
		imports,
		traces,
		historyNow,
		onStreamed: warnOfStreaming(places.repository, cluster, context),
	};
	const removeDatabases = async (calls: Milvus): Promise<void> =>
		removeCreatedDatabases({
			uncancelled: calls,
			cluster,
			created: traces.databases,
			warn: context.warn,
		});
	const {outcome, collections, rbac} = await runAsJob(context, {
		started: past.isStarted
			? undefined
			: {type: 'started', startedAt, backupId: plan.backupId, cluster: plan.clusterId},
		event: {
			type: 'job-started',
			kind: 'restore',
			jobId,
			name: plan.name,
			collections: plan.collections.map(({source, target, rows}) => ({
				collection: source,
				target,
				rows,
			})),
		},
		async work() {
			const {collections, rbac, hasAllDatabases} = await restoreAll(
				plan,
				backup,
				{milvus, past},
				setup,
				context,
			);
			const outcome = restoreOutcome(collections, rbac, {
				hasAllDatabases,
				created: traces.databases,
			});
			await removeTemporaryCopies(imports, uncancelled, cluster, context);
			if (outcome === 'failed' || plan.request.drill) {
				await removeDatabases(uncancelled);
			}

			const canContinue =
				journal !== undefined && (!hasAllDatabases || hasPassingFailure(plan, collections));
			return {outcome, canContinue, collections, rbac};
		},
		failure: {
			hasWork: () => traces.isKept,
			async cleanUp() {
				// After a cancel a server that is silent is not waited for.
				const calls = signal?.aborted
					? withRetries(uncancelled, {signal: AbortSignal.timeout(cancelledMs)})
					: uncancelled;
				await removeTemporaryCopies(imports, calls, cluster, context);
				await removeDatabases(calls);
			},
		},
	});
	return {
		kind: 'restore',
		name: plan.name,
		outcome,
		jobId,
		startedAt,
		endedAt: new Date().toISOString(),
		rows: collections.reduce((sum, {rows}) => sum + BigInt(rows), 0n).toString(),
		collections,
		...(rbac && {rbac}),
		warnings,
	};
}

/** Did one fail that may succeed another time? What the plan refused, it refuses each time. */
function hasPassingFailure(plan: RestorePlan, results: readonly CollectionResult[]): boolean {
	const refused = new Set(plan.collections.flatMap(({error, source}) => (error ? [source] : [])));
	return results.some(({outcome, collection}) => outcome === 'failed' && !refused.has(collection));
}

/**
 * The backup of the plan, and of what the job did before, on the cluster of the plan.
 *
 * @throws job-elsewhere, backup-changed, cluster-changed, and what is wrong with its metadata
 */
async function openBackup(
	session: Session,
	plan: RestorePlan,
	{milvus, past}: {milvus: Milvus; past: RestoreHistory},
	{jobId, signal}: RunContext,
): Promise<OpenedBackup> {
	await assertSamePlaces(session, jobId, plan);
	const repository = await session.repositoryPlace();
	const backup = await readBackup(repository, plan.name, signal);
	assertSameBackup(plan, backup, past);
	const made = [...past.collections.values()].map(one => one.collectionId);
	await assertSameCluster(
		milvus,
		plan,
		made.filter(id => id !== undefined),
	);
	await assertMetadata(repository, backup, {
		collections:
			plan.request.filter === undefined ? undefined : plan.collections.map(({source}) => source),
		signal,
	});
	return backup;
}

async function restoreAll(
	plan: RestorePlan,
	backup: OpenedBackup,
	{milvus, past}: {milvus: Milvus; past: RestoreHistory},
	setup: RestoreSetup,
	context: RunContext,
): Promise<{
	collections: CollectionResult[];
	rbac?: RestoredRbac;
	hasAllDatabases: boolean;
}> {
	const {outage, traces} = setup;
	const unmade = await createDatabases(plan, backup, {milvus, outage, traces}, context);
	const rbac = await restoreUsers(plan, backup, milvus, context);
	const views = viewsOf(plan, backup);
	const collections = await restoreCollections(plan, {views, unmade, past}, setup, context);
	return {collections, rbac, hasAllDatabases: unmade.size === 0};
}

/** The collections of a backup as they are to be restored, by name. */
function viewsOf(plan: RestorePlan, backup: OpenedBackup): Map<string, BackupCollection> {
	const overrides = new Map(plan.collections.map(({source, override}) => [source, override]));
	return new Map(
		backupCollections(backup).map(view => [
			view.collection,
			overridden(asRequested(view, plan.request), overrides.get(view.collection)),
		]),
	);
}
