import {hasCode} from '../../model/milvault-error.js';

/** A coordinator that moves, or a proxy that restarts, is back within this time. */
const mostOutageMs = 60_000;

/**
 * A question to repeat that takes an outage of Milvus as "not yet": what it works on goes on meanwhile, and hours of it must not be
 * thrown away for one answer. For questions only, never for what changes something.
 */
export function forgiving<Value>(
	ask: () => Promise<Value | undefined>,
): () => Promise<Value | undefined> {
	let since: number | undefined;
	return async () => {
		try {
			const answer = await ask();
			since = undefined;
			return answer;
		} catch (error) {
			const isOutage =
				hasCode(error, 'milvus-unreachable') ||
				hasCode(error, 'milvus-timeout');
			since ??= performance.now();
			if (!isOutage || performance.now() - since > mostOutageMs) {
				throw error;
			}

			return undefined;
		}
	};
}
