import type {LimitFunction} from 'p-limit';
import {sumsKey} from '../../format/milvault-meta.js';
import type {Milvus} from '../../milvus/milvus.js';
import type {Phase, Warning} from '../../model/job-events.js';
import {hasCode} from '../../model/milvault-error.js';
import type {BackupPlan, PlannedCollection} from '../../model/plans.js';
import {physicalMs} from '../../model/timestamps.js';
import type {LimitSettings} from '../../settings/settings.js';
import type {BackupHistory} from '../journal/backup-history.js';
import type {Place} from '../session.js';
import type {RunOptions} from '../run/run-options.js';
import {collectionInfo} from './collection-info.js';
import type {CollectionSnapshot, CollectionBackup} from '../journal/snapshot.js';
import {copyCollection} from './copy-collection.js';
import {countCutRows} from './count-cut-rows.js';
import {putSums} from './put-sums.js';
import {takeCut} from './take-cut.js';

export type CollectionJob = {
	plan: BackupPlan;
	milvus: Milvus;
	from: Place;
	to: Place;
	jobId: string;
	startTs: string | undefined;
	copyLimit: LimitFunction;
	/** Collections whose data is copied and counted at once. */
	dataLimit: LimitFunction;
	onStreamed: () => void;
	warn: (warning: Warning) => void;
	limits: LimitSettings;
	past: BackupHistory;
} & RunOptions;

/** So often a collection is cut anew because what was to be copied was compacted away meanwhile. */
const maxCuts = 3;

/**
 * Backs up one collection: flush, describe and find at one cut in time (take-cut.ts), copy, check,
 * count, record its sums.
 *
 * The cut is journalled before anything is copied: a job that is continued copies what is not there
 * yet. When an object that it needs was compacted away meanwhile, this collection alone is cut
 * again.
 *
 * @throws collection-vanished when it was dropped, renamed or made anew since the plan
 */
export async function backupCollection(
	planned: PlannedCollection,
	job: CollectionJob,
): Promise<CollectionBackup> {
	const {past, journal, dataLimit} = job;
	const {collection} = planned;
	let snapshot = past.cuts.get(collection);
	for (let cuts = 1; ; cuts++) {
		const isContinued = snapshot !== undefined || cuts > 1;
		if (!snapshot) {
			snapshot = await takeCut(planned, {
				...job,
				startPhase: phase => {
					startPhase(job, collection, phase);
				},
			});
			await journal?.append({type: 'collection-cut', collection, snapshot});
		}

		const cut = snapshot;
		try {
			return await dataLimit(async () => copyAndRecord(collection, cut, isContinued, job));
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
	job: CollectionJob,
): Promise<CollectionBackup> {
	const {plan, from, to, copyLimit, signal, onEvent} = job;
	const {description, segments, flushed} = snapshot;
	startPhase(job, collection, 'copy');
	const sums = await copyCollection({
		collection,
		collectionId: description.collectionId,
		segments,
		from,
		to,
		name: plan.name,
		isContinued,
		copyLimit,
		onStreamed: job.onStreamed,
		signal,
		onEvent,
	});

	startPhase(job, collection, 'check');
	const counts = await countCutRows({
		storage: from.storage,
		segments,
		flushed,
		copyLimit,
		signal,
	});
	const sumsFile = sumsKey(description.collectionId);
	const recorded = await putSums(sums, sumsFile, job);

	const cut = flushed?.cut;
	const rows = rowsOf(segments, counts.rowsAfterCut);
	const bytes = sums.reduce((total, {sizeBytes}) => total + sizeBytes, 0);
	return {
		info: collectionInfo(job.jobId, snapshot),
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

function startPhase({signal, onEvent}: CollectionJob, collection: string, phase: Phase): void {
	signal?.throwIfAborted();
	onEvent?.({type: 'phase-started', collection, phase});
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
