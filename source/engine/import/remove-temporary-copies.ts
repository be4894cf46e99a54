import {fragment} from '../../model/fragments.js';
import type {Milvus} from '../../milvus/milvus.js';
import type {RunContext} from '../run/run-context.js';
import type {Place} from '../session.js';
import type {ImportTracker} from './import-tracker.js';
import {removeStaged, temporaryPrefix} from './stage-binlogs.js';

/**
 * How long a failed restore waits for import jobs to end, so that it can remove their temporary
 * copies.
 */
const settleMs = 8000;
/** A cancelled one has waited already, with each collection. */
export const cancelledMs = 1500;

/**
 * Removes a job's temporary copies as soon as no import job reads them any more; if some stay, a
 * warning says so.
 *
 * @param milvus not ended by a cancel
 */
export async function removeTemporaryCopies(
	imports: ImportTracker,
	milvus: Milvus,
	cluster: Place,
	{jobId, warn, signal}: Pick<RunContext, 'jobId' | 'warn' | 'signal'>,
): Promise<void> {
	if (!imports.hasCopies) {
		return;
	}

	try {
		const timeoutMs = signal?.aborted ? cancelledMs : settleMs;
		if (!(await imports.settle(milvus, {timeoutMs}))) {
			throw new Error(fragment('import-jobs-running'));
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
