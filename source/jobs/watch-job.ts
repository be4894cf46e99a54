import type {JobEvent} from '../model/job-events.js';
import type {JobSummary} from '../model/jobs.js';
import {wait} from '../utils/wait.js';
import {findJob} from './find-job.js';
import {jobFiles} from './job-files.js';
import {readJobLog} from './job-log.js';

const everyMs = 150;

/**
 * Passes on a job's events, from its beginning, until it ends; `signal` ends the watching, never
 * the job.
 *
 * @returns the job as it is when nothing more comes
 * @throws job-missing
 */
export async function watchJob(
	stateDir: string,
	id: string,
	{signal, onEvent}: {signal?: AbortSignal; onEvent: (event: JobEvent) => void},
): Promise<JobSummary> {
	const {log} = jobFiles(stateDir, id);
	let from = 0;
	for (;;) {
		// First the state, then the log: no event is missed between.
		const job = await findJob(stateDir, id);
		const {events, next} = await readJobLog(log, from);
		from = next;
		for (const event of events) {
			onEvent(event);
		}

		if (job.state !== 'running') {
			return job;
		}

		await wait(everyMs, signal);
	}
}
