import type {Session} from '../engine/session.js';
import {isContinuable, type JobSummary, type JobWork} from '../model/jobs.js';
import {MilvaultError} from '../model/milvault-error.js';
import type {SecretNeed} from '../settings/resolve-secrets.js';
import {assertSamePlaces} from './assert-same-places.js';
import {readWork} from './job-record.js';
import {secretsOf} from './job-target.js';

/**
 * Continues an interrupted job, in the places where it began and nowhere else. Command line,
 * server and wizard differ only in how they open a session and start the work.
 *
 * @param open gives a session of the job's places; it is closed when `start` is over
 * @throws job-running, job-over, job-elsewhere, metadata-unreadable when the plan is lost
 */
export async function continueJob<Result>(
	job: JobSummary,
	{
		stateDir,
		open,
		start,
	}: {
		stateDir: string;
		open: (secretsFor: readonly SecretNeed[]) => Promise<Session>;
		start: (session: Session, work: JobWork) => Promise<Result>;
	},
): Promise<Result> {
	if (job.state === 'running') {
		throw new MilvaultError('job-running', {id: job.id, pid: job.process.pid});
	}

	if (!isContinuable(job)) {
		throw new MilvaultError('job-over', {id: job.id, state: job.state});
	}

	using session = await open(secretsOf(job));
	const work = await readWork(stateDir, job.id);
	await assertSamePlaces(session, job.id, work);
	return await start(session, work);
}
