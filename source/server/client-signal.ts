import type {FastifyReply} from 'fastify';

/**
 * Ends when the caller goes away before it has its answer. Fastify's `request.signal` ends with the
 * request's body, which every POST has long before its answer.
 */
export function clientSignal({raw}: {raw: FastifyReply['raw']}): AbortSignal {
	const gone = new AbortController();
	raw.once('close', () => {
		if (!raw.writableFinished) {
			gone.abort();
		}
	});
	return gone.signal;
}
