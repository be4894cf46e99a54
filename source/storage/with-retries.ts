import {hasCode, MilvaultError} from '../model/milvault-error.js';
import {wait} from '../utils/wait.js';
import {isTransient} from './is-transient.js';
import {throwIfAborted} from './signals.js';
import type {StorageHooks} from './storage.js';

const usualTries = 4;
const firstPauseMs = 250;
const longestPauseMs = 5000;

/** Counts the failures of one piece of work and waits between its tries, each time longer. */
export type Retries = {
	/**
	 * Reports the retry, then waits. Throws the error when a retry cannot help, or after the last
	 * try; throws `cancelled`.
	 */
	afterFailure(error: unknown): Promise<void>;
	/** Something was reached: what fails from now on is counted again. */
	onProgress(): void;
};

export function countRetries(
	hooks: Readonly<StorageHooks>,
	{
		signal,
		maxTries = usualTries,
		...about
	}: {
		action: string;
		resource: string;
		signal: AbortSignal | undefined;
		/** Default: 4. */
		maxTries?: number;
	},
): Retries {
	let tries = 0;
	return {
		async afterFailure(error) {
			tries++;
			if (tries >= maxTries || !isTransient(error)) {
				throw error;
			}

			const waitMs = Math.min(longestPauseMs, firstPauseMs * 3 ** (tries - 1));
			hooks.onRetry?.({...about, reason: reasonOf(error), waitMs});
			await pause(waitMs, signal);
		},
		onProgress() {
			tries = 0;
		},
	};
}

/** Tries again, each time after a longer pause, what may succeed at the next try. */
export async function withRetries<Value>(
	hooks: Readonly<StorageHooks>,
	about: Parameters<typeof countRetries>[1],
	work: () => Promise<Value>,
): Promise<Value> {
	const tries = countRetries(hooks, about);
	for (;;) {
		try {
			return await work();
		} catch (error) {
			await tries.afterFailure(error);
		}
	}
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
	try {
		await wait(ms, signal);
	} catch (error) {
		throwIfAborted(signal);
		throw new MilvaultError('cancelled', {}, {cause: error});
	}
}

function reasonOf(error: unknown): string {
	return hasCode(error, 'storage-unreachable') || hasCode(error, 'storage-refused')
		? error.details.reason
		: String(error);
}
