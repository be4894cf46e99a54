import {countRows, describeCollection} from '../../milvus/collections.js';
import {loadState} from '../../milvus/loading.js';
import {isImportUnknown} from '../../milvus/recognise-error.js';
import {parseCollectionKey, workingName, type CollectionName} from '../../model/collection-key.js';
import {MilvaultError, toMilvaultError} from '../../model/milvault-error.js';
import type {PlannedRestore} from '../../model/plans.js';
import {isKept, isStale} from '../journal/is-kept.js';
import type {CollectionPast} from '../journal/restore-history.js';
import {isFatal} from '../run/is-fatal.js';
import {appendRows} from './append-rows.js';
import type {BackupCollection} from '../repository/collection-view.js';
import {checkRestored} from './check-restored.js';
import {importRows} from './import-rows.js';
import {buildIndexes, loadAsBefore} from './make-ready.js';
import {assertOwn, ownBefore} from './own-collection.js';
import {isSpoilt, mayBeOutage} from './may-be-outage.js';
import {proveContents} from './prove-contents.js';
import {assertMadeAlike, otherwiseMade} from '../metadata/recorded-schema.js';
import {enter, type Restored, type RestoreJob} from './restore-job.js';
import {planSwap, swapNames} from './swap-names.js';
import {verifyObjects} from '../content/check-objects.js';
import {createWorking, dropWorking} from './working-collection.js';

/**
 * Restores one collection.
 *
 * 1. Check what is read: sizes and checksums, and where none prove the content, what is in it.
 * 2. Create under a working name, so that the final name appears only when all is well. Append goes
 *    into the target.
 * 3. Put the binlogs where Milvus can read them; import them, under the cut.
 * 4. Rebuild indexes, load as before, compare with the backup.
 * 5. Swap: rename to the final name, aliases, what was replaced last (swap-names.ts).
 *
 * Every step is journalled, so that a job that was cut short goes on where it was: import jobs that
 * ended are not run again, and one that may have been submitted is looked up first. After a failure
 * of its own before step 5 the working collection is dropped; where Milvus went away on the way
 * (restore-backup.ts then calls this again), only when nobody knows what is in it. Left behind
 * after an interruption: that collection, `<target>_milvault_<job>`, and temporary copies.
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
	const unproven = new Set<string>();
	const objects = await verifyObjects({
		...job,
		view,
		onUnproven: key => unproven.add(key),
		onForeign() {
			job.littered.add(view.collection);
			job.temporary.isUsed = true;
		},
	});
	if (!past.swap) {
		await proveContents(view, {objects, unproven}, job);
	}

	if (planned.action === 'append') {
		return appendRows(planned, view, target, {objects, past}, job);
	}

	try {
		return await createAndSwap(planned, view, {target, objects, past}, job);
	} catch (error) {
		// After a day, or without its store, a server has forgotten its import jobs: nobody knows what
		// they did.
		if (!isImportUnknown(error) || past.working === undefined) {
			throw error;
		}

		return createAndSwap(planned, view, {target, objects, past: {imports: new Map()}}, job);
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
	const {milvus, journal, outage, signal} = job;
	const awayBefore = outage.count;
	const source = view.collection;
	if (past.swap) {
		enter(job, view, 'finish');
		await swapNames(past.swap, planned, job);
		return restoredBefore(planned, view, past, job);
	}

	const working = milvus.features.rename ? workingName(target, job.jobId) : target;
	const own = ownBefore(working, past);
	let isSwapping = false;
	enter(job, view, 'create');
	try {
		const {isThere, imports} = await createWorking(view, own, {target, past}, job);
		if (planned.action === 'replace' && !isThere) {
			await assertMadeAlike(milvus, view, working);
		}

		const assertInto = async (): Promise<void> => assertOwn(milvus, own);
		const imported = await importRows(
			view,
			working,
			{objects, imports, isContinued: isThere, isShared: false, assertInto},
			job,
		);
		await assertInto();
		const isLoaded = await makeReady(planned, view, working, job);
		enter(job, view, 'check');
		const checked = await checkRestored({
			...job,
			view,
			target: working,
			imported,
			withIndex: job.request.withIndex,
			isLoaded,
		});
		const {otherwise} = checked;
		if (otherwise.length > 0) {
			tellOtherwise(planned, view, otherwise, job);
		}

		enter(job, view, 'finish');
		const swap = await planSwap(own, target, planned, job);
		await journal?.append({type: 'swapping', source, ...swap});
		isSwapping = true;
		await swapNames(swap, planned, job);
		return {
			rows: checked.rows,
			rowsCheckedBy: checked.checkedBy,
			otherwise,
		};
	} catch (error) {
		const failure = toMilvaultError(error);
		const isPassing = mayBeOutage(failure, outage, awayBefore);
		const isCut =
			isFatal(failure) ||
			signal?.aborted === true ||
			isSwapping ||
			(isPassing && !isSpoilt(failure));
		const isRefused = isStale(failure);
		const hasWork = isSwapping || job.worked.has(source) || past.imports.size > 0;
		if (isCut && hasWork && !isRefused && isKept(failure, journal)) {
			job.kept.isAny = true;
		} else if (own.isBegun && (await dropWorking(own, job, isPassing))) {
			await journal?.append({type: 'removed', source});
		}

		signal?.throwIfAborted();
		throw error;
	}
}

/**
 * A collection that has all its rows, and differs in what does not touch them (a server that does
 * not know a clustering key), is worth having, and says so. It takes nobody's place.
 *
 * @throws restored-differs for one that would replace another
 */
function tellOtherwise(
	{action, target}: PlannedRestore,
	{collection}: BackupCollection,
	differences: readonly string[],
	{warn}: RestoreJob,
): void {
	if (action === 'replace') {
		throw new MilvaultError('restored-differs', {collection, differences});
	}

	warn({
		code: 'made-otherwise',
		details: {collection: target, differences},
	});
}

/** The swap was under way when the job was cut short: all had been checked before it. */
async function restoredBefore(
	{target}: PlannedRestore,
	view: BackupCollection,
	past: CollectionPast,
	{milvus}: RestoreJob,
): Promise<Restored> {
	const {db, name} = parseCollectionKey(target);
	const description = await describeCollection(milvus, db, name);
	// Its warning is among those of the earlier run.
	const otherwise = description && otherwiseMade(milvus.messages, view, description);
	const isLoaded = (await loadState(milvus, db, name)) === 'Loaded';
	const counted = isLoaded ? await countRows(milvus, db, name) : undefined;
	if (counted !== undefined) {
		return {rows: BigInt(counted), rowsCheckedBy: 'count', otherwise};
	}

	const imported = [...past.imports.values()];
	return {
		rows: imported.reduce((sum, {rows}) => sum + BigInt(rows ?? 0), 0n),
		rowsCheckedBy: 'import',
		otherwise,
	};
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
