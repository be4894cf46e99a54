import {randomUUID} from 'node:crypto';
import type {FastifyPluginCallbackZod} from 'fastify-type-provider-zod';
import {z} from 'zod';
import {planRestore} from '../../engine/plan-restore.js';
import {RequestError} from '../problem.js';
import {withOwnSession} from '../own-session.js';
import type {ServerJobs} from '../server-jobs.js';
import type {ServerContext} from '../serve-options.js';
import {createDescriber} from './describe-backup.js';
import {headerOf, response, sendEnvelope, tags} from './envelope.js';
import {lostRows} from './lost-rows.js';
import {restoreRequest} from './requests.js';
import {codes, restoreTask} from './shapes.js';
import {toRestoreRequest} from './to-restore-request.js';
import {untilOver} from './until-over.js';

/**
 * milvus-backup's routes that restore a backup, and say how far that is; the first waits until it
 * is over unless it is asked not to.
 */
export function v1RestoreRoutes(
	context: ServerContext,
	jobs: ServerJobs,
): FastifyPluginCallbackZod {
	const {messages} = context;
	const {snapshot} = createDescriber(context, jobs);
	return (app, _options, done) => {
		app.post(
			'/restore',
			{
				schema: {
					tags,
					summary: 'Restore a backup',
					description:
						'With async it answers at once with data.id; get_restore returns the progress. dropExistCollection replaces a collection when the restored one has been checked.',
					body: restoreRequest,
					response,
				},
			},
			async ({body, headers}, reply) =>
				sendEnvelope(context, reply, async signal => {
					const plan = await withOwnSession(context, async own =>
						planRestore(own, await toRestoreRequest(body, own, signal)),
					);
					const absent = plan.collections.filter(({action}) => action === 'create');
					if (body.skipCreateCollection && absent.length > 0) {
						throw new RequestError(400, 'bad-request', texts =>
							texts.absent(absent.map(({target}) => target)),
						);
					}

					const job = await jobs.start({kind: 'restore', plan}, body.id || undefined);
					const requestId = body.requestId || headerOf({headers}) || randomUUID();
					const lost = lostRows(plan, messages);
					if (body.async) {
						return {
							requestId,
							msg: `restore backup is executing asynchronously${lost}`,
							data: restoreTask(await snapshot(job)),
						};
					}

					const ended = await untilOver(jobs, job, {signal, cancelsOnHangUp: false});
					const data = restoreTask(await snapshot(ended));
					return ended.state === 'complete'
						? {requestId, msg: `success${lost}`, data}
						: {requestId, code: codes.failed, msg: data.errorMessage, data};
				}),
		);

		app.get(
			'/get_restore',
			{
				schema: {
					tags,
					summary: 'The progress of a restore',
					querystring: z.object({id: z.string().optional()}),
					response,
				},
			},
			async ({query: {id}}, reply) =>
				sendEnvelope(context, reply, async () => {
					if (!id) {
						throw new RequestError(400, 'bad-request', texts => texts.missing(['id']));
					}

					const job = await jobs.get(id).catch(() => undefined);
					return job?.kind === 'restore'
						? {msg: 'success', data: restoreTask(await snapshot(job))}
						: {code: codes.failed, msg: `task not found: ${id}`};
				}),
		);

		app.post(
			'/restore_secondary',
			{schema: {tags, summary: 'Not supported', response}},
			async (_request, reply) =>
				sendEnvelope(context, reply, async () => ({
					code: codes.notSupported,
					msg: messages.server.notSupported(
						'restore_secondary',
						messages.server.refusals.secondary.why,
					),
				})),
		);
		done();
	};
}
