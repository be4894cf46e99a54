import {knownJobs} from '../../jobs/known-jobs.js';
import type {FastifyPluginCallbackZod} from 'fastify-type-provider-zod';
import {z} from 'zod';
import {planDelete} from '../../engine/delete-backups.js';
import {getBackup} from '../../engine/get-backup.js';
import {planBackup} from '../../engine/plan-backup.js';
import {toJson} from '../../render/to-json.js';
import type {BackupSummary} from '../../model/plans.js';
import {withOwnSession} from '../own-session.js';
import type {ServerJobs} from '../server-jobs.js';
import type {ServerContext} from '../serve-options.js';
import {clientSignal} from '../client-signal.js';
import {accepted} from './accepted.js';
import * as schemas from './schemas.js';
import {detailsShape, summaryShape} from './shapes.js';

const {problems} = schemas;
const name = z.object({name: z.string().min(1).max(255)});

/** Backups: what a repository holds, and the jobs that make and delete one. */
export function backupRoutes(
	context: ServerContext,
	jobs: ServerJobs,
	list: (signal: AbortSignal) => Promise<readonly BackupSummary[]>,
): FastifyPluginCallbackZod {
	const {session, messages, mask} = context;
	const tags = ['v2: backups'];
	return (app, _options, done) => {
		app.get(
			'/backups',
			{
				schema: {
					tags,
					summary: 'Every backup of the repository, newest first',
					response: {
						200: z.object({backups: z.array(schemas.backupSummary)}),
						...problems(502, 503),
					},
				},
			},
			async (_request, reply) => ({
				backups: (await list(clientSignal(reply))).map(backup => summaryShape(backup, context)),
			}),
		);

		app.get(
			'/backups/:name',
			{
				schema: {
					tags,
					summary: 'The contents of a backup',
					params: name,
					response: {
						200: schemas.backupDetails,
						...problems(400, 404, 409, 422, 502, 503),
					},
				},
			},
			async ({params, signal}) =>
				detailsShape(await getBackup(session, params.name, {signal}), context),
		);

		app.post(
			'/backups',
			{
				schema: {
					tags,
					summary: 'Create a backup',
					description:
						'Makes a plan first: impossible requests are refused at once. Then a job runs the plan.',
					body: schemas.createBody,
					response: {
						200: z.object({plan: schemas.backupPlan}),
						202: schemas.jobSummary,
						...problems(400, 404, 409, 422, 429, 502, 503, 507),
					},
				},
			},
			async ({body}, reply) => {
				const signal = clientSignal(reply);
				const {dryRun, rbac, ...request} = body;
				const plan = await withOwnSession(
					context,
					async own =>
						planBackup(own, {...request, withRbac: rbac}, {knownJobs: knownJobs(context.stateDir)}),
					signal,
				);
				if (dryRun) {
					return {plan: schemas.backupPlan.parse(toJson(plan, messages, mask))};
				}

				return accepted(await jobs.start({kind: 'backup', plan}), reply, context);
			},
		);

		app.delete(
			'/backups/:name',
			{
				schema: {
					tags,
					summary: 'Delete a backup',
					params: name,
					querystring: z.object({
						dryRun: z.stringbool().default(false),
					}),
					response: {
						200: z.object({plan: schemas.deletePlan}),
						202: schemas.jobSummary,
						...problems(400, 404, 409, 422, 429, 502, 503),
					},
				},
			},
			async ({params, query}, reply) => {
				const [plan] = await planDelete(session, [params.name]);
				if (query.dryRun) {
					return {plan: schemas.deletePlan.parse(toJson(plan, messages, mask))};
				}

				return accepted(await jobs.start({kind: 'delete', names: [params.name]}), reply, context);
			},
		);
		done();
	};
}
