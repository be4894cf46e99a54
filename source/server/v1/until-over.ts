import type {JobSummary} from '../../model/jobs.js';
import type {ServerJobs} from '../server-jobs.js';

/**
 * Waits until a job is over; a caller that hangs up ends the waiting, and the job only where asked.
 */
export async function untilOver(
	jobs: ServerJobs,
	{id}: JobSummary,
	{signal, cancelsOnHangUp}: {signal: AbortSignal; cancelsOnHangUp: boolean},
): Promise<JobSummary> {
	try {
		await jobs.watch(id, {signal, onEvent() {}});
	} catch (error) {
		if (signal.aborted && cancelsOnHangUp) {
			await jobs.cancel(id);
		}

		throw error;
	}

	return jobs.get(id);
}
