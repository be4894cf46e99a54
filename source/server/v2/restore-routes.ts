import type {FastifyPluginCallbackZod} from 'fastify-type-provider-zod';
import {z} from 'zod';
import {getBackup} from '../../engine/get-backup.js';
import {planRestore} from '../../engine/plan-restore.js';
import {toJson} from '../../render/to-json.js';
import {lossesOf, unconfirmedOf} from '../../model/losses.js';
import {MilvaultError} from '../../model/milvault-error.js';
import type {RestorePlan} from '../../model/plans.js';
import {withOwnSession} from '../own-session.js';
import type {ServerJobs} from '../server-jobs.js';
import type {ServerContext} from '../serve-options.js';
import {clientSignal} from '../client-signal.js';
import {accepted} from './accepted.js';
import * as schemas from './schemas.js';

const {problems} = schemas;

/** The jobs that restore a backup and verify backups. */
export function restoreRoutes(context: ServerContext, jobs: ServerJobs): FastifyPluginCallbackZod {
	const {session, messages, mask} = context;
	const tags = ['v2: backups'];
	return (app, _options, done) => {
		app.post(
			'/restores',
			{
				schema: {
					tags,
					summary: 'Restore a backup',
					description:
						'Makes a plan first: impossible requests are refused at once. Then a job runs the plan. A collection is replaced only when `confirm` names it.',
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
							...(body.importsOnly && {importsOnly: true}),
						}),
					signal,
				);
				if (body.dryRun) {
					return {plan: schemas.restorePlan.parse(toJson(plan, messages, mask))};
				}

				assertConfirmed(plan, body.confirm);
				return accepted(await jobs.start({kind: 'restore', plan}), reply, context);
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

				return accepted(
					await jobs.start({
						kind: 'verify',
						names: body.backups,
						level: body.level,
					}),
					reply,
					context,
				);
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
