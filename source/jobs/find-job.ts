import type {JobSummary} from '../model/jobs.js';
import {MilvaultError} from '../model/milvault-error.js';
import {shortJobId} from '../model/short-job-id.js';
import {nearestNames} from '../utils/nearest-names.js';
import {listJobs} from './list-jobs.js';

/**
 * A job by its id or its first characters.
 *
 * @throws job-missing, also when several begin like that
 */
export async function findJob(stateDir: string, id: string): Promise<JobSummary> {
	const jobs = await listJobs(stateDir);
	const found = jobs.filter(job => job.id.startsWith(id.toLowerCase()));
	const [job] = found;
	if (!job || found.length > 1 || id === '') {
		throw new MilvaultError('job-missing', {
			id,
			near: found.map(one => one.id),
			others: nearestNames(
				id,
				jobs.map(one => shortJobId(one.id)),
			),
		});
	}

	return job;
}
