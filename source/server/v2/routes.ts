import {knownJobs} from '../../jobs/known-jobs.js';
import type {FastifyReply} from 'fastify';
import type {FastifyPluginCallbackZod} from 'fastify-type-provider-zod';
import {z} from 'zod';
import {planDelete} from '../../engine/delete-backups.js';
import {getBackup} from '../../engine/get-backup.js';
import {planBackup} from '../../engine/plan-backup.js';
import {planRestore} from '../../engine/plan-restore.js';
import {toJson} from '../../render/to-json.js';
import {lossesOf, unconfirmedOf} from '../../model/losses.js';
import type {JobSummary} from '../../model/jobs.js';
import {MilvaultError} from '../../model/milvault-error.js';
import type {BackupSummary, RestorePlan} from '../../model/plans.js';
import {publicPrefix} from '../public-prefix.js';
import {withOwnSession, type ServerJobs} from '../server-jobs.js';
import type {ServerContext} from '../serve-options.js';
import {clientSignal} from '../client-signal.js';
import * as schemas from './schemas.js';
import {detailsShape, jobSummaryShape, summaryShape} from './shapes.js';

const {problems} = schemas;
const name = z.object({name: z.string().min(1).max(255)});

/** Backups: what is there, and the jobs that make, restore, verify and delete them. */
export function backupRoutes(
	context: ServerContext,
	jobs: ServerJobs,
	list: (signal: AbortSignal) => Promise<readonly BackupSummary[]>,
): FastifyPluginCallbackZod {
	const {session, messages, mask} = context;
	const tags = ['v2: backups'];
	// As the caller sees it.
	const locationOf = ({id}: JobSummary, {request}: FastifyReply): string =>
		`${publicPrefix(request, context)}/api/v2/jobs/${id}`;
	const plain = (value: unknown): object => toJson(value, messages, mask) as object;
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
					summary: 'All that a backup holds',
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
					summary: 'Make a backup',
					description:
						'Plans it first: what cannot be done is refused at once. Then a job does it.',
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
					return reply.send({plan: plain(plan) as never});
				}

				const job = await jobs.start({kind: 'backup', plan});
				return reply
					.code(202)
					.header('location', locationOf(job, reply))
					.send(jobSummaryShape(job, context));
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
					return reply.send({plan: plain(plan) as never});
				}

				const job = await jobs.start({kind: 'delete', names: [params.name]});
				return reply
					.code(202)
					.header('location', locationOf(job, reply))
					.send(jobSummaryShape(job, context));
			},
		);

		app.post(
			'/restores',
			{
				schema: {
					tags,
					summary: 'Restore a backup',
					description:
						'Plans it first: what cannot be done is refused at once. Then a job does it. A collection is replaced only when `confirm` names it.',
					body: schemas.restoreBody,
					response: {
						200: z.object({plan: schemas.restorePlan}),
						202: schemas.jobSummary,
						...problems(400, 404, 409, 422, 429, 502, 503, 507),
					},
				},
			},
			async ({body}, reply) => {
				const signal = clientSignal(reply);
				const plan = await withOwnSession(
					context,
					async own =>
						planRestore(own, {
							name: body.backup,
							filter: body.filter,
							suffix: body.suffix,
							renames:
								body.renames && Object.entries(body.renames).map(([from, to]) => `${from}:${to}`),
							onConflict: body.onConflict,
							resolutions: body.resolutions,
							...(body.overrides && {overrides: body.overrides}),
							withIndex: body.index,
							withLoad: body.load,
							metaOnly: body.metaOnly,
							withRbac: body.rbac,
							...(body.withoutTtl && {withoutTtl: true}),
							...(body.moveAliases && {moveAliases: true}),
							...(body.trust && {isTrusted: true}),
						}),
					signal,
				);
				if (body.dryRun) {
					return reply.send({plan: plain(plan) as never});
				}

				assertConfirmed(plan, body.confirm);
				const job = await jobs.start({kind: 'restore', plan});
				return reply
					.code(202)
					.header('location', locationOf(job, reply))
					.send(jobSummaryShape(job, context));
			},
		);

		app.post(
			'/verifications',
			{
				schema: {
					tags,
					summary: 'Verify backups',
					body: schemas.verifyBody,
					response: {
						202: schemas.jobSummary,
						...problems(400, 404, 409, 422, 429, 502, 503),
					},
				},
			},
			async ({body}, reply) => {
				const signal = clientSignal(reply);
				for (const one of body.backups) {
					await getBackup(session, one, {signal});
				}

				const job = await jobs.start({
					kind: 'verify',
					names: body.backups,
					level: body.level,
				});
				return reply
					.code(202)
					.header('location', locationOf(job, reply))
					.send(jobSummaryShape(job, context));
			},
		);
		done();
	};
}

/** @throws replace-unconfirmed */
function assertConfirmed(plan: RestorePlan, confirmed: readonly string[]) {
	const names = new Set(confirmed.map(one => (one.includes('.') ? one : `default.${one}`)));
	const losses = lossesOf(plan).filter(({target}) => !names.has(target));
	if (losses.length > 0) {
		throw new MilvaultError('replace-unconfirmed', unconfirmedOf(losses));
	}
}
