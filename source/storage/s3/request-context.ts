import {AsyncLocalStorage} from 'node:async_hooks';

/** What a request belongs to, for the handler below the SDK and for errors. */
export type RequestContext = {
	/** IAM's name of the action, such as s3:PutObject. */
	action: string;
	/** `bucket` or `bucket/key`. */
	resource: string;
	signal?: AbortSignal;
};

export type RequestContexts = AsyncLocalStorage<RequestContext>;

/**
 * Carries the context past the SDK to the HTTP handler. The SDK's own way for a signal, options of
 * `send`, empties its cache of resolved middleware at every call (measured: a fifth more CPU for
 * each copy), and lib-storage takes no options at all.
 */
export function createRequestContexts(): RequestContexts {
	return new AsyncLocalStorage<RequestContext>();
}
