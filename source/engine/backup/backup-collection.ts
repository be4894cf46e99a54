import type {LimitFunction} from 'p-limit';
import {sumsKey} from '../../format/milvault-meta.js';
import type {Milvus} from '../../milvus/milvus.js';
import {hasCode} from '../../model/milvault-error.js';
import type {BackupPlan, PlannedCollection} from '../../model/plans.js';
import {physicalMs} from '../../model/timestamps.js';
import type {LimitSettings} from '../../settings/settings.js';
import type {Control} from '../run/control.js';
import type {RunContext} from '../run/run-context.js';
import {startPhase} from '../run/start-phase.js';
import type {Places} from '../session.js';
import {collectionInfo} from './collection-info.js';
import type {CollectionSnapshot, CollectionBackup} from '../journal/snapshot.js';
import {copyCollection} from './copy-collection.js';
import {countCutRows} from './count-cut-rows.js';
import {putSums} from './put-sums.js';
import {takeCut} from './take-cut.js';

/** What all collections of a backup share. */
export type CollectionBackupOptions = {
	plan: BackupPlan;
	/** Every call ends with the job's signal. */
	milvus: Milvus;
	places: Places;
	limits: LimitSettings;
	control: Control;
	startTs: string | undefined;
	copyLimit: LimitFunction;
	/** Collections whose data is copied and counted at once. */
	dataLimit: LimitFunction;
	onStreamed: () => void;
};

/**
 * How often a collection is cut again because files to copy were compacted away meanwhile.
 */
const maxCuts = 3;

/**
 * Backs up one collection: flush, describe and find at one cut in time (take-cut.ts), copy, check,
 * count, record its sums.
 *
 * The cut is journalled before anything is copied: a continued job copies only what is missing.
 * When an object that it needs was compacted away meanwhile, only this collection is cut again.
 *
 * @param cutBefore - What an earlier run of the job has cut and not yet copied
 * @throws collection-vanished when it was dropped, renamed or created again since the plan
 */
export async function backupCollection(
	planned: PlannedCollection,
	cutBefore: CollectionSnapshot | undefined,
	options: CollectionBackupOptions,
	context: RunContext,
): Promise<CollectionBackup> {
	const {plan, milvus, places, limits, control, startTs, copyLimit, dataLimit} = options;
	const {journal, warn, signal} = context;
	const {collection} = planned;
	let snapshot = cutBefore;
	for (let cuts = 1; ; cuts++) {
		const isContinued = snapshot !== undefined || cuts > 1;
		if (!snapshot) {
			snapshot = await takeCut(planned, {
				plan,
				milvus,
				from: places.cluster,
				startTs,
				copyLimit,
				limits,
				control,
				startPhase: phase => {
					startPhase(context, collection, phase);
				},
				warn,
				signal,
			});
			await journal?.append({type: 'collection-cut', collection, snapshot});
		}

		const cut = snapshot;
		try {
			return await dataLimit(async () =>
				copyAndRecord(collection, cut, isContinued, options, context),
			);
		} catch (error) {
			if (!hasCode(error, 'object-missing') || cuts === maxCuts) {
				throw error;
			}

			snapshot = undefined;
		}
	}
}

async function copyAndRecord(
	collection: string,
	snapshot: CollectionSnapshot,
	isContinued: boolean,
	{plan, places, copyLimit, onStreamed}: CollectionBackupOptions,
	context: RunContext,
): Promise<CollectionBackup> {
	const {cluster: from, repository: to} = places;
	const {jobId, signal, onEvent, crew} = context;
	const {description, segments, flushed} = snapshot;
	startPhase(context, collection, 'copy');
	const sums = await copyCollection({
		collection,
		collectionId: description.collectionId,
		segments,
		from,
		to,
		name: plan.name,
		isContinued,
		copyLimit,
		onStreamed,
		crew,
		ownerId: plan.addsToId ?? jobId,
		signal,
		onEvent,
	});

	startPhase(context, collection, 'check');
	const counts = await countCutRows({
		storage: from.storage,
		segments,
		flushed,
		copyLimit,
		signal,
	});
	const sumsFile = sumsKey(description.collectionId);
	const recorded = await putSums(sums, sumsFile, {to, plan, copyLimit, signal});

	const cut = flushed?.cut;
	const rows = rowsOf(segments, counts.rowsAfterCut);
	const bytes = sums.reduce((total, {sizeBytes}) => total + sizeBytes, 0);
	return {
		info: collectionInfo(jobId, snapshot),
		record: {
			collection,
			collectionId: description.collectionId,
			rows,
			bytes,
			objects: sums.length,
			...(cut && {
				cut: {flushTs: cut.flushTs, endTsMs: physicalMs(cut.cutTs)},
			}),
			rowsAfterCut: counts.rowsAfterCut,
			deletes: counts.deletes,
			describeCollection: description.answer,
			sumsFile,
			...recorded,
		},
		rows,
		bytes,
		objects: sums.length,
	};
}

/** Rows of what was copied, up to the cut; deletes not subtracted. */
function rowsOf(
	segments: ReadonlyArray<{rows: string; isL0: boolean}>,
	rowsAfterCut: Readonly<Record<string, number>>,
): string {
	const rows = segments.reduce(
		(total, segment) => (segment.isL0 ? total : total + BigInt(segment.rows)),
		0n,
	);
	const after = Object.values(rowsAfterCut).reduce((a, b) => a + b, 0);
	return (rows - BigInt(after)).toString();
}
