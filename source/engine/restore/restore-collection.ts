import type {LimitFunction} from 'p-limit';
import {
	describeCollection,
	dropCollection,
	renameCollection,
	rowStatistics,
} from '../../milvus/collections.js';
import type {ImportApi} from '../../milvus/imports.js';
import type {Milvus} from '../../milvus/milvus.js';
import {
	collectionKey,
	workingName,
	type CollectionName,
} from '../../model/collection-key.js';
import type {Phase, Warning} from '../../model/job-events.js';
import {hasCode, MilvaultError} from '../../model/milvault-error.js';
import type {PlannedRestore, RestoreRequest} from '../../model/plans.js';
import type {LimitSettings} from '../../settings/settings.js';
import type {Place, RunOptions} from '../session.js';
import type {BackupCollection} from './backup-collection-view.js';
import {checkRestored} from './check-restored.js';
import {createMissingPartitions, createTarget} from './create-target.js';
import {importJobs, importUnits} from './import-jobs.js';
import {buildIndexes, loadAsBefore} from './make-ready.js';
import {restoreAliases} from './restore-aliases.js';
import {runImports} from './run-imports.js';
import {settleImports, type RunningImports} from './settle-imports.js';
import {stageBinlogs} from './stage-binlogs.js';
import {verifyObjects} from './verify-objects.js';

export type RestoreJob = {
	jobId: string;
	backupName: string;
	request: RestoreRequest;
	milvus: Milvus;
	api: ImportApi;
	repository: Place;
	cluster: Place;
	limits: LimitSettings;
	copyLimit: LimitFunction;
	importLimit: LimitFunction;
	/** Import jobs that Milvus still works on. */
	running: RunningImports;
	/** Counts every change of an import job's state. */
	importsSeen: {changes: number};
	/** Databases that this job made. */
	created: string[];
	warn: (warning: Warning) => void;
	/** The store refused to copy by itself: the bytes went through this process. */
	onStreamed: () => void;
} & RunOptions;

export type Restored = {rows: bigint; rowsCheckedBy: 'import' | 'count'};

/**
 * Restores one collection.
 *
 * 1. Check what is read.
 * 2. Create under a working name, so that the final name appears only when all is well. Append goes into the target.
 * 3. Put the binlogs where Milvus can read them; import them, under the cut.
 * 4. Rebuild indexes, load as before, compare with the backup.
 * 5. Rename to the final name; aliases last.
 *
 * After a failure before step 5 the working collection is dropped. Left behind after an interruption: that collection,
 * `<target>_milvault_<job>`, and temporary copies.
 */
export async function restoreCollection(
	planned: PlannedRestore,
	view: BackupCollection,
	target: CollectionName,
	job: RestoreJob,
): Promise<Restored> {
	const {milvus, signal} = job;
	enter(job, view, 'check');
	const objects = await verifyObjects({...job, view});
	if (planned.action === 'append') {
		return append(view, target, objects, job);
	}

	const working = milvus.features.rename
		? workingName(target, job.jobId)
		: target;
	enter(job, view, 'create');
	// Where nothing can be renamed, creating what somebody made since the plan would succeed, and dropping it after a failure too.
	if (
		working === target &&
		(await describeCollection(milvus, target.db, target.name))
	) {
		throw await targetExists(milvus, target);
	}

	try {
		await createTarget(milvus, view, working);
		const rows = await importRows(view, working, objects, job);
		const isLoaded = await makeReady(planned, view, working, job);
		enter(job, view, 'check');
		const checked = await checkRestored({
			...job,
			view,
			target: working,
			importedRows: rows,
			withIndex: job.request.withIndex,
			isLoaded,
		});
		enter(job, view, 'finish');
		if (working.name !== target.name) {
			await takeFinalName(milvus, working, target);
		}

		await giveAliases(planned, target, job);
		return {rows: checked.rows, rowsCheckedBy: checked.checkedBy};
	} catch (error) {
		await dropWorking(working, job);
		signal?.throwIfAborted();
		throw error;
	}
}

/** The collection is there and whole: what becomes of its aliases does not change that. */
async function giveAliases(
	{aliases}: PlannedRestore,
	target: CollectionName,
	{milvus, warn}: RestoreJob,
): Promise<void> {
	try {
		await restoreAliases(milvus, aliases, target, warn);
	} catch {
		warn({
			code: 'not-restored',
			details: {collection: collectionKey(target), what: aliases.join(', ')},
		});
	}
}

/** @throws target-exists when somebody took the name since the plan */
async function takeFinalName(
	milvus: Milvus,
	working: CollectionName,
	target: CollectionName,
): Promise<void> {
	try {
		await renameCollection(milvus, target.db, working.name, target.name);
	} catch (error) {
		const isTaken =
			hasCode(error, 'milvus-refused') &&
			(await describeCollection(milvus, target.db, target.name));
		throw isTaken ? await targetExists(milvus, target) : error;
	}
}

async function targetExists(
	milvus: Milvus,
	target: CollectionName,
): Promise<MilvaultError> {
	return new MilvaultError('target-exists', {
		targets: [
			{
				target: collectionKey(target),
				rows: await rowStatistics(milvus, target.db, target.name),
			},
		],
	});
}

async function append(
	view: BackupCollection,
	target: CollectionName,
	objects: ReadonlyMap<string, number>,
	job: RestoreJob,
): Promise<Restored> {
	const {milvus} = job;
	enter(job, view, 'create');
	await createMissingPartitions(milvus, view, target);
	const before = BigInt(await rowStatistics(milvus, target.db, target.name));
	const rows = await importOrTell(before, view, target, objects, job);
	enter(job, view, 'check');
	const after = BigInt(await rowStatistics(milvus, target.db, target.name));
	// Rows that somebody else writes meanwhile come on top; fewer can only mean that some are missing.
	if (after - before < rows) {
		throw new MilvaultError('restored-differs', {
			collection: view.collection,
			differences: [
				`${rows} rows were imported, the collection grew by ${after - before}`,
			],
		});
	}

	return {rows, rowsCheckedBy: 'import'};
}

/** What an append that fails has added stays in somebody's collection: it is told, since a second one would add it again. */
async function importOrTell(
	before: bigint,
	view: BackupCollection,
	target: CollectionName,
	objects: ReadonlyMap<string, number>,
	job: RestoreJob,
): Promise<bigint> {
	try {
		return await importRows(view, target, objects, job);
	} catch (error) {
		const {milvus, cluster, warn} = job;
		const collection = collectionKey(target);
		if (!(await settleImports(job, {into: target, timeoutMs: settleMs}))) {
			warn({
				code: 'left-behind',
				details: {what: `import jobs of ${collection}`, where: cluster.label},
			});
		}

		const after = await rowStatistics(milvus, target.db, target.name).catch(
			() => undefined,
		);
		if (after !== undefined && BigInt(after) > before) {
			const rows = (BigInt(after) - before).toString();
			warn({code: 'appended-in-part', details: {collection, rows}});
		}

		throw error;
	}
}

async function importRows(
	view: BackupCollection,
	into: CollectionName,
	objects: ReadonlyMap<string, number>,
	job: RestoreJob,
): Promise<bigint> {
	const {milvus, request} = job;
	const jobs = request.metaOnly
		? []
		: importJobs(view, importUnits(milvus, job.api));
	if (jobs.length === 0) {
		return 0n;
	}

	enter(job, view, 'copy');
	const staged = await stageBinlogs({
		...job,
		collection: view.collection,
		objects,
	});
	enter(job, view, 'import');
	return runImports({
		...job,
		view,
		into,
		jobs,
		staged,
		stallMs: job.limits.importStallSeconds * 1000,
	});
}

async function makeReady(
	planned: PlannedRestore,
	view: BackupCollection,
	working: CollectionName,
	job: RestoreJob,
): Promise<boolean> {
	const {milvus, limits} = job;
	if (job.request.withIndex && view.indexes.length > 0) {
		enter(job, view, 'index');
		await buildIndexes(milvus, view, working, {
			...job,
			stallMs: limits.indexStallSeconds * 1000,
		});
	}

	if (planned.willLoad) {
		enter(job, view, 'load');
		await loadAsBefore(milvus, view, working, {
			...job,
			stallMs: limits.loadStallSeconds * 1000,
		});
	}

	return planned.willLoad;
}

/** So that a cancel returns within ten seconds. */
const settleMs = 7000;

/**
 * The failure before it is the one to report: a working collection that cannot be dropped, or that an import job still fills, is a
 * warning beside it.
 */
async function dropWorking(
	working: CollectionName,
	job: RestoreJob,
): Promise<void> {
	const {milvus, cluster, warn} = job;
	try {
		if (!(await settleImports(job, {into: working, timeoutMs: settleMs}))) {
			throw new Error('an import job still fills it');
		}

		await dropCollection(milvus, working.db, working.name);
	} catch {
		warn({
			code: 'left-behind',
			details: {what: collectionKey(working), where: cluster.label},
		});
	}
}

function enter(
	{signal, onEvent}: RestoreJob,
	{collection}: BackupCollection,
	phase: Phase,
): void {
	signal?.throwIfAborted();
	onEvent?.({type: 'phase-started', collection, phase});
}
