import pLimit from 'p-limit';
import {wait} from '../../utils/wait.js';

/** What a gentle job does less of: flushes and copies. */
export type Rests = {
	readonly isOn: boolean;
	set(isOn: boolean): void;
	flush<Result>(work: () => Promise<Result>): Promise<Result>;
	copy<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result>;
};

/** Each flush makes Milvus write segments, load them and build their indexes. */
const maxFlushes = 2;
const maxCopies = 2;
/** A copy that waited for a paused job, a rate limit or a retry took the store no longer. */
const maxRestMs = 10_000;

/**
 * While it is on, few flushes and copies run at once, and after each copy its slot rests for as
 * long as the store took, ten seconds at most: a store that is busy answers later, and gets longer
 * rests by that.
 *
 * Off, nothing waits. When it is turned off or cancelled, rests end at once.
 */
export function createRests(): Rests {
	let resting: AbortController | undefined;
	const flushes = pLimit(maxFlushes);
	const copies = pLimit(maxCopies);

	/** The result is there before the rest: who waits for it need not wait for that too. */
	const copyAndRest = async <Result>(
		work: () => Promise<Result>,
		signal: AbortSignal | undefined,
	): Promise<Result> => {
		const {promise, resolve, reject} = Promise.withResolvers<Result>();
		void copies(async () => {
			const since = performance.now();
			const done = work();
			done.then(resolve, reject);
			await done.then(
				async () =>
					resting &&
					wait(Math.min(maxRestMs, performance.now() - since), either(resting.signal, signal)),
				() => undefined,
			);
		}).catch(() => undefined);
		return promise;
	};

	return {
		get isOn() {
			return resting !== undefined;
		},
		set(isOn) {
			if (isOn) {
				resting ??= new AbortController();
			} else {
				resting?.abort();
				resting = undefined;
			}

			flushes.concurrency = isOn ? maxFlushes : Infinity;
			copies.concurrency = isOn ? maxCopies : Infinity;
		},
		flush: async work => (resting ? flushes(work) : work()),
		copy: async (work, signal) => (resting ? copyAndRest(work, signal) : work()),
	};
}

function either(one: AbortSignal, other: AbortSignal | undefined): AbortSignal {
	return other ? AbortSignal.any([one, other]) : one;
}
