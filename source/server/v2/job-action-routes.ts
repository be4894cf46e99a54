import type {FastifyPluginCallbackZod} from 'fastify-type-provider-zod';
import {z} from 'zod';
import type {ServerJobs} from '../server-jobs.js';
import type {ServerContext} from '../serve-options.js';
import {clientSignal} from '../client-signal.js';
import * as schemas from './schemas.js';
import {jobSummaryShape, warningShape} from './shapes.js';

const {problems} = schemas;

/** What is done to a job: it is cancelled, continued, controlled, cleaned. */
export function jobActionRoutes(
	context: ServerContext,
	jobs: ServerJobs,
): FastifyPluginCallbackZod {
	const tags = ['v2: jobs'];
	return (app, _options, done) => {
		app.post(
			'/jobs/:id/cancel',
			{
				schema: {
					tags,
					summary: 'Cancel a job; it can then be continued or cleaned up',
					params: schemas.jobId,
					response: {
						200: schemas.jobSummary,
						...problems(400, 404, 409, 502, 503),
					},
				},
			},
			async ({params}) => jobSummaryShape(await jobs.cancel(params.id), context),
		);

		app.post(
			'/jobs/:id/continue',
			{
				schema: {
					tags,
					summary: 'Continue an interrupted job',
					params: schemas.jobId,
					response: {
						202: schemas.jobSummary,
						...problems(400, 404, 409, 422, 429, 502, 503, 507),
					},
				},
			},
			async ({params}, reply) =>
				reply.code(202).send(jobSummaryShape(await jobs.continue(params.id), context)),
		);

		app.put(
			'/jobs/:id/control',
			{
				schema: {
					tags,
					summary: 'Pause, resume or limit a running job',
					params: schemas.jobId,
					body: schemas.controlBody,
					response: {
						204: z.null().meta({description: 'Takes effect within a second.'}),
						...problems(400, 404, 409, 502, 503),
					},
				},
			},
			async ({params, body}, reply) => {
				await jobs.control(params.id, body);
				return reply.code(204).send(null);
			},
		);

		app.delete(
			'/jobs/:id',
			{
				schema: {
					tags,
					summary: 'Clean up after a job: remove what it left behind, and its record',
					params: schemas.jobId,
					response: {
						200: schemas.clean,
						...problems(400, 404, 409, 422, 502, 503),
					},
				},
			},
			async ({params}, reply) => {
				const signal = clientSignal(reply);
				const {removed, warnings} = await jobs.clean(params.id, signal);
				return {
					removed: [...removed],
					warnings: warnings.map(one => warningShape(one, context.messages)),
				};
			},
		);
		done();
	};
}
