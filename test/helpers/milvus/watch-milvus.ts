import type {CallOptions} from '../../../source/milvus/milvus.js';
import type {Session} from '../../../source/engine/session.js';

/**
 * The same session; every call to Milvus, by gRPC or REST, is reported before it is sent, and waits
 * for the listener.
 */
export function watchMilvus(
	session: Session,
	beforeCall: (rpc: string, request: object) => Promise<void> | void,
): Session {
	return {
		...session,
		async milvus() {
			const milvus = await session.milvus();
			return {
				...milvus,
				async call<Response>(
					rpc: string,
					request: object,
					options?: CallOptions,
				): Promise<Response> {
					await beforeCall(rpc, request);
					return milvus.call<Response>(rpc, request, options);
				},
				async rest<Response>(path: string, body: object, options?: CallOptions): Promise<Response> {
					await beforeCall(path, body);
					return milvus.rest<Response>(path, body, options);
				},
			};
		},
	};
}
