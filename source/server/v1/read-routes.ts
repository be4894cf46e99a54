import type {FastifyPluginCallbackZod} from 'fastify-type-provider-zod';
import {z} from 'zod';
import {checkCluster} from '../../engine/check-cluster.js';
import {checkLines, checkSummary} from '../../render/check-lines.js';
import type {BackupSummary} from '../../model/plans.js';
import {RequestError} from '../problem.js';
import {withOwnSession} from '../own-session.js';
import type {ServerJobs} from '../server-jobs.js';
import type {ServerContext} from '../serve-options.js';
import {clientSignal} from '../client-signal.js';
import {textAnswer} from '../v2/schemas.js';
import {refusal, response, sendEnvelope, tags} from './envelope.js';
import {assertOurPlace, rejectUnsupported} from './reject-unsupported.js';
import {createDescriber} from './describe-backup.js';

/** milvus-backup's routes that look: a list, one backup, the check. */
export function readRoutes(
	context: ServerContext,
	jobs: ServerJobs,
	list: (signal: AbortSignal) => Promise<readonly BackupSummary[]>,
): FastifyPluginCallbackZod {
	const {session, messages} = context;
	const {backupSummaryV1, nameOf} = createDescriber(context, jobs);
	return (app, _options, done) => {
		app.route({
			method: 'GET',
			url: '/hello',
			schema: {
				tags,
				summary: 'Is the server running?',
				response: {
					200: textAnswer('text/plain', 'A greeting'),
					default: refusal,
				},
			},
			handler: async (_request, reply) =>
				reply.type('text/plain').send('Hello, This is backup service'),
		});

		app.get(
			'/list',
			{
				schema: {
					tags,
					summary: 'Every backup of the repository',
					querystring: z.object({collection_name: z.string().optional()}),
					response,
				},
			},
			async ({query: {collection_name: collection}}, reply) =>
				sendEnvelope(context, reply, async signal => {
					if (collection) {
						rejectUnsupported('collection_name', refusals => refusals.list);
					}

					const backups = await list(signal);
					return {
						msg: 'success',
						data: backups
							.filter(({state}) => state === 'complete' || state === 'partial')
							.map(({id, name, bytes, milvusVersion}) => ({
								id: id ?? '',
								name,
								size: bytes ?? 0,
								milvus_version: milvusVersion ?? '',
							})),
					};
				}),
		);

		app.get(
			'/get_backup',
			{
				schema: {
					tags,
					summary: 'A backup, or its progress',
					querystring: z.object({
						backup_name: z.string().optional(),
						backup_id: z.string().optional(),
						bucket_name: z.string().optional(),
						path: z.string().optional(),
						without_detail: z.string().optional(),
					}),
					response,
				},
			},
			async ({query}, reply) =>
				sendEnvelope(context, reply, async signal => {
					const {backup_id: id} = query;
					const name = query.backup_name || (id && (await nameOf(id)));
					if (!name) {
						throw new RequestError(400, 'bad-request', texts =>
							texts.missing(['backup_name', 'backup_id']),
						);
					}

					assertOurPlace(await session.repositoryPlace(), {
						bucket: query.bucket_name,
						path: query.path,
						pathKey: 'path',
					});
					return {msg: 'success', data: await backupSummaryV1(name, signal)};
				}),
		);

		app.get(
			'/check',
			{
				schema: {
					tags,
					summary: 'Everything that a backup and a restore need, as text',
					response: {
						200: textAnswer('text/plain', 'A report'),
						default: refusal,
					},
				},
			},
			async (_request, reply) => {
				const {proxies} = context;
				const signal = clientSignal(reply);
				const result = await withOwnSession(context, async own =>
					checkCluster(own, {signal, proxies}),
				);
				const paint = (_style: unknown, text: string): string => text;
				const lines = [
					...result.checks.flatMap(check => checkLines(check, {messages, paint})),
					...checkSummary(result, {messages}).slice(0, 1),
				];
				return reply.type('text/plain; charset=utf-8').send(`${lines.join('\n')}\n`);
			},
		);
		done();
	};
}
