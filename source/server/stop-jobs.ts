import type {Session} from '../engine/session.js';
import {cancelJob} from '../jobs/cancel-job.js';
import {writeRecord} from '../jobs/job-record.js';
import {shareRecord} from '../jobs/shared-job.js';
import type {JobSummary} from '../model/jobs.js';
import {isRunning, type ProcessIdentity} from '../utils/process-identity.js';
import {poll} from '../utils/wait.js';

/**
 * Stops jobs that run here, so that they can be continued; nothing of them is lost.
 *
 * @returns how many were stopped
 */
export async function stopJobs(
	session: Session,
	stateDir: string,
	running: readonly JobSummary[],
): Promise<number> {
	const stopped = await Promise.allSettled(
		running.map(async ({id}) => {
			const job = await cancelJob(stateDir, id);
			if (job.state === 'cancelled' && job.canContinue) {
				// Its process shares its own record last: ours must come after that.
				await untilGone(job.process);
				await writeRecord(stateDir, {...job, state: 'interrupted'});
				await shareRecord(session, stateDir, id);
			}
		}),
	);
	return stopped.filter(({status}) => status === 'fulfilled').length;
}

/** A process that hangs at its end is not waited for any longer. */
const goneMs = 10_000;

async function untilGone(process: ProcessIdentity): Promise<void> {
	await poll({
		ask: async () => ((await isRunning(process)) ? undefined : true),
		firstMs: 20,
		maxMs: 200,
		timeoutMs: goneMs,
		onTimeout: () => new Error('it still runs'),
	}).catch(() => undefined);
}
