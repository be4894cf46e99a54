import {openSession} from '../engine/open-session.js';
import type {Session} from '../engine/session.js';
import {cancelJob} from '../jobs/cancel-job.js';
import {cleanJob} from '../jobs/clean-job.js';
import {continueJob} from '../jobs/continue-job.js';
import {controlJob, type JobRequests} from '../jobs/job-control.js';
import {jobTarget} from '../jobs/job-target.js';
import {jobFiles} from '../jobs/job-files.js';
import {readJobLog} from '../jobs/job-log.js';
import {readResult, writeRecord} from '../jobs/job-record.js';
import {fetchSharedJobs, sharedJobs, shareRecord} from '../jobs/shared-job.js';
import {startDetached} from '../jobs/start-detached.js';
import {watchJob} from '../jobs/watch-job.js';
import type {JobResult, JobSummary, JobWork} from '../model/jobs.js';
import {MilvaultError} from '../model/milvault-error.js';
import type {OnEvent} from '../model/job-events.js';
import {isRunning, type ProcessIdentity} from '../utils/process-identity.js';
import {poll} from '../utils/wait.js';
import {RequestError} from './problem.js';
import type {ServerContext} from './serve-options.js';
import {createProgressBook, type ProgressTracker} from './follow-progress.js';

export type ServerJobs = ReturnType<typeof createServerJobs>;

type Options = Pick<
	ServerContext,
	'session' | 'settings' | 'self' | 'stateDir' | 'address' | 'maxJobs'
> & {
	/** One is over. */
	onEnded?: (job: JobSummary, result: JobResult | undefined) => void;
};

/**
 * The jobs of a server: each in a process of its own, recorded on this machine and in the
 * repository. What is answered is read from there, never from this process's memory, so that it is
 * the same after a restart.
 */
export function createServerJobs(options: Options) {
	const {session, settings, self, stateDir, address, maxJobs} = options;
	const book: ProgressTracker = createProgressBook(stateDir);
	const follow = (id: string): void => {
		book.follow(id, async job => {
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

	let starting = 0;
	const assertRoom = async (): Promise<void> => {
		const running = (await list()).filter(({state}) => state === 'running');
		if (running.length + starting >= maxJobs) {
			throw new RequestError(
				429,
				'too-many-jobs',
				`${maxJobs} jobs run already, the most that this server takes.`,
				'Wait until one of them is over; --max-jobs allows more.',
			);
		}
	};

	const launch = async (work: JobWork, how: {id?: string; alias?: string}): Promise<JobSummary> => {
		await assertRoom();
		starting++;
		try {
			const id = await startDetached(self, {
				...how,
				stateDir,
				settings,
				choice: jobTarget(session, {address}),
				work,
				isShared: true,
			});
			follow(id);
			return await get(id);
		} finally {
			starting--;
		}
	};

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
		book,
		/**
		 * @param alias what its caller calls it; one that is taken is refused
		 * @throws job-not-started; RequestError 429, 409
		 */
		async start(work: JobWork, alias?: string): Promise<JobSummary> {
			if (alias !== undefined && alias !== '') {
				const taken = await get(alias).catch(() => undefined);
				if (taken) {
					throw new RequestError(
						409,
						'id-taken',
						`There already is a job “${alias}”.`,
						'Choose another id, or leave it out.',
					);
				}
			}

			return launch(work, alias ? {alias} : {});
		},
		/** Goes on where it was cut short. */
		async goOn(id: string): Promise<JobSummary> {
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
		/** Takes away what it has left, and then its record. */
		async clean(id: string, signal?: AbortSignal) {
			const job = await get(id);
			return withOwnSession(options, async own => cleanJob(own, stateDir, job.id, {signal}));
		},
		async control(id: string, wishes: JobRequests): Promise<void> {
			const job = await get(id);
			if (job.state !== 'running') {
				throw new MilvaultError('job-not-running', {
					id: job.id,
					state: job.state,
				});
			}

			await controlJob(stateDir, job.id, wishes);
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
		async park(): Promise<number> {
			book.close();
			const running = (await list()).filter(({state}) => state === 'running');
			const parked = await Promise.allSettled(
				running.map(async ({id}) => {
					const job = await cancelJob(stateDir, id);
					if (job.state === 'cancelled' && job.canContinue) {
						// Its process shares its own record last: ours must come after that.
						await untilGone(job.process);
						await writeRecord(stateDir, {...job, state: 'interrupted'});
						await shareRecord(session, stateDir, id);
					}
				}),
			);
			return parked.filter(({status}) => status === 'fulfilled').length;
		},
	};
}

/** A process that hangs at its end is not waited for any longer. */
const goneMs = 10_000;

async function untilGone(process: ProcessIdentity): Promise<void> {
	await poll({
		ask: async () => ((await isRunning(process)) ? undefined : true),
		firstMs: 20,
		maxMs: 200,
		timeoutMs: goneMs,
		onTimeout: () => new Error('it still runs'),
	}).catch(() => undefined);
}

/** A connection to Milvus of its own for each piece of work: none grows old while nobody asks. */
export async function withOwnSession<Value>(
	context: Pick<ServerContext, 'session' | 'settings'>,
	use: (own: Session) => Promise<Value>,
	signal?: AbortSignal,
): Promise<Value> {
	using own = await openOwnSession(context, signal);
	return await use(own);
}

async function openOwnSession(
	{session, settings}: Pick<ServerContext, 'session' | 'settings'>,
	signal?: AbortSignal,
): Promise<Session> {
	return openSession(settings, {
		cluster: session.cluster.name,
		repository: session.repository.name,
		signal,
	});
}
