import {cancelJob} from '../jobs/cancel-job.js';
import {cleanJob} from '../jobs/clean-job.js';
import {continueJob} from '../jobs/continue-job.js';
import {controlJob, type JobControl} from '../jobs/job-control.js';
import {jobFiles} from '../jobs/job-files.js';
import {readJobLog} from '../jobs/job-log.js';
import {readResult} from '../jobs/job-record.js';
import {fetchSharedJobs, sharedJobs} from '../jobs/shared-job.js';
import {watchJob} from '../jobs/watch-job.js';
import type {JobResult, JobSummary, JobWork} from '../model/jobs.js';
import {MilvaultError} from '../model/milvault-error.js';
import type {OnEvent} from '../model/job-events.js';
import type {Settings} from '../settings/settings.js';
import {createLauncher, type LaunchOptions} from './launch-job.js';
import {openOwnSession, withOwnSession} from './own-session.js';
import {stopJobs} from './stop-jobs.js';
import {RequestError} from './problem.js';
import {createProgressTracker, type ProgressTracker} from './progress-tracker.js';

export type ServerJobs = ReturnType<typeof createServerJobs>;

type Options = LaunchOptions & {
	/** One is over. */
	onEnded?: (job: JobSummary, result: JobResult | undefined) => void;
};

/**
 * The jobs of a server: each in a process of its own, recorded on this machine and in the
 * repository. What is answered is read from there, never from this process's memory, so that it is
 * the same after a restart.
 */
export function createServerJobs(options: Options) {
	const {session, stateDir} = options;
	const progress: ProgressTracker = createProgressTracker(stateDir);
	const follow = (id: string): void => {
		progress.follow(id, async job => {
			options.onEnded?.(job, await readResult(stateDir, job.id));
		});
	};

	const list = async (): Promise<JobSummary[]> => sharedJobs(session, stateDir);
	const get = async (id: string): Promise<JobSummary> => {
		const jobs = await list();
		const job = jobs.find(one => one.id === id || one.alias === id);
		if (!job) {
			throw new MilvaultError('job-missing', {id, near: [], others: []});
		}

		return job;
	};

	const launch = createLauncher(options, {list, get, follow});
	return {
		/** Brings here what the repository knows, and watches what runs. */
		async open(): Promise<JobSummary[]> {
			await fetchSharedJobs(session, stateDir);
			const jobs = await list();
			for (const {id} of jobs.filter(({state}) => state === 'running')) {
				follow(id);
			}

			return jobs;
		},
		list,
		get,
		progress,
		/**
		 * @param alias what its caller calls it; one that is taken is refused
		 * @throws job-not-started; RequestError 429, 409
		 */
		async start(work: JobWork, alias?: string): Promise<JobSummary> {
			if (alias !== undefined && alias !== '') {
				const taken = await get(alias).catch(() => undefined);
				if (taken) {
					throw new RequestError(409, 'id-taken', texts => texts.idTaken(alias));
				}
			}

			return launch(work, alias ? {alias} : {});
		},
		/** Under an id that is its caller's, with settings of its own; `target`: of a copy. */
		async startAs(
			id: string,
			work: JobWork,
			how: {settings: Settings; target?: string},
		): Promise<JobSummary> {
			return launch(work, {id, ...how});
		},
		/** Continues an interrupted job. */
		async continue(id: string): Promise<JobSummary> {
			const job = await get(id);
			return continueJob(job, {
				stateDir,
				async open() {
					await fetchSharedJobs(session, stateDir);
					return openOwnSession(options);
				},
				start: async (_, work) => launch(work, {id: job.id}),
			});
		},
		async cancel(id: string): Promise<JobSummary> {
			const job = await get(id);
			await cancelJob(stateDir, job.id);
			return get(job.id);
		},
		/** Removes what it has left, and then its record. */
		async clean(id: string, signal?: AbortSignal) {
			const job = await get(id);
			return withOwnSession(options, async own => cleanJob(own, stateDir, job.id, {signal}));
		},
		async control(id: string, wanted: JobControl): Promise<void> {
			const job = await get(id);
			if (job.state !== 'running') {
				throw new MilvaultError('job-not-running', {
					id: job.id,
					state: job.state,
				});
			}

			await controlJob(stateDir, job.id, wanted);
		},
		result: async (id: string): Promise<JobResult | undefined> => readResult(stateDir, id),
		/** Is it over, and is event number `after` its end, which comes behind all that were logged? */
		async isAllTold({id, state}: JobSummary, after: number): Promise<boolean> {
			if (state === 'running') {
				return false;
			}

			const {events} = await readJobLog(jobFiles(stateDir, id).log, 0);
			return after > events.length;
		},
		/** Until it is over, or the signal ends. */
		async watch(id: string, how: {signal?: AbortSignal; onEvent: OnEvent}): Promise<JobSummary> {
			return watchJob(stateDir, id, how);
		},
		/** Stops what runs here, so that it can be continued; nothing of it is lost. */
		async stopAll(): Promise<number> {
			progress.close();
			const running = (await list()).filter(({state}) => state === 'running');
			return stopJobs(session, stateDir, running);
		},
	};
}
