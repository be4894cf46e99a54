import type {FastifyPluginCallbackZod} from 'fastify-type-provider-zod';
import {z} from 'zod';
import {tryMilvus} from '../engine/cluster/try-milvus.js';
import {toMilvaultError} from '../model/milvault-error.js';
import type {Metrics} from './metrics.js';
import type {ServerContext} from './serve-options.js';
import {textAnswer} from './v2/schemas.js';

/** An answer is kept for so long, however often a caller asks. */
const believedMs = 5000;
const maxWaitMs = 5000;

const ready = z.object({
	isReady: z.boolean(),
	milvus: z.enum(['up', 'away']),
	repository: z.enum(['up', 'away']),
});

/** For those that watch the server; no token, and nothing that needs one. */
export function healthRoutes(
	context: ServerContext,
	{registry}: Metrics,
): FastifyPluginCallbackZod {
	const tags = ['health'];
	let found: {at: number; ready: Promise<z.infer<typeof ready>>} | undefined;
	return (app, _options, done) => {
		app.get('/', {schema: {hide: true}}, async (_request, reply) =>
			reply.type('text/plain').send('Hello, This is backup service'),
		);

		app.get(
			'/healthz',
			{
				schema: {
					tags,
					security: [],
					summary: 'Liveness',
					response: {200: z.object({status: z.literal('ok')})},
				},
			},
			async () => ({status: 'ok' as const}),
		);

		app.get(
			'/readyz',
			{
				schema: {
					tags,
					security: [],
					summary: 'Milvus and the repository answer',
					response: {200: ready, 503: ready},
				},
			},
			async (_request, reply) => {
				const now = performance.now();
				if (!found || now - found.at > believedMs) {
					found = {at: now, ready: look(context)};
				}

				const answer = await found.ready;
				return reply.code(answer.isReady ? 200 : 503).send(answer);
			},
		);

		app.get(
			'/metrics',
			{
				schema: {
					tags,
					security: [],
					summary: 'For Prometheus',
					response: {200: textAnswer('text/plain', 'Metrics')},
				},
			},
			async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()),
		);
		done();
	};
}

async function look({session, log, mask, messages}: ServerContext): Promise<z.infer<typeof ready>> {
	const isUp = async (
		away: (code: string) => string,
		ask: (signal: AbortSignal) => Promise<unknown>,
	): Promise<boolean> => {
		try {
			await ask(AbortSignal.timeout(maxWaitMs));
			return true;
		} catch (error) {
			log(mask(away(toMilvaultError(error).code)));
			return false;
		}
	};

	const [isMilvusUp, isRepositoryUp] = await Promise.all([
		isUp(messages.server.milvusAway, async signal => tryMilvus(session.cluster.milvus, {signal})),
		isUp(messages.server.repositoryAway, async signal => {
			const {storage} = await session.repositoryPlace();
			await storage.ensureReachable({signal, mayBeNew: true});
		}),
	]);
	return {
		isReady: isMilvusUp && isRepositoryUp,
		milvus: isMilvusUp ? 'up' : 'away',
		repository: isRepositoryUp ? 'up' : 'away',
	};
}
