import {isUnderName} from '../../milvus/find-collection.js';
import type {Milvus} from '../../milvus/milvus.js';
import {parseCollectionKey} from '../../model/collection-key.js';
import {MilvaultError, toMilvaultError} from '../../model/milvault-error.js';
import type {CollectionResult, PlannedRestore, RestorePlan} from '../../model/plans.js';
import type {CollectionPast, RestoreHistory} from '../journal/restore-history.js';
import type {BackupCollection} from '../repository/collection-view.js';
import {isFatal} from '../run/is-fatal.js';
import {runCollections, type CollectionRun} from '../run/run-collections.js';
import type {RunContext} from '../run/run-context.js';
import {mayBeOutage} from './may-be-outage.js';
import {restoreCollection} from './restore-collection.js';
import type {RestoreSetup} from './restore-setup.js';

type Sources = {
	views: ReadonlyMap<string, BackupCollection>;
	/** Why, by name, databases could not be made. */
	unmade: ReadonlyMap<string, MilvaultError>;
	/** What earlier runs of this job did. */
	past: RestoreHistory;
};

/**
 * Restores the collections of the plan, several at once; for existing ones that an earlier run
 * restored, returns its result.
 *
 * @throws what ends the whole job
 */
export async function restoreCollections(
	plan: RestorePlan,
	sources: Sources,
	setup: RestoreSetup,
	context: RunContext,
): Promise<CollectionResult[]> {
	return runCollections<PlannedRestore>(
		plan.collections,
		{milvus: setup.uncancelled, concurrency: setup.limits.restoreCollections},
		{
			nameOf: ({source, target}) => ({collection: source, target}),
			async earlier(planned, {milvus}) {
				const before = sources.past.collections.get(planned.source);
				return before && (await isStillThere(planned, before, milvus)) ? before.result : undefined;
			},
			async run(planned, run) {
				return restoreOne(planned, sources, setup, run);
			},
		},
		context,
	);
}

/** Is what an earlier run made, or added to, still what it was? What a drill made is gone. */
async function isStillThere(
	{target}: PlannedRestore,
	{result, swap, collectionId}: CollectionPast,
	milvus: Milvus,
): Promise<boolean> {
	const madeId = swap?.workingId ?? collectionId;
	return (
		result?.drilled !== undefined ||
		result?.outcome !== 'complete' ||
		madeId === undefined ||
		isUnderName(milvus, parseCollectionKey(target), madeId)
	);
}

/** A Milvus that goes away each time will not do it. */
const maxTries = 4;

/**
 * One collection. What fails when Milvus went away meanwhile is continued, as after a crash of our
 * own: from what was written down.
 */
async function restoreOne(
	planned: PlannedRestore,
	{views, unmade, past}: Sources,
	setup: RestoreSetup,
	run: CollectionRun,
): Promise<CollectionResult> {
	const {source, target, bytes} = planned;
	if (planned.action === 'skip') {
		return {collection: source, target, rows: '0', bytes: 0, outcome: 'skipped'};
	}

	const reason = unmade.get(parseCollectionKey(target).db);
	if (reason) {
		throw reason;
	}

	if (planned.error) {
		throw new MilvaultError(planned.error.code, planned.error.details as never);
	}

	const view = views.get(source);
	if (!view) {
		throw new MilvaultError('collection-vanished', {collection: source});
	}

	const {outage, historyNow} = setup;
	for (let tries = 1; ; tries++) {
		const awayBefore = outage.count;
		try {
			const before = (tries === 1 ? past : historyNow()).collections.get(source);
			// A collection of an earlier run that another program dropped since is created again.
			const isLeft = before !== undefined && before.result === undefined;
			const restored = await restoreCollection(
				planned,
				view,
				isLeft ? before : {imports: new Map()},
				setup,
				run,
			);
			const result: CollectionResult = {
				collection: source,
				target,
				rows: restored.rows.toString(),
				bytes,
				outcome: 'complete',
				rowsCheckedBy: restored.rowsCheckedBy,
				...(restored.partitions && {partitions: restored.partitions}),
				...(restored.drilled && {drilled: restored.drilled}),
				...(restored.otherwise?.length && {otherwise: restored.otherwise}),
			};
			await run.context.journal?.append({type: 'collection-ended', source, result});
			return result;
		} catch (error) {
			const failure = toMilvaultError(error);
			const isOver = isFatal(failure) || run.context.signal?.aborted === true || tries === maxTries;
			if (isOver || !mayBeOutage(failure, outage, awayBefore)) {
				throw failure;
			}
		}
	}
}
