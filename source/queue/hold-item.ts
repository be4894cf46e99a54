import type {Job} from 'bullmq';
import type {Redis} from 'ioredis';
import {MilvaultError} from '../model/milvault-error.js';
import {wait} from '../utils/wait.js';
import {serverRunOf} from './open-redis.js';
import {checkMs, holdMs, leaseKey, lockMs, type Item, type ItemAnswer} from './names.js';

export type HeldItem = {
	/** Ends with the worker's own signal, and when the item is not this worker's any more. */
	signal: AbortSignal;
	/** Is it given up, or another's now? Not so when the worker itself ends. */
	isLost: () => boolean;
	/** Another process may have begun it. */
	isRepeated: boolean;
	/** Throws once this process cannot be sure any more that the item is its own. */
	assertHeld: () => void;
	/** Waits while the job is paused. */
	whenAllowed: () => Promise<void>;
	release: () => void;
};

/**
 * Holds an item while a worker works on it. It is the worker's for as long as
 *
 * - the job consents: it renews the item's lease, and ends it when it wants the item no more;
 * - the lock that BullMQ gave is the worker's own: an item of a worker that is silent goes to
 *   another.
 *
 * Both are looked at together, once a second. When Redis does not answer, the item counts as held
 * until both would have ended: then this process stops, before another one starts.
 */
export async function holdItem(
	redis: Redis,
	job: Job<Item, ItemAnswer>,
	{token, signal}: {token: string; signal: AbortSignal},
): Promise<HeldItem> {
	const lost = new AbortController();
	let isPaused = false;
	let isOfOtherRun = false;
	let until = {monotonic: 0, clock: 0};
	const lose = (): void => {
		lost.abort(new MilvaultError('cancelled', {}));
	};

	const look = async (): Promise<void> => {
		const monotonic = performance.now();
		const clock = Date.now();
		const key = leaseKey(job.data.lease);
		const [[, state] = [], [, leftMs] = [], [, info] = []] =
			(await redis.multi().get(key).pttl(key).info('server').exec()) ?? [];
		const isLocked = (await job.extendLock(token, lockMs)) === 1;
		if (typeof state !== 'string' || !isLocked) {
			lose();
			return;
		}

		isOfOtherRun ||= serverRunOf(String(info)) !== job.data.serverRun;
		isPaused = state === 'paused';
		const forMs = Math.min(holdMs, Number(leftMs));
		until = {monotonic: monotonic + forMs, clock: clock + forMs};
	};

	// A process, or a machine, that stood still has a clock that went on.
	const isOver = (): boolean =>
		performance.now() > until.monotonic || Date.now() > until.clock || lost.signal.aborted;
	await look();
	let isLooking = false;
	const timer = setInterval(() => {
		if (isOver()) {
			lose();
		} else if (!isLooking) {
			isLooking = true;
			look()
				.catch(() => undefined)
				.finally(() => {
					isLooking = false;
				});
		}
	}, checkMs);
	const both = AbortSignal.any([lost.signal, signal]);
	return {
		signal: both,
		isLost: isOver,
		isRepeated: job.data.isRepeated || job.attemptsStarted > 1 || isOfOtherRun,
		assertHeld() {
			if (isOver()) {
				lose();
			}

			both.throwIfAborted();
		},
		async whenAllowed() {
			while (isPaused) {
				await wait(checkMs, both);
			}
		},
		release() {
			clearInterval(timer);
		},
	};
}
