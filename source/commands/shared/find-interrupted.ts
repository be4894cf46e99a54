import type {Session} from '../../engine/session.js';
import {isClusterOf} from '../../engine/repository/assert-bound.js';
import {stateDirectory} from '../../jobs/job-files.js';
import {readWork} from '../../jobs/job-record.js';
import {jobsHere} from '../../jobs/jobs-here.js';
import {isContinuable, type JobWork} from '../../model/jobs.js';
import type {Context} from './context.js';

/**
 * An interrupted job that the same command would start again: it is continued instead. One of
 * another Milvus, that answered there once, is left for that.
 *
 * @param isSame whether its work is what was asked for now
 */
export async function findInterrupted(
	{environment}: Context,
	session: Session,
	isSame: (work: JobWork) => boolean,
): Promise<{id: string; work: JobWork} | undefined> {
	const stateDir = stateDirectory(environment);
	for (const job of await jobsHere(session, stateDir)) {
		if (isContinuable(job)) {
			const work = await readWork(stateDir, job.id);
			if (
				(job.state !== 'partial' || !replaces(work)) &&
				isSame(work) &&
				// A verification and a deletion never talk to Milvus.
				('names' in work || (await isClusterOf(await session.milvus(), work.plan)))
			) {
				return {id: job.id, work};
			}
		}
	}

	return undefined;
}

/**
 * Of a restore that ended in part, the same command restores what failed: what exists already
 * would stand in its way. What replaces does all of it again, whatever was written into it since.
 */
function replaces(work: JobWork): boolean {
	return work.kind === 'restore' && work.plan.collections.some(({action}) => action === 'replace');
}
