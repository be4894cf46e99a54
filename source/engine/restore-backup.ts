import {randomUUID} from 'node:crypto';
import pLimit from 'p-limit';
import {withRetries, trackOutage} from '../milvus/with-retries.js';
import {importApi} from '../milvus/imports.js';
import type {JobEvent, Warning} from '../model/job-events.js';
import {toMilvaultError} from '../model/milvault-error.js';
import type {CollectionResult, RestoredRbac, RestorePlan, RestoreResult} from '../model/plans.js';
import {isKept} from './journal/is-kept.js';
import type {Journal} from './journal/journal.js';
import {replayRestore, type RestoreHistory} from './journal/restore-history.js';
import {underLock} from './locks/under-lock.js';
import {assertMetadata} from './metadata/check-metadata.js';
import {backupCollections} from './repository/collection-view.js';
import {importJobsAtOnce} from './import/import-jobs.js';
import {outcomeOf} from './restore/restore-outcome.js';
import {restoreOne} from './restore/restore-one.js';
import {restoreUsers} from './restore/restore-users.js';
import type {RestoreJob} from './restore/restore-job.js';
import {cancelledMs, removeTemporaryCopies} from './restore/remove-temporary-copies.js';
import {readsDirectly} from './import/stage-binlogs.js';
import {overridden} from './restore/override.js';
import {withoutTimeToLive} from './restore/time-to-live.js';
import {createDatabases, removeCreatedDatabases} from './restore/target-databases.js';
import {assertSameBackup, assertSameCluster, assertSamePlaces} from './repository/assert-bound.js';
import {mapBounded} from './run/map-bounded.js';
import {collectWarnings} from './run/collect-warnings.js';
import {useHooks} from './run/use-hooks.js';
import {readBackup, type OpenedBackup} from './repository/read-backup.js';
import type {Place, Session} from './session.js';
import type {RunOptions} from './run/run-options.js';

/**
 * Makes the collections that the plan describes, each checked against the backup.
 *
 * 1. Lock the backup for reading, so that nobody deletes it meanwhile.
 * 2. Missing databases, RBAC. What belongs into a database that cannot be made fails for that
 *    reason; the others go on.
 * 3. Collections, several at once (restore/restore-collection.ts); one that fails does not take the
 *    others down.
 * 4. Temporary copies are removed once no import job reads them: these servers cannot cancel a job,
 *    and one whose source vanishes ends as completed with too few rows.
 * 5. After a failure, databases that were made and are empty are removed.
 *
 * With a journal a run that is cancelled, or loses its servers, leaves what it made under working
 * names; the same job goes on from there.
 *
 * @throws locked, cancelled, job-elsewhere, backup-changed and cluster-changed before anything is
 * done, and what ends the whole job; failures of single collections are in the result
 */
export async function restoreBackup(
	session: Session,
	plan: RestorePlan,
	options: RunOptions = {},
): Promise<RestoreResult> {
	const {journal, signal} = options;
	const jobId = options.jobId ?? randomUUID();
	const past = replayRestore(journal?.entries ?? []);
	const repository = await session.repositoryPlace();
	const {warnings, warn} = collectWarnings([...plan.warnings, ...past.warnings], options);
	const kind = 'restore';
	const locking = {jobId, kind, mode: 'shared', warn, signal} as const;
	return underLock(repository, plan.name, locking, async held => {
		const release = useHooks(session, options);
		try {
			return await makeRestore(
				session,
				plan,
				{...options, signal: held.signal, jobId},
				{repository, past, warnings, warn},
			);
		} finally {
			release();
		}
	});
}

async function makeRestore(
	session: Session,
	plan: RestorePlan,
	options: RunOptions & {jobId: string},
	{
		repository,
		past,
		warnings,
		warn,
	}: {
		repository: Place;
		past: RestoreHistory;
		warnings: readonly Warning[];
		warn: (warning: Warning) => void;
	},
): Promise<RestoreResult> {
	const {jobId, signal} = options;
	const {journal, pastNow} = recorded(options.journal);
	const {limits} = session.settings;
	const worked = new Set<string>();
	const onEvent = (event: JobEvent): void => {
		if (event.type === 'object-copied' || event.type === 'import-planned') {
			worked.add(event.collection);
		}

		options.onEvent?.(event);
	};

	const startedAt = past.startedAt ?? new Date().toISOString();
	const [opened, cluster] = await Promise.all([session.milvus(), session.clusterPlace()]);
	const outage = trackOutage();
	const uncancelled = withRetries(opened, {
		outage,
		onRefused(refused) {
			onEvent({type: 'retried', ...refused});
		},
	});
	const milvus = withRetries(uncancelled, {signal});
	await assertSamePlaces(session, jobId, plan);
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
	let isStreamed = false;
	const job: RestoreJob = {
		...options,
		journal,
		onEvent,
		outage,
		pastNow,
		worked,
		temporary: {
			isUsed: !readsDirectly(repository, cluster) || past.isStarted,
		},
		littered: new Set(),
		backupName: plan.name,
		request: plan.request,
		milvus,
		uncancelled,
		api: await importApi(milvus),
		repository,
		cluster,
		limits,
		copyLimit: pLimit(limits.copyConcurrency),
		importLimit: pLimit(importJobsAtOnce(milvus, limits)),
		running: new Map(),
		importsSeen: {changes: 0},
		created: [...past.databases],
		past,
		kept: {
			isAny: [...past.collections.values()].some(
				({imports, result}) => imports.size > 0 || result !== undefined,
			),
		},
		warn,
		onStreamed() {
			if (!isStreamed) {
				isStreamed = true;
				warn({
					code: 'streamed-copy',
					details: {from: repository.label, to: cluster.label},
				});
			}
		},
	};
	if (!past.isStarted) {
		await journal?.append({
			type: 'started',
			startedAt,
			backupId: plan.backupId,
			cluster: plan.clusterId,
		});
	}

	onEvent({
		type: 'job-started',
		kind: 'restore',
		jobId,
		name: plan.name,
		collections: plan.collections.map(({source, target, rows}) => ({
			collection: source,
			target,
			rows,
		})),
	});

	try {
		const {collections, rbac, hasAllDatabases} = await restoreAll(plan, backup, job);
		const outcome = outcomeOf(collections, rbac, {
			hasAllDatabases,
			created: job.created,
		});
		await removeTemporaryCopies(job);
		if (outcome === 'failed') {
			await removeCreatedDatabases(job);
		}

		await journal?.append({type: 'ended', outcome});
		onEvent({
			type: 'job-ended',
			outcome,
			canContinue:
				journal !== undefined &&
				(!hasAllDatabases || collections.some(result => result.outcome === 'failed')),
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
	} catch (error) {
		const failure = toMilvaultError(error);
		const canContinue = isKept(failure, journal) && job.kept.isAny;
		if (!canContinue) {
			// After a cancel a server that is silent is not waited for.
			const ending = signal?.aborted
				? {
						...job,
						uncancelled: withRetries(uncancelled, {
							signal: AbortSignal.timeout(cancelledMs),
						}),
					}
				: job;
			await removeTemporaryCopies(ending);
			await removeCreatedDatabases(ending);
		}

		onEvent({
			type: 'job-ended',
			outcome: failure.code === 'cancelled' ? 'cancelled' : 'failed',
			canContinue,
		});
		throw failure;
	}
}

/** A journal that also tells what was written into it since. */
function recorded(journal: Journal | undefined): {
	journal: Journal | undefined;
	pastNow: () => RestoreHistory;
} {
	const entries = [...(journal?.entries ?? [])];
	return {
		journal: journal && {
			entries: journal.entries,
			async append(entry) {
				await journal.append(entry);
				entries.push(entry);
			},
		},
		pastNow: () => replayRestore(entries),
	};
}

async function restoreAll(
	plan: RestorePlan,
	backup: OpenedBackup,
	job: RestoreJob,
): Promise<{
	collections: CollectionResult[];
	rbac?: RestoredRbac;
	hasAllDatabases: boolean;
}> {
	const {uncancelled, limits, signal} = job;
	const unmade = await createDatabases(job, plan, backup);
	const rbac = await restoreUsers(plan, backup, job);

	const overrides = new Map(plan.collections.map(({source, override}) => [source, override]));
	const views = new Map(
		backupCollections(backup).map(view => [
			view.collection,
			overridden(
				plan.request.withoutTtl ? withoutTimeToLive(view) : view,
				overrides.get(view.collection),
			),
		]),
	);
	const stop = new AbortController();
	const stopSignal = AbortSignal.any([stop.signal, ...(signal ? [signal] : [])]);
	const collections = await mapBounded(
		plan.collections,
		limits.restoreCollections,
		async planned => {
			try {
				return await restoreOne(
					planned,
					{views, unmade},
					{
						...job,
						milvus: withRetries(uncancelled, {signal: stopSignal}),
						signal: stopSignal,
					},
				);
			} catch (error) {
				stop.abort();
				throw error;
			}
		},
	);
	return {collections, rbac, hasAllDatabases: unmade.size === 0};
}
