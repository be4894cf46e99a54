import type {JobSummary} from '../model/jobs.js';
import {MilvaultError} from '../model/milvault-error.js';
import {processSpace} from '../utils/process-identity.js';
import {poll} from '../utils/wait.js';
import {findJob} from './find-job.js';

const maxWaitMs = 20_000;

/**
 * Asks a job's process to stop, as Ctrl-C would, and waits until it has stopped.
 *
 * @throws job-missing, job-not-running, job-on-other-machine, job-still-running after 20 s
 */
export async function cancelJob(
	stateDir: string,
	id: string,
	{signal}: {signal?: AbortSignal} = {},
): Promise<JobSummary> {
	const job = await findJob(stateDir, id);
	if (job.state !== 'running') {
		throw new MilvaultError('job-not-running', {id: job.id, state: job.state});
	}

	// There the number is another process's.
	if (job.process.space !== (await processSpace())) {
		const [host = ''] = job.process.space.split(' ');
		throw new MilvaultError('job-on-other-machine', {id: job.id, host});
	}

	process.kill(job.process.pid, 'SIGTERM');
	return poll({
		async ask() {
			const now = await findJob(stateDir, job.id);
			return now.state === 'running' ? undefined : now;
		},
		firstMs: 50,
		maxMs: 300,
		timeoutMs: maxWaitMs,
		onTimeout: () =>
			new MilvaultError('job-still-running', {
				id: job.id,
				pid: job.process.pid,
			}),
		signal,
	});
}
