import {randomUUID} from 'node:crypto';
import {withRetries, trackOutage} from '../milvus/with-retries.js';
import type {OnEvent, Warning} from '../model/job-events.js';
import type {BackupPlan, BackupResult} from '../model/plans.js';
import {addToBackup} from './backup/add-to-backup.js';
import {finishRecord, newRecord, sumOfRows} from './backup/backup-record.js';
import {claimBackup} from './backup/claim-backup.js';
import {commitBackup} from './backup/commit-backup.js';
import {withGcPaused} from './backup/pause-gc.js';
import {removeCopied} from './backup/remove-copied.js';
import {takeBackup} from './backup/take-backup.js';
import {replayBackup, type BackupHistory} from './journal/backup-history.js';
import {underLock, type HeldLock} from './locks/under-lock.js';
import {assertMetadata} from './metadata/check-metadata.js';
import {assertBackupBound} from './repository/assert-bound.js';
import {assertClaim} from './repository/claim-name.js';
import {collectWarnings} from './run/collect-warnings.js';
import {outcomeOf} from './run/outcome-of.js';
import {createControl, type Control} from './run/control.js';
import {runAsJob} from './run/run-as-job.js';
import type {RunContext} from './run/run-context.js';
import type {RunOptions} from './run/run-options.js';
import {useHooks} from './run/use-hooks.js';
import type {Session} from './session.js';

/**
 * Creates the backup that the plan describes.
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
 * no backup_meta.json, a stale lock, and the journal, with which the same job continues. Where the
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
	const {journal, signal, crew} = options;
	const jobId = options.jobId ?? randomUUID();
	const past = replayBackup(journal?.entries ?? []);
	const repository = await session.repositoryPlace();
	const {warnings, warn} = collectWarnings([...plan.warnings, ...past.warnings], options);
	const kind = 'backup';
	const locking = {jobId, kind, mode: 'exclusive', warn, signal} as const;
	const control = options.control ?? createControl(session.settings.limits);
	return underLock(repository, plan.name, locking, async held => {
		const release = useHooks(session, {...options, control});
		const onEvent: OnEvent = event => options.onEvent?.(event);
		try {
			return await makeBackup(
				session,
				plan,
				{past, warnings, control, assertHeld: held.assertHeld},
				{jobId, signal: held.signal, onEvent, journal, warn, crew},
			);
		} finally {
			release();
		}
	});
}

async function makeBackup(
	session: Session,
	plan: BackupPlan,
	{
		past,
		warnings,
		control,
		assertHeld,
	}: {
		past: BackupHistory;
		warnings: readonly Warning[];
		control: Control;
		assertHeld: HeldLock['assertHeld'];
	},
	job: RunContext,
): Promise<BackupResult> {
	const {jobId, signal, warn} = job;
	const {context, copied} = countCopied(job);
	const repository = await session.repositoryPlace();
	const cluster = await session.clusterPlace();
	const milvus = withRetries(await session.milvus(), {
		outage: trackOutage(),
		signal,
		onRefused(refused) {
			context.onEvent({type: 'retried', ...refused});
		},
	});
	const startedAt = past.startedAt ?? new Date().toISOString();
	const record = newRecord(plan, jobId, startedAt);
	const added = await assertBackupBound({session, milvus, to: repository, jobId, plan, signal});
	if (!added) {
		await claimBackup(repository, record, past.isStarted, context);
	} else if (!past.isStarted) {
		// Else what is wrong with it would be sealed.
		await assertMetadata(repository, added, {signal});
	}

	const cleanUp = async (): Promise<void> => removeCopied(repository, plan, assertHeld, context);
	const {managementUrl} = session.cluster.milvus;
	const {outcome, backedUp, results} = await runAsJob(context, {
		started: past.isStarted ? undefined : {type: 'started', startedAt, cluster: plan.clusterId},
		event: {
			type: 'job-started',
			kind: 'backup',
			jobId,
			name: plan.name,
			collections: plan.collections.map(({collection, rows}) => ({
				collection,
				rows,
			})),
		},
		async work() {
			const {info, backedUp, results} = await withGcPaused(
				{
					managementUrl: plan.strategy === 'meta_only' ? undefined : managementUrl,
					warn,
					signal,
				},
				async () =>
					takeBackup(
						plan,
						{milvus, places: {cluster, repository}, limits: session.settings.limits, control, past},
						context,
					),
			);
			const outcome = outcomeOf(results);
			if (outcome === 'failed') {
				await cleanUp();
			} else {
				finishRecord(record, backedUp, results, warnings);
				const whole = added ? addToBackup(added, {info, record}) : {info, record};
				await assertClaim(repository, plan.name, {
					jobId: added?.record?.jobId ?? jobId,
					objects: whole.record.objects,
				});
				await commitBackup(repository, plan.name, whole, {signal, added});
			}

			return {outcome, backedUp, results};
		},
		failure: {
			hasWork: () => copied() > 0 || past.cuts.size + past.copied.size > 0,
			cleanUp,
		},
	});
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
}

/** How many objects this run has copied: without any there is nothing to continue. */
function countCopied({jobId, signal, onEvent, journal, warn, crew}: RunContext): {
	context: RunContext;
	copied: () => number;
} {
	let objects = 0;
	return {
		context: {
			jobId,
			signal,
			onEvent(event) {
				objects += event.type === 'object-copied' ? 1 : 0;
				onEvent(event);
			},
			journal,
			warn,
			crew,
		},
		copied: () => objects,
	};
}
