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

/** One signal for both; undefined for none. */
export function eitherSignal(
	first: AbortSignal | undefined,
	second: AbortSignal | undefined,
): AbortSignal | undefined {
	return first && second && first !== second ? AbortSignal.any([first, second]) : (first ?? second);
}
