import {randomUUID} from 'node:crypto';
import pLimit from 'p-limit';
import type {BackupInfo} from '../format/messages.js';
import {
	milvaultFormatVersion,
	type CollectionRecord,
	type MilvaultMeta,
} from '../format/milvault-meta.js';
import {describeDatabase} from '../milvus/databases.js';
import type {Milvus} from '../milvus/milvus.js';
import {backupRbac} from '../milvus/rbac.js';
import {allocateTimestamp} from '../milvus/timestamps.js';
import type {Outcome, Warning} from '../model/job-events.js';
import {hasCode, toMilvaultError} from '../model/milvault-error.js';
import type {
	BackupPlan,
	BackupResult,
	CollectionResult,
	PlannedCollection,
} from '../model/plans.js';
import {readToolVersion} from '../utils/tool-version.js';
import {backupCollection, type BackedUp} from './backup/backup-collection.js';
import {assertClaim, claimName, holdsClaim} from './backup/claim-name.js';
import {commitBackup, milvaultBody} from './backup/commit-backup.js';
import {removeBackup, removeCollectionData} from './backup/remove-backup.js';
import {metadataConcurrency} from './shared/look-at-cluster.js';
import {mapBounded} from './shared/bounded.js';
import {endsTheJob} from './shared/ends-the-job.js';
import type {Place, RunOptions, Session} from './session.js';

/**
 * Makes the backup that the plan describes.
 *
 * 1. Claim the name, so that two runs can never share it.
 * 2. Ask for RBAC and databases early, so that they cannot fail after all data is copied.
 * 3. Per collection, as a pipeline: describe, flush, find the binlogs, copy, check, record (backup/backup-collection.ts).
 *    One collection that fails does not take the others down; a server or a store that is gone ends the job.
 * 4. Commit: our own record, the level files, full_meta, backup_meta last.
 *
 * Left behind after an interruption: a directory with meta/milvault.json that says `unfinished` and no backup_meta.json;
 * nothing where the failure could be handled.
 *
 * @throws name-taken, cancelled, and what ends the whole job; failures of single collections are in the result
 */
export async function createBackup(
	session: Session,
	plan: BackupPlan,
	options: RunOptions = {},
): Promise<BackupResult> {
	const {onEvent} = options;
	const jobId = randomUUID();
	const startedAt = new Date().toISOString();
	const milvus = await session.milvus();
	const [from, to] = await Promise.all([
		session.clusterPlace(),
		session.repositoryPlace(),
	]);
	const warnings: Warning[] = [...plan.warnings];
	const warn = (warning: Warning): void => {
		warnings.push(warning);
		onEvent?.({type: 'warning', warning});
	};

	const record: MilvaultMeta = {
		formatVersion: milvaultFormatVersion,
		tool: {name: 'milvault', version: readToolVersion()},
		jobId,
		state: 'unfinished',
		name: plan.name,
		cluster: plan.cluster,
		milvusVersion: plan.milvusVersion,
		startedAt,
		strategy: plan.strategy,
		filter: plan.filter,
		rows: '0',
		bytes: 0,
		objects: 0,
		collections: [],
		failed: [],
		warnings: [],
	};
	try {
		await claimName(to, plan.name, milvaultBody(record));
	} catch (error) {
		// The claim may be there although its answer was lost.
		if (!hasCode(error, 'name-taken')) {
			await removeUnfinished(to, plan.name, jobId, warn);
		}

		throw error;
	}

	onEvent?.({
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
		const {info, backedUp, results} = await takeBackup({
			session,
			plan,
			milvus,
			from,
			to,
			jobId,
			warn,
			...options,
		});
		const outcome = outcomeOf(results);
		if (outcome === 'failed') {
			await removeUnfinished(to, plan.name, jobId, warn);
		} else {
			finishRecord(record, outcome, backedUp, results, warnings);
			await assertClaim(to, plan.name, record);
			await commitBackup(to, plan.name, info, record);
		}

		onEvent?.({type: 'job-ended', outcome});
		return {
			kind: 'backup',
			name: plan.name,
			outcome,
			jobId,
			startedAt,
			endedAt: new Date().toISOString(),
			rows: record.rows,
			bytes: record.bytes,
			objects: record.objects,
			collections: results,
			warnings,
		};
	} catch (error) {
		await removeUnfinished(to, plan.name, jobId, warn);
		const failure = toMilvaultError(error);
		onEvent?.({
			type: 'job-ended',
			outcome: failure.code === 'cancelled' ? 'cancelled' : 'failed',
		});
		throw failure;
	}
}

type Taken = {
	info: BackupInfo;
	backedUp: BackedUp[];
	results: CollectionResult[];
};

async function takeBackup(
	job: {
		session: Session;
		plan: BackupPlan;
		milvus: Milvus;
		from: Place;
		to: Place;
		jobId: string;
		warn: (warning: Warning) => void;
	} & RunOptions,
): Promise<Taken> {
	const {session, plan, milvus, jobId, signal} = job;
	const {limits} = session.settings;
	const rbac = plan.withRbac ? await backupRbac(milvus) : undefined;
	const databases = await describeDatabases(milvus, plan.databases);
	const startTs = await allocateTimestamp(milvus, signal);
	const copyLimit = pLimit(limits.copyConcurrency);
	const backedUp: BackedUp[] = [];
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
	const results = await mapBounded(
		plan.collections,
		limits.backupCollections,
		async (planned): Promise<CollectionResult> => {
			try {
				const taken = await takeCollection(planned, {
					...job,
					signal: AbortSignal.any([stop.signal, ...(signal ? [signal] : [])]),
					startTs,
					copyLimit,
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
		size: backedUp
			.reduce((total, {bytes}) => total + BigInt(bytes), 0n)
			.toString(),
		milvus_version: plan.milvusVersion,
		rbac_meta: rbac,
		database_backups: databases,
	};
	return {info, backedUp, results};
}

async function takeCollection(
	planned: PlannedCollection,
	job: Parameters<typeof backupCollection>[1],
): Promise<{backup?: BackedUp; result: CollectionResult}> {
	const {collection} = planned;
	const {onEvent} = job;
	try {
		const backup = await backupCollection(planned, job);
		onEvent?.({
			type: 'collection-ended',
			collection,
			outcome: 'complete',
			rows: backup.rows,
			bytes: backup.bytes,
		});
		return {
			backup,
			result: {
				collection,
				outcome: 'complete',
				rows: backup.rows,
				bytes: backup.bytes,
			},
		};
	} catch (error) {
		const failure = toMilvaultError(error);
		if (endsTheJob(failure) || job.signal?.aborted) {
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
			// A repository that nothing can be deleted from: no metadata names what is left, and the backup goes on.
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

async function describeDatabases(
	milvus: Milvus,
	names: readonly string[],
): Promise<NonNullable<BackupInfo['database_backups']>> {
	return mapBounded(names, metadataConcurrency, async name => {
		const database = milvus.features.describeDatabase
			? await describeDatabase(milvus, name)
			: undefined;
		return {
			db_name: name,
			db_id: database?.id,
			properties: database?.properties,
		};
	});
}

function outcomeOf(results: readonly CollectionResult[]): Outcome {
	const failed = results.filter(({outcome}) => outcome !== 'complete').length;
	if (failed === 0) {
		return 'complete';
	}

	return failed === results.length ? 'failed' : 'partial';
}

function finishRecord(
	record: MilvaultMeta,
	outcome: 'complete' | 'partial' | 'cancelled',
	backedUp: readonly BackedUp[],
	results: readonly CollectionResult[],
	warnings: readonly Warning[],
): void {
	record.state = outcome === 'complete' ? 'complete' : 'partial';
	record.endedAt = new Date().toISOString();
	record.rows = backedUp
		.reduce((total, {rows}) => total + BigInt(rows), 0n)
		.toString();
	record.bytes = backedUp.reduce((total, {bytes}) => total + bytes, 0);
	record.objects = backedUp.reduce((total, {objects}) => total + objects, 0);
	record.collections = backedUp.map(
		(backup): CollectionRecord => backup.record,
	);
	record.failed = results.flatMap(({collection, error}) =>
		error ? [{collection, error}] : [],
	);
	record.warnings = [...warnings];
}

async function removeUnfinished(
	to: Place,
	name: string,
	jobId: string,
	warn: (warning: Warning) => void,
): Promise<void> {
	try {
		if (await holdsClaim(to, name, jobId)) {
			await removeBackup(to, name);
		}
	} catch {
		// The failure that brought us here is the one to report; what it left is said beside it.
		warn({
			code: 'left-behind',
			details: {what: name, where: to.label},
		});
	}
}
