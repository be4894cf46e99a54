import {jobTarget} from '../jobs/job-target.js';
import {startDetached} from '../jobs/start-detached.js';
import type {JobSummary, JobWork} from '../model/jobs.js';
import type {Settings} from '../settings/settings.js';
import {RequestError} from './problem.js';
import type {ServerContext} from './serve-options.js';

export type LaunchOptions = Pick<
	ServerContext,
	'session' | 'settings' | 'self' | 'stateDir' | 'address' | 'set' | 'maxJobs'
>;

/**
 * Starts work in a process of its own, as a job that is recorded in the repository too. A job that
 * is just being started counts as one that runs.
 *
 * @throws job-not-started; RequestError 429
 */
export function createLauncher(
	{session, settings, self, stateDir, address, set, maxJobs}: LaunchOptions,
	{
		list,
		get,
		follow,
	}: {
		list: () => Promise<readonly JobSummary[]>;
		get: (id: string) => Promise<JobSummary>;
		follow: (id: string) => void;
	},
): (
	work: JobWork,
	/** `settings`: instead of the server's own. */
	how: {id?: string; alias?: string; settings?: Settings; target?: string},
) => Promise<JobSummary> {
	let starting = 0;
	const assertRoom = async (): Promise<void> => {
		const running = (await list()).filter(({state}) => state === 'running');
		if (running.length + starting >= maxJobs) {
			throw new RequestError(429, 'too-many-jobs', texts => texts.tooManyJobs(maxJobs));
		}
	};

	return async (work, {target, ...how}) => {
		await assertRoom();
		starting++;
		try {
			const id = await startDetached(self, {
				settings,
				...how,
				stateDir,
				choice: {
					...jobTarget(session, {address, set}),
					...(target !== undefined && {target}),
				},
				work,
				isShared: true,
			});
			follow(id);
			return await get(id);
		} finally {
			starting--;
		}
	};
}
