import {listBackups} from '../engine/list-backups.js';
import {openSession} from '../engine/open-session.js';
import type {Session} from '../engine/session.js';
import {assertSamePlaces} from '../jobs/assert-same-places.js';
import {findJob} from '../jobs/find-job.js';
import {readWork} from '../jobs/job-record.js';
import {jobTarget} from '../jobs/job-target.js';
import {listJobs} from '../jobs/list-jobs.js';
import {startDetached, type LaunchCommand} from '../jobs/start-detached.js';
import type {Overview} from '../dialog/effects.js';
import {isContinuable, type JobSummary, type JobWork} from '../model/jobs.js';
import {toMilvaultError} from '../model/milvault-error.js';
import type {LoadOptions} from '../settings/load-settings.js';
import {loadRunSettings, type RunChoice} from './load-run-settings.js';

type Options = {
	globals: RunChoice;
	environment: LoadOptions['environment'];
	self: LaunchCommand;
	stateDir: string;
};

/** The jobs of this cluster and repository that run or were cut short, newest first. */
export async function jobsHere(session: Session, stateDir: string): Promise<JobSummary[]> {
	const jobs = await listJobs(stateDir);
	return jobs.filter(
		job =>
			(job.state === 'running' || isContinuable(job)) &&
			job.choice.cluster === session.cluster.name &&
			job.choice.repository === session.repository.name,
	);
}

/** How many backups there are, and the newest. */
export async function overview(session: Session, signal: AbortSignal): Promise<Overview> {
	try {
		const backups = await listBackups(session, {signal});
		const last = backups.find(({state}) => state === 'complete' || state === 'partial');
		return {backups: backups.length, last};
	} catch (error) {
		if (toMilvaultError(error).code === 'cancelled') {
			throw error;
		}

		return {backups: 0, isUnlisted: true};
	}
}

/** Starts work in a process of its own. */
export async function startJob(
	session: Session,
	work: JobWork,
	{globals, self, stateDir}: Options,
	id?: string,
): Promise<{jobId: string}> {
	const jobId = await startDetached(self, {
		id,
		stateDir,
		settings: session.settings,
		choice: jobTarget(session, globals),
		work,
	});
	return {jobId};
}

/** Goes on with a job where it was cut short, in the places where it began. */
export async function continueJob(
	jobId: string,
	options: Options & {open?: Session},
	signal: AbortSignal,
): Promise<{jobId: string}> {
	const {session, release} = await sessionOf(jobId, options, signal);
	try {
		const work = await readWork(options.stateDir, jobId);
		await assertSamePlaces(session, jobId, work);
		return await startJob(session, work, options, jobId);
	} finally {
		release();
	}
}

/**
 * A session of a job's own cluster and repository: the one that is open, with what was typed for
 * it, if it is of the same.
 */
export async function sessionOf(
	jobId: string,
	{globals, environment, stateDir, open}: Options & {open?: Session},
	signal: AbortSignal,
): Promise<{session: Session; release: () => void}> {
	const {choice} = await findJob(stateDir, jobId);
	if (open?.cluster.name === choice.cluster && open.repository.name === choice.repository) {
		return {session: open, release() {}};
	}

	const settings = await loadRunSettings(
		{...globals, ...choice},
		{
			environment,
			secretsFor: ['milvus', 'clusterStorage', 'repository'],
			signal,
		},
	);
	const session = await openSession(settings, {...choice, signal});
	return {
		session,
		release() {
			session.close();
		},
	};
}
