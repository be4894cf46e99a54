import {hasCode} from '../../model/milvault-error.js';

/** A coordinator that moves, or a machine that swaps, answers again within this time. */
const maxSilenceMs = 60_000;

/**
 * A poll that treats a missing answer of Milvus as "not yet": Milvus's work continues meanwhile,
 * and hours of it must not be lost because of one answer. For reads only, never for changes. Every
 * call waits for a Milvus that is unreachable (milvus/with-retries.ts).
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
