import type {CallOptions, Milvus} from './milvus.js';

/** The same Milvus, every call of which ends when the signal does, unless a call brings its own. */
export function boundTo(
	milvus: Milvus,
	signal: AbortSignal | undefined,
): Milvus {
	if (!signal) {
		return milvus;
	}

	return {
		...milvus,
		async call<Response>(rpc: string, request: object, options?: CallOptions) {
			return milvus.call<Response>(rpc, request, {signal, ...options});
		},
		async rest<Response>(path: string, body: object, options?: CallOptions) {
			return milvus.rest<Response>(path, body, {signal, ...options});
		},
	};
}
