import {flush, flushState, hasDataNode, type FlushedCollection} from '../../milvus/flush.js';
import type {Milvus} from '../../milvus/milvus.js';
import {allocateTimestamp} from '../../milvus/timestamps.js';
import {isRateLimited} from '../../milvus/recognise-error.js';
import {droppedState, flushedState, persistentSegments} from '../../milvus/segments.js';
import {collectionKey, type CollectionName} from '../../model/collection-key.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {isMillisecondAfter, physicalMs, tsoOfMs} from '../../model/timestamps.js';
import {poll, wait} from '../../utils/wait.js';
import type {FlushResult} from '../journal/snapshot.js';

type FlushOptions = {
	milvus: Milvus;
	collection: CollectionName;
	/** Server time when the backup began (`startTimestamp`). */
	startTs: string | undefined;
	timeoutMs: number;
	signal?: AbortSignal;
};

/**
 * Milvus's clock moves in steps of 50 ms (updateTimestampStep of its TSO): after this time it shows
 * a later millisecond.
 */
const clockStepMs = 60;

/**
 * Server time now, returned when it is past: a flush right after it would be of the same
 * millisecond, and every collection flushed twice. Undefined where the server does not report it.
 */
export async function startTimestamp(
	milvus: Milvus,
	signal?: AbortSignal,
): Promise<string | undefined> {
	const startTs = await allocateTimestamp(milvus, signal);
	if (startTs !== undefined) {
		await wait(clockStepMs, signal);
	}

	return startTs;
}

/**
 * Flushes one collection and finds the cut in time that its backup keeps.
 *
 * 1. Flush. The importer of Milvus <= 2.3 cuts at whole milliseconds, and Milvus's clock moves in
 *    steps of 50 ms, so rows acknowledged just before the flush share its millisecond (measured: 10
 *    of 108 rows lost when cut at it, later deletes let in when cut after it). The cut is therefore
 *    the *first* timestamp of the flush's millisecond, and that must be later than `startTs`: all
 *    that was acknowledged before the backup began is in. Flushed again if not.
 * 2. Wait until the channel has passed the flush and none of the sealed segments is still on its
 *    way.
 * 3. Believe that only of a server that has a data node for the collection: one without says it of
 *    everything (measured on 2.3.5: all deletes that were in the message log only were missing from
 *    the backup). Flushed again then; also when a flush takes long, since a data node that was
 *    started again has forgotten it.
 *
 * @throws flush-timeout, collection-vanished
 */
export async function flushCollection(options: FlushOptions): Promise<FlushResult> {
	const {milvus, collection, signal} = options;
	let asked: {flushed: FlushedCollection; at: number} | undefined;
	let againMs = forgottenMs;
	const flushed = await poll({
		async ask() {
			asked ??= {
				flushed: await flushAfter(options),
				at: performance.now(),
			};
			if (!(await isPersisted(milvus, collection, asked.flushed))) {
				// With growing pauses: a slow server must not get more requests than it can handle.
				if (performance.now() - asked.at > againMs) {
					againMs *= 2;
					asked = undefined;
				}

				return undefined;
			}

			const {flushed} = asked;
			if (flushed.flushTs === undefined) {
				return flushed;
			}

			// Requested only now: in every poll it would double the requests of a backup.
			if (!(await hasDataNode(milvus, collection))) {
				asked = undefined;
				return undefined;
			}

			// It may have appeared between the two requests: the first answer did not contain it then.
			return (await isPersisted(milvus, collection, flushed)) ? flushed : undefined;
		},
		firstMs: 50,
		maxMs: 1000,
		timeoutMs: options.timeoutMs,
		onTimeout: waitedMs =>
			new MilvaultError('flush-timeout', {
				collection: collectionKey(collection),
				waitedMs,
			}),
		signal,
	});
	const {flushTs} = flushed;
	return {
		cut: flushTs ? {flushTs, cutTs: tsoOfMs(physicalMs(flushTs))} : undefined,
		sealTime: flushed.sealTime,
		channelCheckpoints: flushed.channelCheckpoints,
		sealed: new Set(flushed.sealed),
		flushedBefore: new Set(flushed.flushedBefore),
	};
}

/** A flush usually takes one to three seconds. */
const forgottenMs = 20_000;

async function flushAfter(options: FlushOptions): Promise<FlushedCollection> {
	const {collection, startTs, signal} = options;
	const {db, name} = collection;
	for (;;) {
		const answer = await flushWhenAllowed(options);
		const flushed = answer.get(name);
		if (!flushed) {
			throw new MilvaultError('collection-vanished', {
				collection: collectionKey({db, name}),
			});
		}

		if (
			flushed.flushTs === undefined ||
			startTs === undefined ||
			isMillisecondAfter(flushed.flushTs, startTs)
		) {
			return flushed;
		}

		await wait(clockStepMs, signal);
	}
}

/**
 * Milvus from 2.4 on takes one flush of a collection every ten seconds
 * (quotaAndLimits.flushRate.collection.max 0.1).
 */
async function flushWhenAllowed({
	milvus,
	collection,
	timeoutMs,
	signal,
}: FlushOptions): Promise<Map<string, FlushedCollection>> {
	const since = performance.now();
	try {
		return await flush(milvus, collection.db, [collection.name], {
			signal,
			maxWaitMs: timeoutMs,
		});
	} catch (error) {
		throw isRateLimited(error)
			? new MilvaultError(
					'flush-timeout',
					{
						collection: collectionKey(collection),
						waitedMs: Math.round(performance.now() - since),
					},
					{cause: error},
				)
			: error;
	}
}

async function isPersisted(
	milvus: Milvus,
	{db, name}: CollectionName,
	flushed: FlushedCollection,
): Promise<boolean> {
	const isChannelPast = await flushState(milvus, {
		db,
		name,
		segmentIds: flushed.sealed,
		flushTs: flushed.flushTs,
	});
	if (!isChannelPast) {
		return false;
	}

	// GetFlushState of 2.2 counts "flushing" as flushed, and so does Flush itself with those that it
	// found flushing: only flushed segments are backed up.
	const wanted = new Set([...flushed.sealed, ...flushed.flushedBefore]);
	const segments = await persistentSegments(milvus, db, name);
	const isWaiting = segments.some(
		({segmentId, state}) =>
			wanted.has(segmentId) && state !== flushedState && state !== droppedState,
	);
	return !isWaiting;
}
