import {setTimeout as delay} from 'node:timers/promises';

/** Waits; throws an AbortError at once when the signal ends. */
export async function wait(ms: number, signal?: AbortSignal): Promise<void> {
	await delay(ms, undefined, {signal});
}

/**
 * Asks until there is an answer; each pause is a tenth of the time so far, between `firstMs` and
 * `maxMs`: the answer is seen soon, and long work is not disturbed.
 *
 * `timeoutMs` counts from the start, or from the last change of what `progress` returns: it bounds
 * a stall, not the whole.
 */
export async function poll<Value>(options: {
	ask: () => Promise<Value | undefined>;
	firstMs: number;
	maxMs: number;
	timeoutMs: number;
	onTimeout: (waitedMs: number) => Error;
	/** Any change of this value starts the timeout again. */
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
