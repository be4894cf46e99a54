import type {LimitFunction} from 'p-limit';
import {readDeleteLog} from '../../format/binlog/read-delete-log.js';
import {listAliasesOf} from '../../milvus/aliases.js';
import {describeCollection} from '../../milvus/collections.js';
import {describeIndexes} from '../../milvus/indexes.js';
import {loadState, partitionLoadStates} from '../../milvus/loading.js';
import type {Milvus} from '../../milvus/milvus.js';
import {isMissing} from '../../milvus/recognise-error.js';
import {showPartitions} from '../../milvus/partitions.js';
import {MilvaultError} from '../../model/milvault-error.js';
import type {CollectionKey, Phase, Warning} from '../../model/job-events.js';
import type {BackupPlan, PlannedCollection} from '../../model/plans.js';
import type {LimitSettings} from '../../settings/settings.js';
import {maxBinlogBytes, readObject} from '../../storage/read-object.js';
import {mapBounded} from '../run/map-bounded.js';
import type {Control} from '../run/control.js';
import type {Place} from '../session.js';
import type {CollectionSnapshot} from '../journal/snapshot.js';
import {findBinlogs, type FoundBinlogs} from './find-binlogs.js';
import {flushCollection} from '../cluster/flush-collection.js';
import type {FlushResult} from '../journal/snapshot.js';

export type CutOptions = {
	plan: BackupPlan;
	milvus: Milvus;
	from: Place;
	startTs: string | undefined;
	copyLimit: LimitFunction;
	limits: LimitSettings;
	control: Control;
	startPhase: (phase: Phase) => void;
	warn: (warning: Warning) => void;
	signal: AbortSignal | undefined;
};

const maxTries = 5;

/**
 * Flushes a collection, describes it and finds its binlogs, so that they contain everything up to
 * the cut.
 *
 * 1. Flush. Partitions are asked for after it, so that a segment's partition is always known.
 * 2. Find. Milvus may have compacted segments since the flush: the new segment lacks the rows whose
 *    deletes it applied. Where such a delete is younger than the cut, a row of the cut is gone
 *    (measured on 2.3.5, which compacts right after a flush): cut again, later.
 *
 * @throws collection-vanished when it was dropped, renamed or created again since the plan;
 *   collection-unreachable
 */
export async function takeCut(
	planned: PlannedCollection,
	options: CutOptions,
): Promise<CollectionSnapshot> {
	const {plan, milvus, from, control, signal, startPhase, warn} = options;
	const {collection, db, name} = planned;
	const isDataTaken = plan.strategy !== 'meta_only';
	const isFlushed = isDataTaken && plan.strategy !== 'skip_flush';
	await assertReachable(milvus, planned);
	for (let tries = 1; ; tries++) {
		if (isFlushed && tries === 1) {
			startPhase('flush');
		}

		const flushed = isFlushed
			? await ofOneThere(
					collection,
					control.flush(async () =>
						flushCollection({
							milvus,
							collection: {db, name},
							startTs: options.startTs,
							timeoutMs: options.limits.flushTimeoutSeconds * 1000,
							signal,
						}),
					),
				)
			: undefined;
		if (tries === 1) {
			startPhase('list');
		}

		const look = await ofOneThere(collection, lookAt(milvus, planned));
		const {description} = look;
		const found: FoundBinlogs = isDataTaken
			? await findBinlogs({
					milvus,
					cluster: from,
					collection: {db, name},
					description,
					signal,
				})
			: {segments: [], otherDeltaLogs: []};
		const isWhole = !(await isCompactedAcross(flushed, found, options));
		if (isWhole || tries === maxTries) {
			if (!isWhole) {
				warn({code: 'compacted-across-cut', details: {collection}});
			}

			return {...look, flushed, segments: found.segments};
		}
	}
}

/** One that the plan could not look at may be in reach now. */
async function assertReachable(
	milvus: Milvus,
	{collection, db, name, isUnreachable}: PlannedCollection,
): Promise<void> {
	if (isUnreachable && !(await describeCollection(milvus, db, name))) {
		throw new MilvaultError('collection-unreachable', {collection});
	}
}

/** What is asked of a collection that was dropped is refused. */
async function ofOneThere<Value>(collection: CollectionKey, asked: Promise<Value>): Promise<Value> {
	return asked.catch((error: unknown) => {
		throw isMissing(error)
			? new MilvaultError('collection-vanished', {collection}, {cause: error})
			: error;
	});
}

async function lookAt(
	milvus: Milvus,
	{collection, collectionId, db, name}: PlannedCollection,
): Promise<Omit<CollectionSnapshot, 'flushed' | 'segments'>> {
	const [description, aliases, partitions, indexes, state] = await Promise.all([
		describeCollection(milvus, db, name),
		listAliasesOf(milvus, {db, name}),
		showPartitions(milvus, db, name),
		describeIndexes(milvus, db, name),
		loadState(milvus, db, name),
	]);
	if (description?.collectionId !== collectionId) {
		throw new MilvaultError('collection-vanished', {collection});
	}

	return {
		description: {...description, aliases: aliases ?? description.aliases},
		partitions,
		indexes,
		loadState: state,
		partitionLoadStates:
			state !== 'NotLoad' && partitions.length > 1
				? await partitionLoadStates(
						milvus,
						db,
						name,
						partitions.map(partition => partition.name),
					)
				: new Map(),
	};
}

/**
 * Has Milvus compacted segments of the flush since, with deletes that are younger than the cut?
 * Their delta logs stay in storage for hours (dataCoord.gc.dropTolerance).
 */
async function isCompactedAcross(
	flushed: FlushResult | undefined,
	{segments, otherDeltaLogs}: FoundBinlogs,
	{from, copyLimit, signal}: CutOptions,
): Promise<boolean> {
	const cut = flushed?.cut;
	if (!cut) {
		return false;
	}

	const there = new Set(segments.map(({segmentId}) => segmentId));
	const isCompacted = [...flushed.sealed, ...flushed.flushedBefore].some(
		segmentId => !there.has(segmentId),
	);
	if (!isCompacted) {
		return false;
	}

	// Not only of those segments: their compacted segments may have been compacted again.
	const areLater = await mapBounded(otherDeltaLogs, copyLimit.concurrency, async ({sourceKey}) =>
		copyLimit(async () => {
			const bytes = await readObject(from.storage, sourceKey, {
				maxBytes: maxBinlogBytes,
				signal,
			});
			for await (const {ts} of readDeleteLog(bytes, sourceKey)) {
				if (BigInt(ts) > BigInt(cut.cutTs)) {
					return true;
				}
			}

			return false;
		}),
	);
	return areLater.includes(true);
}
