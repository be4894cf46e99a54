import {isUnderName} from '../../milvus/find-collection.js';
import {parseCollectionKey} from '../../model/collection-key.js';
import {MilvaultError, toMilvaultError} from '../../model/milvault-error.js';
import type {CollectionResult, PlannedRestore} from '../../model/plans.js';
import type {CollectionPast, RestoreHistory} from '../journal/restore-history.js';
import {isFatal} from '../run/is-fatal.js';
import type {BackupCollection} from '../repository/collection-view.js';
import {mayBeOutage} from './may-be-outage.js';
import {restoreCollection} from './restore-collection.js';
import type {RestoreJob} from './restore-job.js';

/**
 * Restores one collection of the plan, or tells what an earlier run came to.
 *
 * What fails when Milvus went away meanwhile is gone on with, as after a crash of our own: from
 * what was written down.
 *
 * @throws what ends the whole job
 */
export async function restoreOne(
	planned: PlannedRestore,
	{
		views,
		unmade,
	}: {
		views: ReadonlyMap<string, BackupCollection>;
		/** Why, by name, databases could not be made. */
		unmade: ReadonlyMap<string, MilvaultError>;
	},
	job: RestoreJob,
): Promise<CollectionResult> {
	const {source, target} = planned;
	const base = {collection: source, target, rows: '0', bytes: 0};
	const end = (result: CollectionResult, error?: MilvaultError): CollectionResult => {
		const {collection, outcome, rows, bytes} = result;
		job.onEvent?.({
			type: 'collection-ended',
			collection,
			outcome,
			rows,
			bytes,
			error,
		});
		return result;
	};

	const past = job.past.collections.get(source);
	if (past?.result && (await isStillThere(planned, past, job))) {
		return end(past.result);
	}

	if (planned.action === 'skip') {
		return end({...base, outcome: 'skipped'});
	}

	// What an earlier run made and somebody took away since is made again.
	const pastOf = (of: RestoreHistory): RestoreHistory => ({
		...of,
		collections: new Map([...of.collections].filter(([, {result}]) => result === undefined)),
	});
	const name = parseCollectionKey(target);
	const reason = unmade.get(name.db);
	const view = views.get(source);
	for (let tries = 1; ; tries++) {
		const awayBefore = job.outage.count;
		try {
			if (reason) {
				throw reason;
			}

			if (planned.error) {
				throw new MilvaultError(planned.error.code, planned.error.details as never);
			}

			if (!view) {
				throw new MilvaultError('collection-vanished', {collection: source});
			}

			const restored = await restoreCollection(planned, view, name, {
				...job,
				past: pastOf(tries === 1 ? job.past : job.pastNow()),
			});
			const result: CollectionResult = {
				...base,
				outcome: 'complete',
				rows: restored.rows.toString(),
				bytes: planned.bytes,
				rowsCheckedBy: restored.rowsCheckedBy,
				...(restored.otherwise?.length && {otherwise: restored.otherwise}),
			};
			await job.journal?.append({type: 'collection-ended', source, result});
			return end(result);
		} catch (error) {
			const failure = toMilvaultError(error);
			if (isFatal(failure) || job.signal?.aborted) {
				throw failure;
			}

			if (tries < maxTries && mayBeOutage(failure, job.outage, awayBefore)) {
				continue;
			}

			const {code, details} = failure;
			return end({...base, outcome: 'failed', error: {code, details}}, failure);
		}
	}
}

/** Is what an earlier run made, or added to, still what it was? */
async function isStillThere(
	{target}: PlannedRestore,
	{result, swap, collectionId}: CollectionPast,
	{milvus}: RestoreJob,
): Promise<boolean> {
	const madeId = swap?.workingId ?? collectionId;
	return (
		result?.outcome !== 'complete' ||
		madeId === undefined ||
		isUnderName(milvus, parseCollectionKey(target), madeId)
	);
}

/** A Milvus that goes away each time will not do it. */
const maxTries = 4;
