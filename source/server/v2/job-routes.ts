import {Readable} from 'node:stream';
import type {FastifyPluginCallbackZod} from 'fastify-type-provider-zod';
import {z} from 'zod';
import type {JobSummary} from '../../model/jobs.js';
import type {ServerJobs} from '../server-jobs.js';
import type {ServerContext} from '../serve-options.js';
import {clientSignal} from '../client-signal.js';
import {jobEvents, lastEventId} from './job-events.js';
import * as schemas from './schemas.js';
import {jobShape, jobSummaryShape} from './shapes.js';

const {problems} = schemas;

/** What jobs there are, how far one is, and what it does. */
export function jobRoutes(context: ServerContext, jobs: ServerJobs): FastifyPluginCallbackZod {
	const tags = ['v2: jobs'];
	const whole = async (job: JobSummary): Promise<z.input<typeof schemas.job>> => {
		const [progress, result] = await Promise.all([
			jobs.progress.progressOf(job),
			jobs.result(job.id),
		]);
		return jobShape(job, {progress, result}, context);
	};

	return (app, _options, done) => {
		app.get(
			'/jobs',
			{
				schema: {
					tags,
					summary: 'Every recorded job, newest first',
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
					params: schemas.jobId,
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
					summary: 'The events of a job, as they happen',
					description:
						'Server-sent events: each event of the job by its type, from the beginning or after `Last-Event-ID`, and finally `end` with the job as GET returns it. A comment every ten seconds keeps the connection open.',
					params: schemas.jobId,
					response: {
						200: schemas.textAnswer('text/event-stream', 'Events'),
						204: z.null().meta({
							description: 'The job has ended, and Last-Event-ID was its last event.',
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
						// To the documentation it is text; what is sent is a stream of it.
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
		done();
	};
}
