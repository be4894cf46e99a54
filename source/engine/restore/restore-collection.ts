import {countRows, describeCollection} from '../../milvus/collections.js';
import {loadState} from '../../milvus/loading.js';
import type {Milvus} from '../../milvus/milvus.js';
import {isImportUnknown} from '../../milvus/recognise-error.js';
import {parseCollectionKey, workingName, type CollectionName} from '../../model/collection-key.js';
import {MilvaultError, toMilvaultError} from '../../model/milvault-error.js';
import type {PlannedRestore} from '../../model/plans.js';
import {verifyObjects} from '../content/check-objects.js';
import {proveContents} from '../content/prove-contents.js';
import {drillCollection} from '../drill/drill-collection.js';
import {importRows, nothingImported} from '../import/import-rows.js';
import type {Imported} from '../import/run-imports.js';
import {isKept, isStale} from '../journal/is-kept.js';
import {endedRows, hasRowsBegun, type CollectionPast} from '../journal/restore-history.js';
import {assertMadeAlike, otherwiseMade} from '../metadata/recorded-schema.js';
import type {BackupReading} from '../repository/backup-reading.js';
import type {BackupCollection} from '../repository/collection-view.js';
import {isFatal} from '../run/is-fatal.js';
import type {CollectionRun} from '../run/run-collections.js';
import type {RunContext} from '../run/run-context.js';
import {startPhase} from '../run/start-phase.js';
import {appendRows} from './append-rows.js';
import {checkRestored} from './check-restored.js';
import {createIndexes, loadAsBefore, untilIndexed} from './make-ready.js';
import {isSpoilt, mayBeOutage} from './may-be-outage.js';
import {
	assertOwn,
	dropOwn,
	ownBefore,
	workingChanged,
	type OwnCollection,
} from './own-collection.js';
import {
	importTarget,
	type CollectionSources,
	type Restored,
	type RestoreSetup,
} from './restore-setup.js';
import {planSwap, swapNames} from './swap-names.js';
import {createWorking, dropWorking} from './working-collection.js';

/**
 * Restores one collection.
 *
 * 1. Check what is read: sizes and checksums, and where none prove the content, what is in it.
 * 2. Create under a working name, with its indexes, so that the final name appears only when all
 *    checks passed. Append goes into the target.
 * 3. Put the binlogs where Milvus can read them; import them, under the cut.
 * 4. Wait for the indexes, load as before, compare with the backup.
 * 5. Swap: rename to the final name, aliases, what was replaced last (swap-names.ts).
 *
 * A drill is compared with the backup once more, by a sample of its rows, and dropped instead.
 *
 * Every step is journalled, so that an interrupted job continues where it stopped: import jobs that
 * ended are not run again, and one that may have been submitted is looked up first. After a failure
 * of its own before step 5 the working collection is dropped; where Milvus went away on the way
 * (restore-collections.ts then calls this again), only when its contents are not known. Left behind
 * after an interruption: that collection, `<target>_milvault_<job>`, and temporary copies.
 */
export async function restoreCollection(
	planned: PlannedRestore,
	view: BackupCollection,
	past: CollectionPast,
	setup: RestoreSetup,
	run: CollectionRun,
): Promise<Restored> {
	const {context} = run;
	const {request, imports, backupName, copyLimit} = setup;
	const {repository} = setup.places;
	startPhase(context, view.collection, 'check');
	const reading: BackupReading = {
		view,
		repository,
		backupName,
		copyLimit,
		signal: context.signal,
	};
	const unproven = new Set<string>();
	let isLittered = false;
	const objects = await verifyObjects({
		view,
		repository,
		backupName,
		copyLimit,
		warn: context.warn,
		signal: context.signal,
		onUnproven: key => unproven.add(key),
		onForeign() {
			isLittered = true;
			imports.noteCopies();
		},
	});
	if (!past.swap && !request.metaOnly) {
		const isTrusted = request.isTrusted ?? false;
		await proveContents(reading, {objects, unproven, isTrusted}, context);
	}

	const sources: CollectionSources = {reading, objects, isLittered};
	if (planned.action === 'append') {
		return appendRows(planned, sources, past, setup, run);
	}

	try {
		return await createAndSwap(planned, sources, past, setup, run);
	} catch (error) {
		// After a day, or without its store, a server has forgotten its import jobs: their
		// results are not known.
		if (!isImportUnknown(error) || past.working === undefined) {
			throw error;
		}

		return createAndSwap(planned, sources, {imports: new Map()}, setup, run);
	}
}

async function createAndSwap(
	planned: PlannedRestore,
	sources: CollectionSources,
	past: CollectionPast,
	setup: RestoreSetup,
	run: CollectionRun,
): Promise<Restored> {
	const {milvus, context} = run;
	const {journal, warn, signal} = context;
	const {request, uncancelled, outage, traces} = setup;
	const {view} = sources.reading;
	const source = view.collection;
	const target = parseCollectionKey(planned.target);
	const awayBefore = outage.count;
	if (past.swap) {
		startPhase(context, source, 'finish');
		await swapNames(past.swap, planned, {uncancelled, request, warn});
		return restoredBefore(planned, view, past, milvus);
	}

	const {drill} = request;
	const hasWorkingName = milvus.features.rename || drill !== undefined;
	const working = hasWorkingName ? workingName(target, context.jobId) : target;
	const own = ownBefore(working, past);
	let isSwapping = false;
	startPhase(context, source, 'create');
	try {
		const checked = await fillWorking(planned, sources, {own, past}, setup, run);
		startPhase(context, source, 'finish');
		if (drill) {
			await removeDrilled(own, uncancelled);
			await journal?.append({type: 'removed', source});
			return checked;
		}

		const swap = await planSwap(own, target, planned, {uncancelled, jobId: context.jobId});
		await journal?.append({type: 'swapping', source, ...swap});
		isSwapping = true;
		await swapNames(swap, planned, {uncancelled, request, warn});
		return checked;
	} catch (error) {
		const failure = toMilvaultError(error);
		const isPassing = mayBeOutage(failure, outage, awayBefore);
		const isCut =
			isFatal(failure) ||
			signal?.aborted === true ||
			isSwapping ||
			(isPassing && !isSpoilt(failure));
		const isRefused = isStale(failure);
		const hasWork = isSwapping || traces.hasWork(source) || hasRowsBegun(past);
		if (isCut && hasWork && !isRefused && isKept(failure, journal)) {
			traces.keep();
		} else if (own.isBegun && (await dropWorking(own, setup, context, isPassing))) {
			await journal?.append({type: 'removed', source});
		}

		signal?.throwIfAborted();
		throw error;
	}
}

/**
 * Makes the working collection, or continues with what an earlier run made of it, and checks it.
 */
async function fillWorking(
	planned: PlannedRestore,
	{reading, objects, isLittered}: CollectionSources,
	{own, past}: {own: OwnCollection; past: CollectionPast},
	setup: RestoreSetup,
	{milvus, context}: CollectionRun,
): Promise<Restored> {
	const {view, repository, backupName, copyLimit} = reading;
	const {request} = setup;
	const working = own.name;
	const target = parseCollectionKey(planned.target);
	const {isThere, imports, inserts} = await createWorking(
		view,
		own,
		{target, past},
		milvus,
		context,
	);
	if (planned.action === 'replace' && !isThere) {
		await assertMadeAlike(milvus, view, working);
	}

	const addIndexes = async (): Promise<void> => {
		if (request.withIndex) {
			await createIndexes(milvus, view, working, context.signal);
		}
	};

	// Partitions that are inserted may be dropped and made again: until then, without indexes.
	const isInserted = (planned.insertedPartitions ?? 0) > 0;
	if (!isInserted) {
		await addIndexes();
	}

	const assertInto = async (): Promise<void> => assertOwn(milvus, own);
	const imported = request.metaOnly
		? nothingImported
		: await importRows(
				reading,
				working,
				{
					objects,
					isLittered,
					imports,
					...(isInserted && {inserts, afterInserts: addIndexes}),
					isContinued: isThere,
					isShared: false,
					assertInto,
				},
				importTarget(setup, milvus),
				context,
			);
	await assertInto();
	const isLoaded = await makeReady(planned, view, working, setup, {milvus, context});
	startPhase(context, view.collection, 'check');
	const checked = await checkRestored({
		view,
		repository,
		backupName,
		copyLimit,
		signal: context.signal,
		milvus,
		target: working,
		imported,
		withIndex: request.withIndex,
		isLoaded,
	});
	const {rows, checkedBy, otherwise} = checked;
	if (otherwise.length > 0) {
		acceptDifferences(planned, view, otherwise, context);
	}

	const drilled = request.drill && (await drillCollection(reading, working, milvus, request.drill));
	// A drill that could compare no row proves nothing.
	const unproven = drilled?.isUnread ? (drilled.notCompared ?? []) : [];
	return {
		rows,
		rowsCheckedBy: checkedBy,
		otherwise: [...otherwise, ...unproven],
		partitions: partitionsOf(imported),
		...(drilled && {drilled}),
	};
}

/** @throws working-changed when another program renamed it */
async function removeDrilled(own: OwnCollection, milvus: Milvus): Promise<void> {
	if (!(await dropOwn(milvus, own)).isGone) {
		throw await workingChanged(milvus, own.name, own.collectionId ?? '');
	}
}

/** Undefined where all were imported. */
function partitionsOf({byPartition, inserted}: Imported): Restored['partitions'] {
	return inserted === undefined ? undefined : {inserted, imported: byPartition.size - inserted};
}

/**
 * A collection that has all its rows, and differs only in what does not affect them (a server that
 * does not know a clustering key), is kept, with a warning. It never replaces another one.
 *
 * @throws restored-differs for one that would replace another
 */
function acceptDifferences(
	{action, target}: PlannedRestore,
	{collection}: BackupCollection,
	differences: readonly string[],
	{warn}: RunContext,
): void {
	if (action === 'replace') {
		throw new MilvaultError('restored-differs', {collection, differences});
	}

	warn({
		code: 'made-otherwise',
		details: {collection: target, differences},
	});
}

/** The swap was under way when the job was interrupted: all had been checked before it. */
async function restoredBefore(
	{target}: PlannedRestore,
	view: BackupCollection,
	past: CollectionPast,
	milvus: Milvus,
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

	return {rows: endedRows(past), rowsCheckedBy: 'import', otherwise};
}

async function makeReady(
	planned: PlannedRestore,
	view: BackupCollection,
	working: CollectionName,
	{request, limits}: RestoreSetup,
	{milvus, context}: CollectionRun,
): Promise<boolean> {
	const {signal, onEvent} = context;
	if (request.withIndex && view.indexes.length > 0) {
		startPhase(context, view.collection, 'index');
		await untilIndexed(milvus, view, working, {
			stallMs: limits.indexStallSeconds * 1000,
			signal,
			onEvent,
		});
	}

	if (planned.willLoad) {
		startPhase(context, view.collection, 'load');
		await loadAsBefore(milvus, view, working, {
			stallMs: limits.loadStallSeconds * 1000,
			signal,
			onEvent,
		});
	}

	return planned.willLoad;
}
