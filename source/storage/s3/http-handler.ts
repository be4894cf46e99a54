import {NodeHttpHandler} from '@smithy/node-http-handler';
import {answerLimitMs, attemptOf, idleMs, kindOf} from './answer-limit.js';
import type {StorageHooks} from '../storage.js';
import type {RequestContexts} from './request-context.js';
import {fragment} from '../../model/fragments.js';

type HttpHandler = Pick<
	NodeHttpHandler,
	'metadata' | 'handle' | 'updateHttpClientConfig' | 'httpHandlerConfigs' | 'destroy'
>;

const connectionTimeoutMs = 10_000;
/** A request without an answer after so long is reported. */
const toldAfterMs = 5000;
/** The same for copies and large bodies, which take longer when all is well. */
const longToldAfterMs = 30_000;
/** A cancel returns within ten seconds. */
const givingUpTimeoutMs = 5000;
/** Above the copies in flight (32), so that listings and small objects never wait for a socket. */
const maxSockets = 128;

/**
 * Node's HTTP below the SDK, with our signal and with a look at what answers: a web page is no
 * object store.
 *
 * Each request has its time for the first byte of its answer, which `answerLimitMs` gives; a
 * missing answer is reported before that is over.
 *
 * @param ca - Certificates to trust, PEM; default: Node's
 */
export function createHttpHandler(
	contexts: RequestContexts,
	hooks: Readonly<StorageHooks>,
	ca?: readonly string[],
): HttpHandler {
	const slowest = new Map<string, number>();
	const handler = new NodeHttpHandler({
		connectionTimeout: connectionTimeoutMs,
		socketTimeout: idleMs,
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
			const isGivingUp = request.method === 'DELETE' && 'uploadId' in request.query;
			const context = contexts.getStore();
			const signal = isGivingUp ? AbortSignal.timeout(givingUpTimeoutMs) : context?.signal;
			const kind = kindOf(request);
			const limitMs = answerLimitMs(request, {
				attempt: attemptOf(request),
				slowestMs: slowest.get(kind) ?? 0,
			});
			const sentAt = performance.now();
			const result = await untilAnswered(
				async abortSignal => handler.handle(request, {...options, abortSignal}),
				{
					signal,
					limitMs,
					onWaiting(waitedMs) {
						hooks.onRetry?.({
							action: context?.action ?? '',
							resource: context?.resource ?? '',
							reason: fragment('silent', {seconds: waitedMs / 1000}),
							waitMs: (limitMs ?? idleMs) - waitedMs,
							waitedMs,
						});
					},
				},
			);
			const tookMs = performance.now() - sentAt;
			if (tookMs > (slowest.get(kind) ?? 0) && limitMs !== undefined) {
				slowest.set(kind, tookMs);
			}

			const {statusCode, headers, body} = result.response;
			const isObject =
				statusCode < 400 && (request.method === 'HEAD' || request.query['x-id'] === 'GetObject');
			if (!isObject && isHtml(headers['content-type'])) {
				body?.destroy?.();
				throw notS3(statusCode);
			}

			return result;
		},
	};
}

/** @param work - Sends the request; ends when the head of its answer is there */
async function untilAnswered<Value>(
	work: (signal: AbortSignal) => Promise<Value>,
	{
		signal,
		limitMs,
		onWaiting,
	}: {
		signal: AbortSignal | undefined;
		limitMs: number | undefined;
		onWaiting: (waitedMs: number) => void;
	},
): Promise<Value> {
	// One controller that follows the caller's signal: profiles of a backup of 1,000 objects showed
	// 1 % of its processor time in AbortSignal.any.
	const ends = new AbortController();
	const follow = (): void => {
		ends.abort(signal?.reason);
	};

	if (signal?.aborted) {
		follow();
	}

	signal?.addEventListener('abort', follow, {once: true});
	let isTooLate = false;
	const toldMs = limitMs === undefined ? longToldAfterMs : toldAfterMs;
	let isOver = false;
	const telling = setTimeout(() => {
		onWaiting(toldMs);
	}, toldMs);
	// Where this process was busy, or stopped, for so long, the answer may be here and not be looked
	// at yet.
	const ending =
		limitMs === undefined
			? undefined
			: setTimeout(() => {
					setImmediate(() => {
						if (!isOver) {
							isTooLate = true;
							ends.abort();
						}
					});
				}, limitMs);
	try {
		return await work(ends.signal);
	} catch (error) {
		throw isTooLate && !signal?.aborted
			? Object.assign(new Error(fragment('no-answer'), {cause: error}), {
					name: 'TimeoutError',
				})
			: error;
	} finally {
		isOver = true;
		signal?.removeEventListener('abort', follow);
		clearTimeout(telling);
		clearTimeout(ending);
	}
}

function isHtml(contentType: string | undefined): boolean {
	return contentType?.toLowerCase().startsWith('text/html') ?? false;
}

/** Carries the status as the SDK's errors do, so that a gateway's 502 page is tried again. */
function notS3(httpStatusCode: number): Error {
	return Object.assign(new Error(fragment('web-page', {status: httpStatusCode})), {
		name: 'NotS3',
		$metadata: {httpStatusCode},
	});
}
