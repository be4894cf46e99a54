import {describeCollection, rowStatistics} from '../../milvus/collections.js';
import {isUnderName} from '../../milvus/find-collection.js';
import type {Milvus} from '../../milvus/milvus.js';
import type {Outage} from '../../milvus/with-retries.js';
import {
	droppedState,
	l0Level,
	persistentSegments,
	type PersistentSegment,
} from '../../milvus/segments.js';
import {
	collectionKey,
	parseCollectionKey,
	type CollectionName,
} from '../../model/collection-key.js';
import type {Warning} from '../../model/job-events.js';
import {MilvaultError, toMilvaultError} from '../../model/milvault-error.js';
import type {PlannedRestore} from '../../model/plans.js';
import {fragment} from '../../model/fragments.js';
import {isKept} from '../journal/is-kept.js';
import {endedRows, type CollectionPast} from '../journal/restore-history.js';
import {isFatal} from '../run/is-fatal.js';
import type {CollectionRun} from '../run/run-collections.js';
import {startPhase} from '../run/start-phase.js';
import {hasL0} from '../import/expected-count.js';
import {importRows, nothingImported} from '../import/import-rows.js';
import type {Imported} from '../import/run-imports.js';
import {checkStatistics, readStatistics, type Statistics} from './check-statistics.js';
import type {BackupCollection} from '../repository/collection-view.js';
import {createMissingPartitions} from './create-target.js';
import {mayBeOutage} from './may-be-outage.js';
import {
	importTarget,
	type CollectionSources,
	type Restored,
	type RestoreSetup,
} from './restore-setup.js';
import {secondsOf} from '../../model/time-to-live.js';

/**
 * Adds a collection's rows to an existing collection, whole partitions at a time.
 *
 * @throws restored-differs when the collection has grown by less than was imported; target-changed
 * when another collection than that of the plan, or of the job's earlier run, stands there
 */
export async function appendRows(
	planned: PlannedRestore,
	sources: CollectionSources,
	past: CollectionPast,
	setup: RestoreSetup,
	run: CollectionRun,
): Promise<Restored> {
	const {milvus, context} = run;
	const {journal, warn, signal} = context;
	const {view} = sources.reading;
	const target = parseCollectionKey(planned.target);
	startPhase(context, view.collection, 'create');
	const collectionId = past.collectionId ?? planned.conflict?.collectionId ?? '';
	const assertInto = async (): Promise<void> => {
		if (!(await isUnderName(milvus, target, collectionId))) {
			throw new MilvaultError('target-changed', {
				target: collectionKey(target),
			});
		}
	};

	await assertInto();
	await createMissingPartitions(milvus, view, target);
	let before = statisticsOf(past);
	if (!before) {
		before = await readBefore(milvus, view, target);
		await journal?.append({
			type: 'appending',
			source: view.collection,
			rowsBefore: String(before.rows),
			partitionRowsBefore: Object.fromEntries(
				[...before.byPartition].map(([name, rows]) => [name, String(rows)]),
			),
			...(before.segments && {segmentsBefore: [...before.segments]}),
			collectionId,
		});
	}

	const imported = await importOrWarn(
		target,
		sources,
		{past, rowsBefore: before.rows, assertInto},
		setup,
		run,
	);
	startPhase(context, view.collection, 'check');
	await assertInto();
	const {outage} = setup;
	const awayBefore = outage.count;
	try {
		await checkAppended({milvus, view, target, imported, before, signal});
	} catch (error) {
		if (!isCut(toMilvaultError(error), signal, outage, awayBefore)) {
			warn(inPart(target, imported.rows));
		}

		throw error;
	}

	return {rows: imported.rows, rowsCheckedBy: 'import'};
}

function statisticsOf({
	rowsBefore,
	partitionRowsBefore = {},
	segmentsBefore,
}: CollectionPast): Before | undefined {
	return rowsBefore === undefined
		? undefined
		: {
				rows: BigInt(rowsBefore),
				byPartition: new Map(
					Object.entries(partitionRowsBefore).map(([name, rows]) => [name, BigInt(rows)]),
				),
				segments: segmentsBefore,
			};
}

/**
 * What the target had before; without its segments (older journals) a shrink by compaction cannot
 * be distinguished from a loss.
 */
type Before = Statistics & {segments?: readonly string[]};

async function readBefore(
	milvus: Milvus,
	view: BackupCollection,
	target: CollectionName,
): Promise<Before> {
	const statistics = await readStatistics(milvus, view, target);
	const segments = await livingSegments(milvus, target);
	const rows = segments.reduce((sum, one) => sum + BigInt(one.rows), 0n);
	// Other segments may be growing, or being compacted: whether segments that are not listed still
	// exist is not known.
	return rows < statistics.rows
		? statistics
		: {...statistics, segments: segments.map(({segmentId}) => segmentId)};
}

/** Those with rows. */
async function livingSegments(
	milvus: Milvus,
	{db, name}: CollectionName,
): Promise<PersistentSegment[]> {
	return (await persistentSegments(milvus, db, name)).filter(
		({state, level}) => state !== droppedState && level !== l0Level,
	);
}

/**
 * Rows that another program writes meanwhile add to the count; fewer mean that some are missing,
 * unless a compaction removed deleted rows from the rows before: then the figures prove nothing,
 * and the rows are those that the import jobs counted.
 */
async function checkAppended({
	milvus,
	view,
	target,
	imported,
	before,
	signal,
}: {
	milvus: Milvus;
	view: BackupCollection;
	target: CollectionName;
	imported: Imported;
	before: Before;
	signal: AbortSignal | undefined;
}): Promise<void> {
	await checkStatistics({
		milvus,
		view,
		target,
		imported,
		before,
		signal,
		mayLose: milvus.features.l0 && hasL0(view),
		async isCompacted() {
			const {db, name} = target;
			const there = await describeCollection(milvus, db, name);
			// Imported rows past their time to live are removed, too.
			if (secondsOf(there?.properties ?? []) !== undefined) {
				return true;
			}

			const living = await livingSegments(milvus, target);
			const now = new Set(living.map(({segmentId}) => segmentId));
			return before.segments?.every(id => now.has(id)) !== true;
		},
	});
}

/** Gone on with later. */
function isCut(
	failure: MilvaultError,
	signal: AbortSignal | undefined,
	outage: Outage,
	awayBefore: number,
): boolean {
	return isFatal(failure) || signal?.aborted === true || mayBeOutage(failure, outage, awayBefore);
}

function inPart(target: CollectionName, rows: bigint): Warning {
	const details = {collection: collectionKey(target), rows: rows.toString()};
	return {code: 'appended-in-part', details};
}

/**
 * The rows of a failed append stay in the user's collection: a warning reports them, since a second
 * append would add them again.
 */
async function importOrWarn(
	target: CollectionName,
	{reading, objects, isLittered}: CollectionSources,
	{
		past,
		rowsBefore,
		assertInto,
	}: {
		past: CollectionPast;
		rowsBefore: bigint;
		assertInto: () => Promise<void>;
	},
	setup: RestoreSetup,
	{milvus, context}: CollectionRun,
): Promise<Imported> {
	const {request, uncancelled, outage, imports, traces, historyNow} = setup;
	const {warn, journal, signal} = context;
	const source = reading.view.collection;
	const awayBefore = outage.count;
	if (request.metaOnly) {
		return nothingImported;
	}

	try {
		return await importRows(
			reading,
			target,
			{
				objects,
				isLittered,
				imports: past.imports,
				isContinued: past.rowsBefore !== undefined,
				isShared: true,
				assertInto,
			},
			importTarget(setup, milvus),
			context,
		);
	} catch (error) {
		const failure = toMilvaultError(error);
		const hasWork = traces.hasWork(source) || past.imports.size > 0;
		if (isCut(failure, signal, outage, awayBefore) && hasWork && isKept(failure, journal)) {
			traces.keep();
			throw error;
		}

		const collection = collectionKey(target);
		if (!(await imports.settle(uncancelled, {into: target, timeoutMs: settleMs}))) {
			const where = setup.places.cluster.label;
			warn({code: 'left-behind', details: {what: fragment('import-jobs-of', {collection}), where}});
		}

		const after = await rowStatistics(uncancelled, target.db, target.name).catch(() => undefined);
		const grown = after === undefined ? 0n : BigInt(after) - rowsBefore;
		// A compaction meanwhile hides them in the statistics.
		const ended = endedRows(historyNow().collections.get(source));
		const rows = grown > ended ? grown : ended;
		if (rows > 0n) {
			warn(inPart(target, rows));
		}

		throw error;
	}
}

/** So that a cancel returns within ten seconds. */
const settleMs = 7000;
