import {findJob} from '../jobs/find-job.js';
import {readResult, readWork} from '../jobs/job-record.js';
import {watchJob} from '../jobs/watch-job.js';
import type {JobEnd} from '../dialog/answers.js';
import type {JobEvent} from '../model/job-events.js';

/**
 * Passes on a job's events until it is over; `signal` ends the watching, never the job.
 *
 * @returns how it was when nothing more came
 */
export async function watchToEnd(
	stateDir: string,
	jobId: string,
	{signal, onEvent}: {signal: AbortSignal; onEvent: (event: JobEvent) => void},
): Promise<JobEnd> {
	const job = await watchJob(stateDir, jobId, {signal, onEvent});
	return {
		isDetached: false,
		job,
		work: await readWork(stateDir, job.id),
		result: await readResult(stateDir, job.id),
	};
}

/** The state of a job that is no longer watched. */
export async function leaveJob(stateDir: string, jobId: string): Promise<JobEnd> {
	return {
		isDetached: true,
		job: await findJob(stateDir, jobId),
		work: await readWork(stateDir, jobId),
	};
}
