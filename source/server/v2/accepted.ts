import type {FastifyReply} from 'fastify';
import type {z} from 'zod';
import type {JobSummary} from '../../model/jobs.js';
import {publicPrefix} from '../public-prefix.js';
import type {ServerContext} from '../serve-options.js';
import type * as schemas from './schemas.js';
import {jobSummaryShape} from './shapes.js';

/**
 * The answer to a request that started a job: 202, where the job is found as the caller sees this
 * server, and the job itself, which the route gives back.
 */
export function accepted(
	job: JobSummary,
	reply: Pick<FastifyReply, 'request' | 'code' | 'header'>,
	context: ServerContext,
): z.input<typeof schemas.jobSummary> {
	reply.code(202);
	reply.header('location', `${publicPrefix(reply.request, context)}/api/v2/jobs/${job.id}`);
	return jobSummaryShape(job, context);
}
