import type {Session} from '../engine/session.js';
import type {JobSummary} from '../model/jobs.js';
import {listJobs} from './list-jobs.js';

/** The recorded jobs of a session's cluster and repository, newest first. */
export async function jobsHere(
	{cluster, repository}: Pick<Session, 'cluster' | 'repository'>,
	stateDir: string,
): Promise<JobSummary[]> {
	const jobs = await listJobs(stateDir);
	return jobs.filter(
		({choice}) => choice.cluster === cluster.name && choice.repository === repository.name,
	);
}
