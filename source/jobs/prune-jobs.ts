import {rm} from 'node:fs/promises';
import {isContinuable} from '../model/jobs.js';
import {jobFiles} from './job-files.js';
import {listJobs} from './list-jobs.js';

const maxKept = 10;

/**
 * Keeps the last ten jobs that are over; those that run or can be continued, and those of servers,
 * are kept besides.
 */
export async function pruneJobs(stateDir: string): Promise<void> {
	const jobs = await listJobs(stateDir);
	const over = jobs.filter(job => job.state !== 'running' && !isContinuable(job) && !job.isShared);
	for (const {id} of over.slice(maxKept)) {
		await rm(jobFiles(stateDir, id).directory, {recursive: true, force: true});
	}
}
