import {listBackups} from '../engine/list-backups.js';
import {openSession} from '../engine/open-session.js';
import type {Session} from '../engine/session.js';
import {cleanJob} from '../jobs/clean-job.js';
import {continueJob} from '../jobs/continue-job.js';
import {findJob} from '../jobs/find-job.js';
import {atTarget, jobTarget, secretsOf} from '../jobs/job-target.js';
import {jobsHere} from '../jobs/jobs-here.js';
import {startDetached, type LaunchCommand} from '../jobs/start-detached.js';
import type {Effects, Overview} from '../dialog/effects.js';
import {isContinuable, type JobSummary, type JobWork} from '../model/jobs.js';
import {toMilvaultError} from '../model/milvault-error.js';
import type {LoadOptions} from '../settings/load-settings.js';
import {resolveTarget, type SecretNeed} from '../settings/resolve-secrets.js';
import {loadRunSettings, type RunChoice} from './load-run-settings.js';

type JobEffectOptions = {
	globals: RunChoice;
	environment: LoadOptions['environment'];
	self: LaunchCommand;
	stateDir: string;
};

/** The jobs of this cluster and repository that run or can be continued, newest first. */
export async function openJobs(session: Session, stateDir: string): Promise<JobSummary[]> {
	const jobs = await jobsHere(session, stateDir);
	return jobs.filter(job => job.state === 'running' || isContinuable(job));
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
	{globals, self, stateDir}: JobEffectOptions,
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

type InItsPlaces = JobEffectOptions & {
	/** The session that is open, with what was typed for it. */
	opened: Session | undefined;
	signal: AbortSignal;
};

/** Continues an interrupted job, in the places where it began. */
export async function continueInItsPlaces(
	jobId: string,
	options: InItsPlaces,
): Promise<{jobId: string}> {
	const {stateDir} = options;
	const job = await findJob(stateDir, jobId);
	const places = placesOf(job, options);
	return continueJob(job, {
		stateDir,
		open: places.open,
		start: async (session, work) =>
			startJob(session, work, {...options, globals: places.flags}, job.id),
	});
}

/** Removes what a job has left, in the places where it began. */
export async function cleanInItsPlaces(
	jobId: string,
	options: InItsPlaces,
): Promise<Effects['clean']['value']> {
	const {stateDir, signal} = options;
	const job = await findJob(stateDir, jobId);
	using session = await placesOf(job, options).open(secretsOf(job));
	return await cleanJob(session, stateDir, job.id, {signal});
}

/**
 * A job's own cluster and repository: the flags that lead there, and a session of them, which
 * shares the connections of the one that is open if that is of the same.
 */
function placesOf(
	{choice}: JobSummary,
	{globals, environment, opened, signal}: InItsPlaces,
): {flags: RunChoice; open: (secretsFor: readonly SecretNeed[]) => Promise<Session>} {
	const isOpen =
		opened?.cluster.name === choice.cluster && opened.repository.name === choice.repository;
	if (isOpen && choice.target === undefined) {
		return {
			flags: globals,
			open: async () => ({...opened, close() {}, [Symbol.dispose]() {}}),
		};
	}

	const flags = atTarget(globals, choice);
	return {
		flags,
		async open(secretsFor) {
			const loaded = await loadRunSettings(flags, {environment, secretsFor, signal});
			const {cluster, repository, target} = flags;
			const settings = await resolveTarget(loaded, target, {environment, signal});
			return openSession(settings, {cluster, repository, target, signal});
		},
	};
}
