import type {RestoreJob} from './restore-job.js';
import {settleImports} from '../import/settle-imports.js';
import {removeStaged, temporaryPrefix} from '../import/stage-binlogs.js';

/**
 * How long a failed restore waits for import jobs to end, so that it can remove their temporary
 * copies.
 */
const settleMs = 8000;
/** A cancelled one has waited already, with each collection. */
export const cancelledMs = 1500;

/**
 * A job's own temporary copies, as soon as no import job reads them any more; what stays is a
 * warning.
 */
export async function removeTemporaryCopies(job: RestoreJob): Promise<void> {
	const {uncancelled, cluster, jobId, temporary, warn, signal} = job;
	if (!temporary.isUsed) {
		return;
	}

	try {
		const timeoutMs = signal?.aborted ? cancelledMs : settleMs;
		if (!(await settleImports({...job, milvus: uncancelled}, {timeoutMs}))) {
			throw new Error('import jobs still run');
		}

		await removeStaged(cluster, jobId);
	} catch {
		warn({
			code: 'left-behind',
			details: {
				what: temporaryPrefix(cluster, jobId),
				where: cluster.storage.place,
			},
		});
	}
}
