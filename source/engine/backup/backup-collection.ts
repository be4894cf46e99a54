import type {LimitFunction} from 'p-limit';
import type {CollectionBackupInfo} from '../../format/messages.js';
import {
	formatSum,
	sumsKey,
	type CollectionRecord,
} from '../../format/milvault-meta.js';
import type {Milvus} from '../../milvus/milvus.js';
import type {Phase, Warning} from '../../model/job-events.js';
import type {BackupPlan, PlannedCollection} from '../../model/plans.js';
import {physicalMs} from '../../model/timestamps.js';
import type {LimitSettings} from '../../settings/settings.js';
import {backupKey} from '../shared/backup-keys.js';
import type {Place, RunOptions} from '../session.js';
import {collectionInfo} from './collection-info.js';
import {copyCollection} from './copy-collection.js';
import {countCutRows} from './count-cut-rows.js';
import {takeCut} from './take-cut.js';

export type BackedUp = {
	info: CollectionBackupInfo;
	record: CollectionRecord;
	rows: string;
	bytes: number;
	objects: number;
};

/**
 * Backs up one collection: flush, describe and find at one cut in time (take-cut.ts), copy, check, count, record its sums.
 *
 * @throws collection-vanished when it was dropped, renamed or made anew since the plan
 */
export async function backupCollection(
	planned: PlannedCollection,
	job: {
		plan: BackupPlan;
		milvus: Milvus;
		from: Place;
		to: Place;
		jobId: string;
		startTs: string | undefined;
		copyLimit: LimitFunction;
		onStreamed: () => void;
		warn: (warning: Warning) => void;
		limits: LimitSettings;
	} & RunOptions,
): Promise<BackedUp> {
	const {plan, from, to, copyLimit, signal, onEvent} = job;
	const {collection} = planned;
	const startPhase = (phase: Phase): void => {
		signal?.throwIfAborted();
		onEvent?.({type: 'phase-started', collection, phase});
	};

	const {flushed, segments, ...look} = await takeCut(planned, {
		...job,
		startPhase,
	});
	const {description, partitions, indexes} = look;

	startPhase('copy');
	const sums = await copyCollection({
		collection,
		collectionId: description.collectionId,
		segments,
		from,
		to,
		name: plan.name,
		copyLimit,
		onStreamed: job.onStreamed,
		signal,
		onEvent,
	});

	startPhase('check');
	const counts = await countCutRows({
		storage: from.storage,
		segments,
		flushed,
		copyLimit,
		signal,
	});
	const sumsFile = sumsKey(description.collectionId);
	await to.storage.put(
		backupKey(to, plan.name, sumsFile),
		sums.map(sum => formatSum(sum)).join(''),
		{signal},
	);

	const cut = flushed?.cut;
	const rows = rowsOf(segments, counts.rowsAfterCut);
	const bytes = sums.reduce((total, {sizeBytes}) => total + sizeBytes, 0);
	return {
		info: collectionInfo(job.jobId, {
			description,
			partitions,
			partitionLoadStates: look.partitionLoadStates,
			indexes,
			loadState: look.loadState,
			segments,
			flushed,
		}),
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
			sumsFile,
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
