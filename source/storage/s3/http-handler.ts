import {NodeHttpHandler} from '@smithy/node-http-handler';
import type {RequestContexts} from './request-context.js';

type HttpHandler = Pick<
	NodeHttpHandler,
	| 'metadata'
	| 'handle'
	| 'updateHttpClientConfig'
	| 'httpHandlerConfigs'
	| 'destroy'
>;

const connectionTimeoutMs = 10_000;
/** Without a byte in either direction; a store may be silent while it copies up to 5 GiB. */
const idleTimeoutMs = 180_000;
/** A cancel returns within ten seconds. */
const givingUpTimeoutMs = 5000;
/** Above the copies in flight (32), so that listings and small objects never wait for a socket. */
const maxSockets = 128;

/**
 * Node's HTTP below the SDK, with our signal and with a look at what answers: a web page is no object store.
 *
 * @param ca - Certificates to trust, PEM; default: Node's
 */
export function createHttpHandler(
	contexts: RequestContexts,
	ca?: readonly string[],
): HttpHandler {
	const handler = new NodeHttpHandler({
		connectionTimeout: connectionTimeoutMs,
		socketTimeout: idleTimeoutMs,
		httpAgent: {keepAlive: true, maxSockets},
		httpsAgent: {keepAlive: true, maxSockets, ...(ca && {ca: [...ca]})},
		// Its warnings about busy sockets would end up on the terminal.
		logger: {debug() {}, info() {}, warn() {}, error() {}, trace() {}},
	});

	return {
		metadata: handler.metadata,
		updateHttpClientConfig: handler.updateHttpClientConfig.bind(handler),
		httpHandlerConfigs: handler.httpHandlerConfigs.bind(handler),
		destroy: handler.destroy.bind(handler),
		async handle(request, options) {
			// Giving up an upload is what a cancel leads to: it must still get through.
			const isGivingUp =
				request.method === 'DELETE' && 'uploadId' in request.query;
			const abortSignal = isGivingUp
				? AbortSignal.timeout(givingUpTimeoutMs)
				: contexts.getStore()?.signal;
			const result = await handler.handle(request, {...options, abortSignal});
			const {statusCode, headers, body} = result.response;
			const isObject =
				statusCode < 400 &&
				(request.method === 'HEAD' || request.query['x-id'] === 'GetObject');
			if (!isObject && isHtml(headers['content-type'])) {
				body?.destroy?.();
				throw notS3(statusCode);
			}

			return result;
		},
	};
}

function isHtml(contentType: string | undefined): boolean {
	return contentType?.toLowerCase().startsWith('text/html') ?? false;
}

/** Carries the status as the SDK's errors do, so that a gateway's 502 page is tried again. */
function notS3(httpStatusCode: number): Error {
	return Object.assign(
		new Error(`answers with a web page (HTTP ${httpStatusCode})`),
		{name: 'NotS3', $metadata: {httpStatusCode}},
	);
}
