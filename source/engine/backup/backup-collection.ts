import type {LimitFunction} from 'p-limit';
import type {CollectionBackupInfo} from '../../format/messages.js';
import {
	formatSum,
	sumsKey,
	type CollectionRecord,
} from '../../format/milvault-meta.js';
import {describeCollection} from '../../milvus/collections.js';
import {describeIndexes} from '../../milvus/indexes.js';
import {loadState, partitionLoadStates} from '../../milvus/loading.js';
import type {Milvus} from '../../milvus/milvus.js';
import {showPartitions} from '../../milvus/partitions.js';
import {MilvaultError} from '../../model/milvault-error.js';
import type {Phase} from '../../model/job-events.js';
import type {BackupPlan, PlannedCollection} from '../../model/plans.js';
import {physicalMs} from '../../model/timestamps.js';
import type {LimitSettings} from '../../settings/settings.js';
import {backupKey} from '../shared/backup-keys.js';
import type {Place, RunOptions} from '../session.js';
import {collectionInfo} from './collection-info.js';
import {copyCollection} from './copy-collection.js';
import {countCutRows} from './count-cut-rows.js';
import {findBinlogs} from './find-binlogs.js';
import {flushCollection} from './flush-collection.js';

export type BackedUp = {
	info: CollectionBackupInfo;
	record: CollectionRecord;
	rows: string;
	bytes: number;
	objects: number;
};

/**
 * Backs up one collection: describe, flush, find, copy, check, count, record its sums.
 *
 * The description and the partitions are asked for here, not taken from the plan: partitions after the flush, so that a
 * segment's partition is always known.
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
		limits: LimitSettings;
	} & RunOptions,
): Promise<BackedUp> {
	const {plan, milvus, from, to, copyLimit, signal, onEvent} = job;
	const {collection, db, name} = planned;
	const startPhase = (phase: Phase): void => {
		signal?.throwIfAborted();
		onEvent?.({type: 'phase-started', collection, phase});
	};

	const isDataTaken = plan.strategy !== 'meta_only';
	const isFlushed = isDataTaken && plan.strategy !== 'skip_flush';
	if (isFlushed) {
		startPhase('flush');
	}

	const flushed = isFlushed
		? await flushCollection({
				milvus,
				collection: {db, name},
				startTs: job.startTs,
				timeoutMs: job.limits.flushTimeoutSeconds * 1000,
				signal,
			})
		: undefined;

	startPhase('list');
	const [description, partitions, indexes, state] = await Promise.all([
		describeCollection(milvus, db, name),
		showPartitions(milvus, db, name),
		describeIndexes(milvus, db, name),
		loadState(milvus, db, name),
	]);
	if (description?.collectionId !== planned.collectionId) {
		throw new MilvaultError('collection-vanished', {collection});
	}

	const partitionNames = partitions.map(partition => partition.name);
	const partitionStates =
		state !== 'NotLoad' && partitions.length > 1
			? await partitionLoadStates(milvus, db, name, partitionNames)
			: new Map();
	const segments = isDataTaken
		? await findBinlogs({
				milvus,
				cluster: from,
				collection: {db, name},
				description,
				signal,
			})
		: [];

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
			partitionLoadStates: partitionStates,
			indexes,
			loadState: state,
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
