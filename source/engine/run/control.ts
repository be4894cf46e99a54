import type {Throttle} from '../../storage/throttle.js';
import {untilAborted} from '../../utils/until-aborted.js';
import {wait} from '../../utils/wait.js';
import {createRests} from './rests.js';
import {createBucket, type Bucket} from './token-bucket.js';

/** 0 or undefined: no limit. */
export type Limits = {
	/** Bytes of objects, those that a store copies by itself included. */
	bytesPerSecond?: number;
	/** Requests to object storage, of every kind. */
	requestsPerSecond?: number;
};

/** Slows a running job down, and never ends it: its signal does that. */
export type Control = {
	readonly isPaused: boolean;
	readonly limits: Readonly<Limits>;
	/**
	 * No new request to object storage is sent, and no stream continues; what Milvus does by itself
	 * continues.
	 */
	pause(): void;
	resume(): void;
	/** Takes the place of all limits that were set before. */
	setLimits(limits: Limits): void;
	/** Gentle: few flushes and copies at once, with rests, while the cluster answers searches. */
	readonly isGentle: boolean;
	setGentle(isGentle: boolean): void;
	/** Flushes one collection; in a gentle job few at once. */
	flush<Result>(work: () => Promise<Result>): Promise<Result>;
	readonly pace: Throttle;
};

/** Waits are split into pieces of this length, so that a new limit applies at once. */
const sliceMs = 100;
const smallestPart = 5 * 1024 ** 2;

export function createControl(initial: Limits = {}): Control {
	let limits = initial;
	let isPaused = false;
	const gently = createRests();
	const bytes = createBucket();
	const requests = createBucket();

	/** One after another, so that a large object is not overtaken for ever by small ones. */
	const queueOf = (
		bucket: Bucket,
		rate: () => number | undefined,
	): ((count: number, signal?: AbortSignal) => Promise<void>) => {
		let last: Promise<void> = Promise.resolve();
		const take = async (count: number, signal: AbortSignal | undefined): Promise<void> => {
			for (;;) {
				signal?.throwIfAborted();
				const perSecond = rate();
				const waitMs = isPaused ? sliceMs : bucket.take(count, perSecond, performance.now());
				if (waitMs === 0) {
					return;
				}

				await wait(Math.min(sliceMs, waitMs), signal);
			}
		};

		return async (count, signal) => {
			if (!isPaused && !rate()) {
				return;
			}

			const before = last;
			const {promise, resolve} = Promise.withResolvers<void>();
			last = promise;
			try {
				await untilAborted(before, signal);
				await take(count, signal);
			} finally {
				// A waiter that gives up does not let later ones overtake earlier ones.
				before.then(resolve, resolve);
			}
		};
	};

	const takeBytes = queueOf(bytes, () => limits.bytesPerSecond);
	const takeRequests = queueOf(requests, () => limits.requestsPerSecond);
	return {
		get isPaused() {
			return isPaused;
		},
		get limits() {
			return limits;
		},
		pause() {
			isPaused = true;
		},
		resume() {
			isPaused = false;
		},
		setLimits(changed) {
			limits = changed;
		},
		get isGentle() {
			return gently.isOn;
		},
		setGentle(isGentle) {
			gently.set(isGentle);
		},
		flush: async work => gently.flush(work),
		pace: {
			request: async signal => takeRequests(1, signal),
			bytes: takeBytes,
			// About a second's worth, and never less than what S3 takes as a part.
			partBytes: () =>
				limits.bytesPerSecond ? Math.max(smallestPart, limits.bytesPerSecond) : undefined,
			copy: async (work, signal) => gently.copy(work, signal),
		},
	};
}
