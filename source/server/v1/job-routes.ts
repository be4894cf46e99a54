import {knownJobs} from '../../jobs/known-jobs.js';
import {randomUUID} from 'node:crypto';
import type {FastifyRequest} from 'fastify';
import type {FastifyPluginCallbackZod} from 'fastify-type-provider-zod';
import {z} from 'zod';
import {planDelete} from '../../engine/delete-backups.js';
import {planBackup} from '../../engine/plan-backup.js';
import {planRestore} from '../../engine/plan-restore.js';
import type {JobSummary, JobWork} from '../../model/jobs.js';
import {RequestError} from '../problem.js';
import {withOwnSession, type ServerJobs} from '../server-jobs.js';
import type {ServerContext} from '../serve-options.js';
import {enveloped, headerOf, response, tags} from './envelope.js';
import {lostRows} from './lost-rows.js';
import {createRequest, restoreRequest} from './requests.js';
import {backupTask, codes, restoreTask, type Envelope} from './shapes.js';
import {createDescriber} from './describe-backup.js';
import {toBackupRequest} from './to-backup-request.js';
import {toRestoreRequest} from './to-restore-request.js';

/** milvus-backup's routes that start a job, and wait for it unless they are asked not to. */
export function v1JobRoutes(context: ServerContext, jobs: ServerJobs): FastifyPluginCallbackZod {
	const {session, messages} = context;
	const {told, backupSummaryV1} = createDescriber(context, jobs);
	/** Until it is over; a caller that hangs up cancels it where `isCancelled` says so. */
	const untilOver = async (
		job: JobSummary,
		signal: AbortSignal,
		isCancelled: boolean,
	): Promise<JobSummary> => {
		try {
			await jobs.watch(job.id, {signal, onEvent() {}});
		} catch (error) {
			if (signal.aborted && isCancelled) {
				await jobs.cancel(job.id);
			}

			throw error;
		}

		return jobs.get(job.id);
	};

	const endOf = async (job: JobSummary): Promise<Envelope> => {
		const data = backupTask(await told(job)) as {errorMessage: string};
		return {code: codes.failed, msg: data.errorMessage, data};
	};

	return (app, _options, done) => {
		app.post(
			'/create',
			{
				schema: {
					tags,
					summary: 'Make a backup',
					description:
						'With async it answers at once; get_backup tells how it goes. The header request_id names the job.',
					body: createRequest,
					response,
				},
			},
			enveloped(context, async (request: FastifyRequest, signal) => {
				const body = request.body as z.infer<typeof createRequest>;
				const alias = headerOf(request);
				const plan = await withOwnSession(context, async own =>
					planBackup(own, await toBackupRequest(body, own), {
						knownJobs: knownJobs(context.stateDir),
					}),
				);
				const job = await jobs.start({kind: 'backup', plan}, alias);
				const requestId = alias ?? job.id;
				if (body.async) {
					return {
						requestId,
						msg: 'create backup is executing asynchronously',
						data: null,
					};
				}

				const ended = await untilOver(job, signal, true);
				return ended.state === 'complete'
					? {
							requestId,
							msg: 'success',
							data: await backupSummaryV1(plan.name, signal),
						}
					: {requestId, ...(await endOf(ended))};
			}),
		);

		app.delete(
			'/delete',
			{
				schema: {
					tags,
					summary: 'Delete a backup',
					querystring: z.object({backup_name: z.string().optional()}),
					response,
				},
			},
			enveloped(context, async (request: FastifyRequest, signal) => {
				const {backup_name: name} = request.query as {backup_name?: string};
				if (!name) {
					throw new RequestError(400, 'bad-request', 'backup_name is missing.');
				}

				await planDelete(session, [name]);
				const work: JobWork = {kind: 'delete', names: [name]};
				const ended = await untilOver(await jobs.start(work), signal, false);
				if (ended.state === 'complete') {
					return {msg: 'success'};
				}

				const result = await jobs.result(ended.id);
				const error =
					ended.error ?? (result?.kind === 'delete' ? result.backups[0]?.error : undefined);
				return {
					code: codes.failed,
					msg: error ? messages.error(error).sentence : ended.state,
				};
			}),
		);

		app.post(
			'/restore',
			{
				schema: {
					tags,
					summary: 'Restore a backup',
					description:
						'With async it answers at once with data.id; get_restore tells how it goes. dropExistCollection replaces a collection when the restored one has been checked.',
					body: restoreRequest,
					response,
				},
			},
			enveloped(context, async (request: FastifyRequest, signal) => {
				const body = request.body as z.infer<typeof restoreRequest>;
				const plan = await withOwnSession(context, async own =>
					planRestore(own, await toRestoreRequest(body, own, signal)),
				);
				const absent = plan.collections.filter(({action}) => action === 'create');
				if (body.skipCreateCollection && absent.length > 0) {
					throw new RequestError(
						400,
						'bad-request',
						`skipCreateCollection: ${absent.map(({target}) => target).join(', ')} does not exist.`,
					);
				}

				const job = await jobs.start({kind: 'restore', plan}, body.id || undefined);
				const requestId = body.requestId || headerOf(request) || randomUUID();
				const lost = lostRows(plan, messages);
				if (body.async) {
					return {
						requestId,
						msg: `restore backup is executing asynchronously${lost}`,
						data: restoreTask(await told(job)),
					};
				}

				const ended = await untilOver(job, signal, false);
				const data = restoreTask(await told(ended)) as {
					errorMessage: string;
				};
				return ended.state === 'complete'
					? {requestId, msg: `success${lost}`, data}
					: {requestId, code: codes.failed, msg: data.errorMessage, data};
			}),
		);

		app.post(
			'/restore_secondary',
			{schema: {tags, summary: 'Not supported', response}},
			enveloped(context, async () => ({
				code: codes.notSupported,
				msg: 'restore_secondary is not supported: backups are restored into a cluster as collections.',
			})),
		);

		done();
	};
}
