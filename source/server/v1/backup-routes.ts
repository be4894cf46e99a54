import type {FastifyPluginCallbackZod} from 'fastify-type-provider-zod';
import {z} from 'zod';
import {planDelete} from '../../engine/delete-backups.js';
import {planBackup} from '../../engine/plan-backup.js';
import {knownJobs} from '../../jobs/known-jobs.js';
import {RequestError} from '../problem.js';
import {withOwnSession} from '../own-session.js';
import type {ServerJobs} from '../server-jobs.js';
import type {ServerContext} from '../serve-options.js';
import {createDescriber} from './describe-backup.js';
import {headerOf, response, sendEnvelope, tags} from './envelope.js';
import {createRequest} from './requests.js';
import {backupTask, codes} from './shapes.js';
import {toBackupRequest} from './to-backup-request.js';
import {untilOver} from './until-over.js';

/**
 * milvus-backup's routes that make and delete a backup; they wait until it is over unless they are
 * asked not to.
 */
export function v1BackupRoutes(context: ServerContext, jobs: ServerJobs): FastifyPluginCallbackZod {
	const {session, messages} = context;
	const {snapshot, backupSummaryV1} = createDescriber(context, jobs);
	return (app, _options, done) => {
		app.post(
			'/create',
			{
				schema: {
					tags,
					summary: 'Create a backup',
					description:
						'With async it answers at once; get_backup returns the progress. The header request_id contains the job id.',
					body: createRequest,
					response,
				},
			},
			async ({body, headers}, reply) =>
				sendEnvelope(context, reply, async signal => {
					const alias = headerOf({headers});
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

					const ended = await untilOver(jobs, job, {signal, cancelsOnHangUp: true});
					if (ended.state === 'complete') {
						const data = await backupSummaryV1(plan.name, signal);
						return {requestId, msg: 'success', data};
					}

					const data = backupTask(await snapshot(ended));
					return {requestId, code: codes.failed, msg: data.errorMessage, data};
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
			async ({query: {backup_name: name}}, reply) =>
				sendEnvelope(context, reply, async signal => {
					if (!name) {
						throw new RequestError(400, 'bad-request', texts => texts.missing(['backup_name']));
					}

					await planDelete(session, [name]);
					const job = await jobs.start({kind: 'delete', names: [name]});
					const ended = await untilOver(jobs, job, {signal, cancelsOnHangUp: false});
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
		done();
	};
}
