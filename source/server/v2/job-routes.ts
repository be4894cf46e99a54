import {Readable} from 'node:stream';
import type {FastifyPluginCallbackZod} from 'fastify-type-provider-zod';
import {z} from 'zod';
import {checkCluster} from '../../engine/check-cluster.js';
import {checkText} from '../../render/check-lines.js';
import type {JobSummary} from '../../model/jobs.js';
import {errorBody} from '../problem.js';
import {withOwnSession, type ServerJobs} from '../server-jobs.js';
import type {ServerContext} from '../serve-options.js';
import {clientSignal} from '../client-signal.js';
import {jobEvents, lastEventId} from './job-events.js';
import * as schemas from './schemas.js';
import {jobShape, jobSummaryShape, warningShape} from './shapes.js';

const {problems} = schemas;
const id = z.object({
	id: z.string().min(1).max(255).meta({description: 'Or its alias.'}),
});

/** Jobs: what runs, ran, and can be continued; and the check of the cluster. */
export function jobRoutes(context: ServerContext, jobs: ServerJobs): FastifyPluginCallbackZod {
	const tags = ['v2: jobs'];
	const whole = async (job: JobSummary): Promise<z.input<typeof schemas.job>> => {
		const [progress, result] = await Promise.all([jobs.book.progressOf(job), jobs.result(job.id)]);
		return jobShape(job, {progress, result}, context);
	};

	return (app, _options, done) => {
		app.get(
			'/jobs',
			{
				schema: {
					tags,
					summary: 'Every job that is recorded, newest first',
					querystring: z.object({state: schemas.jobState.optional()}),
					response: {
						200: z.object({jobs: z.array(schemas.jobSummary)}),
						...problems(400, 502, 503),
					},
				},
			},
			async ({query: {state}}) => ({
				jobs: (await jobs.list())
					.filter(job => state === undefined || job.state === state)
					.map(job => jobSummaryShape(job, context)),
			}),
		);

		app.get(
			'/jobs/:id',
			{
				schema: {
					tags,
					summary: 'A job: state, progress, each collection, result',
					params: id,
					response: {200: schemas.job, ...problems(400, 404, 502, 503)},
				},
			},
			async ({params}) => whole(await jobs.get(params.id)),
		);

		app.get(
			'/jobs/:id/events',
			{
				schema: {
					tags,
					summary: 'What a job does, as it happens',
					description:
						'Server-sent events: each event of the job by its type, from the beginning or after `Last-Event-ID`, and at last `end` with the job as GET gives it. A comment every ten seconds keeps the connection.',
					params: id,
					response: {
						200: schemas.textAnswer('text/event-stream', 'Events'),
						204: z.null().meta({
							description: 'It is over, and Last-Event-ID was its end.',
						}),
						...problems(400, 404, 502, 503),
					},
				},
			},
			async ({params, headers}, reply) => {
				const job = await jobs.get(params.id);
				const after = lastEventId(headers['last-event-id']);
				if (after > 0 && (await jobs.isAllTold(job, after))) {
					// Else a browser would connect again for ever.
					return reply.code(204).send(null);
				}

				return (
					reply
						.header('content-type', 'text/event-stream')
						.header('cache-control', 'no-store')
						// nginx would keep events until it has a page of them.
						.header('x-accel-buffering', 'no')
						.send(
							Readable.from(
								jobEvents(job.id, {
									jobs,
									context,
									signal: AbortSignal.any([clientSignal(reply), context.signal]),
									whole,
									after,
								}),
							) as never,
						)
				);
			},
		);

		app.post(
			'/jobs/:id/cancel',
			{
				schema: {
					tags,
					summary: 'End a job; what it did can be continued or cleaned',
					params: id,
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
					summary: 'Go on with a job that was cut short',
					params: id,
					response: {
						202: schemas.jobSummary,
						...problems(400, 404, 409, 422, 429, 502, 503, 507),
					},
				},
			},
			async ({params}, reply) =>
				reply.code(202).send(jobSummaryShape(await jobs.goOn(params.id), context)),
		);

		app.put(
			'/jobs/:id/control',
			{
				schema: {
					tags,
					summary: 'Pause, resume or limit a job that runs',
					params: id,
					body: schemas.controlBody,
					response: {
						204: z.null().meta({description: 'It hears it within a second.'}),
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
					summary: 'Clean a job: take away what it left, and its record',
					params: id,
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

		app.get(
			'/check',
			{
				schema: {
					tags: ['v2: cluster'],
					summary: 'Every place that a backup and a restore need, one by one',
					response: {200: schemas.check, ...problems(502, 503)},
				},
			},
			async (_request, reply) => {
				const signal = clientSignal(reply);
				const {messages, proxies} = context;
				const result = await withOwnSession(
					context,
					async own => checkCluster(own, {signal, proxies}),
					signal,
				);
				return {
					outcome: result.outcome,
					cluster: result.cluster,
					repository: result.repository,
					checks: result.checks.map(check => ({
						id: check.id,
						state: check.state,
						...checkText(check, messages),
						...(check.error && {error: errorBody(check.error, messages)}),
					})),
				};
			},
		);
		done();
	};
}
