import type {LimitFunction} from 'p-limit';
import {
	countRows,
	describeCollection,
	dropCollection,
	rowStatistics,
} from '../../milvus/collections.js';
import type {ImportApi} from '../../milvus/imports.js';
import {loadState} from '../../milvus/loading.js';
import type {Milvus} from '../../milvus/milvus.js';
import {isImportUnknown} from '../../milvus/recognise-error.js';
import {
	collectionKey,
	parseCollectionKey,
	workingName,
	type CollectionName,
} from '../../model/collection-key.js';
import type {Phase, Warning} from '../../model/job-events.js';
import {MilvaultError, toMilvaultError} from '../../model/milvault-error.js';
import type {PlannedRestore, RestoreRequest} from '../../model/plans.js';
import type {LimitSettings} from '../../settings/settings.js';
import {isKept} from '../journal/is-kept.js';
import type {CollectionPast, RestorePast} from '../journal/restore-past.js';
import type {Place, RunOptions} from '../session.js';
import {endsTheJob} from '../shared/ends-the-job.js';
import type {BackupCollection} from './backup-collection-view.js';
import {checkRestored} from './check-restored.js';
import {createMissingPartitions, createTarget} from './create-target.js';
import {importJobs, importUnits} from './import-jobs.js';
import {buildIndexes, loadAsBefore} from './make-ready.js';
import {runImports} from './run-imports.js';
import {settleImports, type RunningImports} from './settle-imports.js';
import {stageBinlogs} from './stage-binlogs.js';
import {planSwap, swapNames, targetExists} from './swap-names.js';
import {verifyObjects} from './verify-objects.js';

export type RestoreJob = {
	jobId: string;
	backupName: string;
	request: RestoreRequest;
	/** Every call ends with the job's signal. */
	milvus: Milvus;
	/** The same for what must not be cut off: submissions, the swap, clean-up. */
	unbound: Milvus;
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
	/** What earlier runs of this job did. */
	past: RestorePast;
	/** Something is kept to be continued. */
	kept: {isAny: boolean};
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
 * 5. Swap: rename to the final name, aliases, what was replaced last (swap-names.ts).
 *
 * Every step is journalled, so that a job that was cut short goes on where it was: import jobs that ended are not run again, and one that
 * may have been submitted is looked up first. After a failure of its own before step 5 the working collection is dropped. Left
 * behind after an interruption: that collection, `<target>_milvault_<job>`, and temporary copies.
 */
export async function restoreCollection(
	planned: PlannedRestore,
	view: BackupCollection,
	target: CollectionName,
	job: RestoreJob,
): Promise<Restored> {
	const past: CollectionPast = job.past.collections.get(view.collection) ?? {
		imports: new Map(),
	};
	enter(job, view, 'check');
	const objects = await verifyObjects({...job, view});
	if (planned.action === 'append') {
		return append(view, target, {objects, past}, job);
	}

	try {
		return await createAndSwap(planned, view, {target, objects, past}, job);
	} catch (error) {
		// After a day, or without its store, a server has forgotten its import jobs: nobody knows what they did.
		if (!isImportUnknown(error) || past.working === undefined) {
			throw error;
		}

		return createAndSwap(
			planned,
			view,
			{target, objects, past: {imports: new Map()}},
			job,
		);
	}
}

async function createAndSwap(
	planned: PlannedRestore,
	view: BackupCollection,
	{
		target,
		objects,
		past,
	}: {
		target: CollectionName;
		objects: ReadonlyMap<string, number>;
		past: CollectionPast;
	},
	job: RestoreJob,
): Promise<Restored> {
	const {milvus, journal, signal} = job;
	const source = view.collection;
	if (past.swap) {
		enter(job, view, 'finish');
		await swapNames(past.swap, planned, job);
		return restoredBefore(planned, past, job);
	}

	const working = milvus.features.rename
		? workingName(target, job.jobId)
		: target;
	let isSwapping = false;
	enter(job, view, 'create');
	try {
		const {isThere, imports} = await createWorking(
			view,
			{working, target, past},
			job,
		);
		const rows = await importRows(
			view,
			working,
			{objects, imports, isContinued: isThere, isShared: false},
			job,
		);
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
		const swap = await planSwap(working, target, planned, job);
		await journal?.append({type: 'swapping', source, ...swap});
		isSwapping = true;
		await swapNames(swap, planned, job);
		return {rows: checked.rows, rowsCheckedBy: checked.checkedBy};
	} catch (error) {
		const failure = toMilvaultError(error);
		const isCut = endsTheJob(failure) || signal?.aborted === true || isSwapping;
		const isRefused =
			failure.code === 'target-exists' || failure.code === 'target-changed';
		if (isCut && !isRefused && isKept(failure, journal)) {
			job.kept.isAny = true;
		} else if (await dropWorking(working, job)) {
			await journal?.append({type: 'removed', source});
		}

		signal?.throwIfAborted();
		throw error;
	}
}

/** The working collection, new or as an earlier run left it. */
async function createWorking(
	view: BackupCollection,
	{
		working,
		target,
		past,
	}: {working: CollectionName; target: CollectionName; past: CollectionPast},
	{milvus, journal}: RestoreJob,
): Promise<{isThere: boolean; imports: CollectionPast['imports']}> {
	const source = view.collection;
	const there = await describeCollection(milvus, working.db, working.name);
	if (there && there.collectionId === past.collectionId) {
		return {isThere: true, imports: past.imports};
	}

	// Where nothing can be renamed, creating what somebody made since the plan would succeed, and dropping it after a failure too.
	if (there && working.name === target.name) {
		throw await targetExists(milvus, target);
	}

	await journal?.append({
		type: 'creating',
		source,
		working: collectionKey(working),
	});
	if (there) {
		// Made by half before an interruption, and nothing was imported into it.
		await dropCollection(milvus, working.db, working.name);
	}

	await createTarget(milvus, view, working);
	const made = await describeCollection(milvus, working.db, working.name);
	await journal?.append({
		type: 'created',
		source,
		collectionId: made?.collectionId ?? '',
	});
	return {isThere: false, imports: new Map()};
}

/** The swap was under way when the job was cut short: all had been checked before it. */
async function restoredBefore(
	{target}: PlannedRestore,
	past: CollectionPast,
	{milvus}: RestoreJob,
): Promise<Restored> {
	const {db, name} = parseCollectionKey(target);
	const isLoaded = (await loadState(milvus, db, name)) === 'Loaded';
	const counted = isLoaded ? await countRows(milvus, db, name) : undefined;
	if (counted !== undefined) {
		return {rows: BigInt(counted), rowsCheckedBy: 'count'};
	}

	const imported = [...past.imports.values()];
	return {
		rows: imported.reduce((sum, {rows}) => sum + BigInt(rows ?? 0), 0n),
		rowsCheckedBy: 'import',
	};
}

async function append(
	view: BackupCollection,
	target: CollectionName,
	{objects, past}: {objects: ReadonlyMap<string, number>; past: CollectionPast},
	job: RestoreJob,
): Promise<Restored> {
	const {milvus, journal} = job;
	enter(job, view, 'create');
	await createMissingPartitions(milvus, view, target);
	let rowsBefore = past.rowsBefore;
	if (rowsBefore === undefined) {
		rowsBefore = await rowStatistics(milvus, target.db, target.name);
		await journal?.append({
			type: 'appending',
			source: view.collection,
			rowsBefore,
		});
	}

	const before = BigInt(rowsBefore);
	const rows = await importOrTell(before, view, target, {objects, past}, job);
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
	{objects, past}: {objects: ReadonlyMap<string, number>; past: CollectionPast},
	job: RestoreJob,
): Promise<bigint> {
	try {
		return await importRows(
			view,
			target,
			{
				objects,
				imports: past.imports,
				isContinued: past.rowsBefore !== undefined,
				isShared: true,
			},
			job,
		);
	} catch (error) {
		const failure = toMilvaultError(error);
		const {unbound, cluster, warn, journal, signal} = job;
		const isCut = endsTheJob(failure) || signal?.aborted === true;
		if (isCut && isKept(failure, journal)) {
			job.kept.isAny = true;
			throw error;
		}

		const collection = collectionKey(target);
		if (
			!(await settleImports(
				{...job, milvus: unbound},
				{into: target, timeoutMs: settleMs},
			))
		) {
			warn({
				code: 'left-behind',
				details: {what: `import jobs of ${collection}`, where: cluster.label},
			});
		}

		const after = await rowStatistics(unbound, target.db, target.name).catch(
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
	{
		objects,
		imports,
		isContinued,
		isShared,
	}: {
		objects: ReadonlyMap<string, number>;
		imports: CollectionPast['imports'];
		isContinued: boolean;
		isShared: boolean;
	},
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
		collectionId: view.info.collection_id,
		objects,
		isContinued,
	});
	enter(job, view, 'import');
	return runImports({
		...job,
		view,
		into,
		jobs,
		staged,
		isShared,
		pastImports: imports,
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
 *
 * @returns whether it is gone
 */
async function dropWorking(
	working: CollectionName,
	job: RestoreJob,
): Promise<boolean> {
	const {unbound, cluster, warn} = job;
	try {
		const isSettled = await settleImports(
			{...job, milvus: unbound},
			{into: working, timeoutMs: settleMs},
		);
		if (!isSettled) {
			throw new Error('an import job still fills it');
		}

		await dropCollection(unbound, working.db, working.name);
		return true;
	} catch {
		warn({
			code: 'left-behind',
			details: {what: collectionKey(working), where: cluster.label},
		});
		return false;
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
