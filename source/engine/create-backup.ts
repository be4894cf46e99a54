import {randomUUID} from 'node:crypto';
import pLimit from 'p-limit';
import type {BackupInfo} from '../format/messages.js';
import {writeMilvaultMeta, type MilvaultMeta} from '../format/milvault-meta.js';
import {withRetries, trackOutage, type RetryNotice} from '../milvus/with-retries.js';
import type {Milvus} from '../milvus/milvus.js';
import {backupRbac} from '../milvus/rbac.js';
import type {JobEvent, Warning} from '../model/job-events.js';
import {hasCode, MilvaultError, toMilvaultError} from '../model/milvault-error.js';
import type {
	BackupPlan,
	BackupResult,
	CollectionResult,
	PlannedCollection,
} from '../model/plans.js';
import {addToBackup, sumOfSizes} from './backup/add-to-backup.js';
import {backupCollection} from './backup/backup-collection.js';
import type {CollectionBackup} from './journal/snapshot.js';
import {finishRecord, newRecord, sumOfRows} from './backup/backup-record.js';
import {assertClaim, claimName, holdsClaim} from './repository/claim-name.js';
import {commitBackup} from './backup/commit-backup.js';
import {backupOutcome} from './backup/backup-outcome.js';
import {describeDatabases} from './backup/describe-databases.js';
import {startTimestamp} from './backup/flush-collection.js';
import {withGcPaused} from './backup/pause-gc.js';
import {removeCollectionData, removeUnfinished} from './repository/remove-backup.js';
import {replayBackup, type BackupHistory} from './journal/backup-history.js';
import {isKept} from './journal/is-kept.js';
import {underLock, type HeldLock} from './locks/under-lock.js';
import {assertMetadata} from './metadata/check-metadata.js';
import {assertBackupBound} from './repository/assert-bound.js';
import {mapBounded} from './run/map-bounded.js';
import {collectWarnings} from './run/collect-warnings.js';
import {isFatal} from './run/is-fatal.js';
import {useHooks} from './run/use-hooks.js';
import type {Place, Session} from './session.js';
import type {RunOptions} from './run/run-options.js';

/**
 * Makes the backup that the plan describes.
 *
 * 1. Lock and claim the name, so that two runs can never share it. A plan of `--only-failed` adds
 *    to a backup that is there.
 * 2. Ask for RBAC and databases early, so that they cannot fail after all data is copied.
 * 3. Per collection, as a pipeline: describe, flush, find the binlogs, copy, check, record
 *    (backup/backup-collection.ts). One collection that fails does not take the others down; a
 *    server or a store that is gone ends the job.
 * 4. Commit: our own record, the level files, full_meta, backup_meta last.
 *
 * Left behind after an interruption: a directory with meta/milvault.json that says `unfinished` and
 * no backup_meta.json, a stale lock, and the journal, with which the same job goes on. Where the
 * failure could be handled: nothing, or with a journal and something copied already, the same.
 *
 * @throws locked, name-taken, claim-lost, cancelled, job-elsewhere, cluster-changed,
 * backup-changed, and what ends the whole job; failures of single collections are in the result
 */
export async function createBackup(
	session: Session,
	plan: BackupPlan,
	options: RunOptions = {},
): Promise<BackupResult> {
	const {journal, signal} = options;
	const jobId = options.jobId ?? randomUUID();
	const past = replayBackup(journal?.entries ?? []);
	const to = await session.repositoryPlace();
	const {warnings, warn} = collectWarnings([...plan.warnings, ...past.warnings], options);
	const kind = 'backup';
	const locking = {jobId, kind, mode: 'exclusive', warn, signal} as const;
	return underLock(to, plan.name, locking, async held => {
		const release = useHooks(session, options);
		const onRefused = (refused: RetryNotice): void =>
			options.onEvent?.({type: 'retried', ...refused});
		try {
			return await makeBackup({
				...options,
				session,
				plan,
				jobId,
				past,
				warnings,
				warn,
				to,
				from: await session.clusterPlace(),
				milvus: withRetries(await session.milvus(), {
					outage: trackOutage(),
					signal: held.signal,
					onRefused,
				}),
				...held,
			});
		} finally {
			release();
		}
	});
}

type Making = {
	session: Session;
	plan: BackupPlan;
	milvus: Milvus;
	from: Place;
	to: Place;
	jobId: string;
	past: BackupHistory;
	warnings: readonly Warning[];
	warn: (warning: Warning) => void;
} & RunOptions &
	HeldLock;

async function makeBackup(making: Making): Promise<BackupResult> {
	const {plan, to, jobId, past, warnings, journal, signal} = making;
	let objects = 0;
	const onEvent = (event: JobEvent): void => {
		objects += event.type === 'object-copied' ? 1 : 0;
		making.onEvent?.(event);
	};

	const startedAt = past.startedAt ?? new Date().toISOString();
	const record = newRecord(plan, jobId, startedAt);
	const added = await assertBackupBound(making);
	if (!added) {
		await claim(making, record);
	} else if (!past.isStarted) {
		// Else what is wrong with it would be sealed.
		await assertMetadata(to, added, {signal});
	}

	if (!past.isStarted) {
		await journal?.append({
			type: 'started',
			startedAt,
			cluster: plan.clusterId,
		});
	}

	onEvent({
		type: 'job-started',
		kind: 'backup',
		jobId,
		name: plan.name,
		collections: plan.collections.map(({collection, rows}) => ({
			collection,
			rows,
		})),
	});

	try {
		const {managementUrl} = making.session.cluster.milvus;
		const taken = await withGcPaused(
			{
				managementUrl: plan.strategy === 'meta_only' ? undefined : managementUrl,
				warn: making.warn,
				signal,
			},
			async () => takeBackup({...making, onEvent}),
		);
		const {backedUp, results} = taken;
		const outcome = backupOutcome(results);
		if (outcome === 'failed') {
			await removeMade(making);
		} else {
			finishRecord(record, backedUp, results, warnings);
			const whole = added
				? addToBackup(added, {info: taken.info, record})
				: {info: taken.info, record};
			await assertClaim(to, plan.name, {
				jobId: added?.record?.jobId ?? jobId,
				objects: whole.record.objects,
			});
			await commitBackup(to, plan.name, whole, {signal, added});
		}

		await journal?.append({type: 'ended', outcome});
		onEvent({type: 'job-ended', outcome});
		return {
			kind: 'backup',
			name: plan.name,
			outcome,
			jobId,
			startedAt,
			endedAt: new Date().toISOString(),
			rows: sumOfRows(backedUp),
			bytes: backedUp.reduce((total, {bytes}) => total + bytes, 0),
			objects: backedUp.reduce((total, one) => total + one.objects, 0),
			collections: results,
			warnings,
		};
	} catch (error) {
		const failure = toMilvaultError(error);
		const hasCopied = objects > 0 || past.cuts.size + past.copied.size > 0;
		const canContinue = isKept(failure, journal) && hasCopied;
		if (!canContinue) {
			await removeMade(making);
		}

		onEvent({
			type: 'job-ended',
			outcome: failure.code === 'cancelled' ? 'cancelled' : 'failed',
			canContinue,
		});
		throw failure;
	}
}

/**
 * The claim of a job that is continued is its own already, even when it was killed before it wrote
 * that down.
 */
async function claim(
	{plan, to, jobId, past, journal, warn, signal}: Making,
	record: MilvaultMeta,
): Promise<void> {
	if (journal && journal.entries.length > 0) {
		if (await holdsClaim(to, plan.name, jobId)) {
			return;
		}

		if (past.isStarted) {
			throw new MilvaultError('claim-lost', {name: plan.name, place: to.label});
		}
	}

	try {
		await claimName(to, plan.name, writeMilvaultMeta(record), signal);
	} catch (error) {
		const isOurs = await holdsClaim(to, plan.name, jobId).catch(() => false);
		if (hasCode(error, 'name-taken') && isOurs) {
			return;
		}

		// The claim may be there although its answer was lost.
		if (!hasCode(error, 'name-taken')) {
			await removeUnfinished(to, plan.name, {jobId, warn, signal});
		}

		throw error;
	}
}

/** What this job made goes; what a plan of `--only-failed` adds to stays. */
async function removeMade({plan, to, jobId, warn, signal, assertHeld}: Making): Promise<void> {
	if (!plan.addsToExisting) {
		await removeUnfinished(to, plan.name, {jobId, warn, signal});
		return;
	}

	for (const {collection, collectionId} of plan.collections) {
		try {
			await assertHeld();
			await removeCollectionData(to, plan.name, collectionId);
		} catch {
			warn({
				code: 'left-behind',
				details: {what: collection, where: to.label},
			});
		}
	}
}

type Taken = {
	info: BackupInfo;
	backedUp: CollectionBackup[];
	results: CollectionResult[];
};

/**
 * A flush takes seconds in which nothing is left to do but wait: those of the next collections run
 * meanwhile.
 */
const flushedAtOnce = 64;

async function takeBackup(job: Making): Promise<Taken> {
	const {session, plan, milvus, jobId, signal} = job;
	const {limits} = session.settings;
	const rbac = plan.withRbac ? await backupRbac(milvus) : undefined;
	const databases = await describeDatabases(milvus, plan.databases);
	const startTs = await startTimestamp(milvus, signal);
	const copyLimit = pLimit(limits.copyConcurrency);
	const dataLimit = pLimit(limits.backupCollections);
	const backedUp: CollectionBackup[] = [];
	let isStreamed = false;
	const onStreamed = (): void => {
		if (!isStreamed) {
			isStreamed = true;
			const {from, to} = job;
			job.warn({
				code: 'streamed-copy',
				details: {from: from.label, to: to.label},
			});
		}
	};

	// A failure that ends the job also stops the collections beside it.
	const stop = new AbortController();
	const stops = AbortSignal.any([stop.signal, ...(signal ? [signal] : [])]);
	const results = await mapBounded(
		plan.collections,
		Math.max(flushedAtOnce, limits.backupCollections),
		async (planned): Promise<CollectionResult> => {
			try {
				const taken = await takeCollection(planned, {
					...job,
					milvus: withRetries(milvus, {signal: stops}),
					signal: stops,
					startTs,
					copyLimit,
					dataLimit,
					onStreamed,
					limits,
				});
				if (taken.backup) {
					backedUp.push(taken.backup);
				}

				return taken.result;
			} catch (error) {
				stop.abort();
				throw error;
			}
		},
	);
	const info: BackupInfo = {
		id: jobId,
		state_code: 0,
		name: plan.name,
		collection_backups: backedUp.map(backup => backup.info),
		size: sumOfSizes(backedUp.map(backup => backup.info)),
		milvus_version: plan.milvusVersion,
		rbac_meta: rbac,
		database_backups: databases,
	};
	return {info, backedUp, results};
}

async function takeCollection(
	planned: PlannedCollection,
	job: Parameters<typeof backupCollection>[1] & {past: BackupHistory},
): Promise<{backup?: CollectionBackup; result: CollectionResult}> {
	const {collection} = planned;
	const {onEvent, past, journal} = job;
	try {
		let backup = past.copied.get(collection);
		if (!backup) {
			backup = await backupCollection(planned, job);
			await journal?.append({type: 'collection-copied', collection, backup});
		}

		const {rows, bytes} = backup;
		const outcome = 'complete';
		onEvent?.({type: 'collection-ended', collection, outcome, rows, bytes});
		return {backup, result: {collection, outcome, rows, bytes}};
	} catch (error) {
		const failure = toMilvaultError(error);
		if (isFatal(failure) || job.signal?.aborted) {
			throw failure;
		}

		onEvent?.({
			type: 'collection-ended',
			collection,
			outcome: 'failed',
			rows: '0',
			bytes: 0,
			error: failure,
		});
		try {
			await removeCollectionData(job.to, job.plan.name, planned.collectionId);
		} catch {
			// A repository that nothing can be deleted from: no metadata names what is left, and the
			// backup goes on.
			job.warn({
				code: 'left-behind',
				details: {what: collection, where: job.to.label},
			});
		}

		return {
			result: {
				collection,
				outcome: 'failed',
				rows: '0',
				bytes: 0,
				error: {code: failure.code, details: failure.details},
			},
		};
	}
}
