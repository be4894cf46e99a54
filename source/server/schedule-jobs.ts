import type {ScheduleJobs} from '../engine/run-schedule.js';
import {stepWork} from '../jobs/step-work.js';
import {isContinuable, type JobResult, type JobSummary, type JobWork} from '../model/jobs.js';
import {hasCode, MilvaultError} from '../model/milvault-error.js';
import {limited} from '../settings/limited.js';
import {resolveTarget} from '../settings/resolve-secrets.js';
import type {Settings} from '../settings/settings.js';
import {wait} from '../utils/wait.js';
import {withOwnSession} from './own-session.js';
import {RequestError} from './problem.js';
import type {ServerJobs} from './server-jobs.js';
import type {ServerContext} from './serve-options.js';

/** A server that does as many jobs as it may has room again sometime. */
const askAgainMs = 1000;

/** The jobs of schedules are jobs of the server like all others: in processes of their own. */
export function scheduleJobs(
	context: Pick<ServerContext, 'session' | 'settings' | 'stateDir' | 'mask'>,
	jobs: ServerJobs,
	signal: AbortSignal,
): ScheduleJobs {
	const untilOver = async ({id}: JobSummary): Promise<JobResult> => {
		const job = await jobs.watch(id, {signal, onEvent: () => undefined});
		const result = await jobs.result(id);
		if (result) {
			return result;
		}

		const {code, details} = job.error ?? {code: 'cancelled' as const, details: {}};
		throw new MilvaultError(code, details as never);
	};

	const whenThereIsRoom = async (start: () => Promise<JobSummary>): Promise<JobSummary> => {
		for (;;) {
			try {
				return await start();
			} catch (error) {
				if (!(error instanceof RequestError) || error.status !== 429) {
					throw error;
				}
			}

			await wait(askAgainMs, signal);
		}
	};

	return {
		async perform(step, jobId) {
			const target = step.kind === 'copy' ? step.to : undefined;
			// Secrets of another repository are fetched when it is copied to.
			const settings =
				step.kind === 'create'
					? limitsOf(step.schedule.create, context)
					: await resolveTarget(context.settings, target, {signal});
			const work: JobWork = await withOwnSession(
				{...context, settings},
				async own => stepWork(own, step, {stateDir: context.stateDir, mask: context.mask, signal}),
				signal,
				target,
			);
			return untilOver(
				await whenThereIsRoom(async () => jobs.startAs(jobId, work, {settings, target})),
			);
		},
		async resume(jobId) {
			let job: JobSummary;
			try {
				job = await jobs.get(jobId);
			} catch (error) {
				if (hasCode(error, 'job-missing')) {
					return undefined;
				}

				throw error;
			}

			if (job.state === 'running') {
				return untilOver(job);
			}

			return isContinuable(job)
				? untilOver(await whenThereIsRoom(async () => jobs.continue(jobId)))
				: jobs.result(jobId);
		},
	};
}

function limitsOf(
	{
		bytesPerSecond,
		requestsPerSecond,
		gentle,
	}: {
		bytesPerSecond?: number;
		requestsPerSecond?: number;
		gentle?: 'auto' | 'on' | 'off';
	},
	{settings}: Pick<ServerContext, 'settings'>,
): Settings {
	return limited(settings, {bwlimit: bytesPerSecond, maxRequests: requestsPerSecond, gentle});
}
