import {setTimeout as delay} from 'node:timers/promises';

/** Waits; throws an AbortError at once when the signal ends. */
export async function wait(ms: number, signal?: AbortSignal): Promise<void> {
	await delay(ms, undefined, {signal});
}

/**
 * Asks until there is an answer; the pauses are a tenth of what was waited, from `firstMs` to
 * `maxMs`: the answer is seen hardly later than it is there, and long work is not disturbed.
 *
 * `timeoutMs` counts from the start, or from the last change of what `isAlive` returns: a stall,
 * not a duration.
 */
export async function poll<Value>(options: {
	ask: () => Promise<Value | undefined>;
	firstMs: number;
	maxMs: number;
	timeoutMs: number;
	onTimeout: (waitedMs: number) => Error;
	/** Any change of this value starts the timeout anew. */
	progress?: () => unknown;
	signal?: AbortSignal;
}): Promise<Value> {
	const {firstMs, maxMs} = options;
	const start = performance.now();
	let since = start;
	let last = options.progress?.();
	for (;;) {
		options.signal?.throwIfAborted();
		const answer = await options.ask();
		if (answer !== undefined) {
			return answer;
		}

		const progress = options.progress?.();
		if (progress !== last) {
			last = progress;
			since = performance.now();
		}

		const waitedMs = performance.now() - since;
		if (waitedMs > options.timeoutMs) {
			throw options.onTimeout(Math.round(waitedMs));
		}

		const tenth = (performance.now() - start) / 10;
		await wait(Math.min(maxMs, Math.max(firstMs, tenth)), options.signal);
	}
}
