import {hasCode} from '../../model/milvault-error.js';

/** A coordinator that moves, or a machine that swaps, answers again within this time. */
const maxSilenceMs = 60_000;

/**
 * A question to repeat that takes a silence of Milvus as "not yet": what it works on continues
 * meanwhile, and hours of it must not be thrown away for one answer. For questions only, never for
 * what changes something. A Milvus that is away is waited for by every call
 * (milvus/with-retries.ts).
 */
export function tolerateOutage<Value>(
	ask: () => Promise<Value | undefined>,
): () => Promise<Value | undefined> {
	let since: number | undefined;
	return async () => {
		try {
			const answer = await ask();
			since = undefined;
			return answer;
		} catch (error) {
			since ??= performance.now();
			if (!hasCode(error, 'milvus-timeout') || performance.now() - since > maxSilenceMs) {
				throw error;
			}

			return undefined;
		}
	};
}
