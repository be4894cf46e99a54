import {isContinuable} from '../model/jobs.js';
import {listJobs} from './list-jobs.js';

/** Ids of the jobs recorded on this machine that make backups, and run or can be continued. */
export async function continuableBackups(stateDir: string): Promise<Set<string>> {
	const jobs = await listJobs(stateDir);
	return new Set(
		jobs
			.filter(({kind}) => kind === 'backup' || kind === 'copy')
			.filter(job => job.state === 'running' || isContinuable(job))
			.map(({id}) => id),
	);
}
