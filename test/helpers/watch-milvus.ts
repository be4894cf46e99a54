import type {CallOptions} from '../../source/milvus/milvus.js';
import type {Session} from '../../source/engine/session.js';

/** The same session; every call to Milvus is told beforehand, and waits for what it was told to. */
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
			};
		},
	};
}
