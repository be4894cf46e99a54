import {MilvaultError} from '../model/milvault-error.js';

/** @throws cancelled */
export function throwIfAborted(signal: AbortSignal | undefined): void {
	if (signal?.aborted) {
		throw new MilvaultError('cancelled', {}, {cause: signal.reason});
	}
}

/** Runs `stop` when the signal ends, or at once when it has ended; the result forgets about it. */
export function onAbort(
	signal: AbortSignal | undefined,
	stop: (error: MilvaultError) => void,
): () => void {
	if (!signal) {
		return () => {};
	}

	const listener = (): void => {
		stop(new MilvaultError('cancelled', {}, {cause: signal.reason}));
	};

	if (signal.aborted) {
		listener();
		return () => {};
	}

	signal.addEventListener('abort', listener, {once: true});
	return () => {
		signal.removeEventListener('abort', listener);
	};
}

/**
 * Settles as `work` does, or with `cancelled` as soon as the signal ends; then nobody waits for
 * `work` any more.
 */
export async function untilAborted<Value>(
	work: Promise<Value>,
	signal: AbortSignal | undefined,
): Promise<Value> {
	if (!signal) {
		return work;
	}

	return new Promise<Value>((resolve, reject) => {
		const forget = onAbort(signal, reject);
		// oxlint-disable-next-line promise/prefer-await-to-then -- whoever is first settles it
		work.then(resolve, reject).finally(forget);
	});
}

/** One signal for both; undefined for none. */
export function eitherSignal(
	first: AbortSignal | undefined,
	second: AbortSignal | undefined,
): AbortSignal | undefined {
	return first && second && first !== second ? AbortSignal.any([first, second]) : (first ?? second);
}
