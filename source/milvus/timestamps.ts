import {hasCode} from '../model/milvault-error.js';
import type {Milvus} from './milvus.js';

/**
 * The server's time as a hybrid timestamp (TSO); undefined where AllocTimestamp is not served. Seen
 * on 2.2.16 and 2.3.5.
 */
export async function allocateTimestamp(
	milvus: Milvus,
	signal?: AbortSignal,
): Promise<string | undefined> {
	try {
		const answer = await milvus.call<{timestamp: string}>('AllocTimestamp', {}, {signal});
		return answer.timestamp;
	} catch (error) {
		if (hasCode(error, 'milvus-unsupported')) {
			return undefined;
		}

		throw error;
	}
}
