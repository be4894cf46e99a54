import {once} from 'node:events';
import {holdServerLock} from '../engine/locks/hold-server-lock.js';
import {openSession} from '../engine/open-session.js';
import {MilvaultError} from '../model/milvault-error.js';
import {toolVersion} from '../utils/tool-version.js';
import {buildApp} from './build-app.js';
import type {App} from './app.js';
import {createMetrics} from './metrics.js';
import {realClock, createScheduler} from './scheduler.js';
import {scheduleJobs} from './schedule-jobs.js';
import {createServerJobs} from './server-jobs.js';
import type {ServeOptions} from './serve-options.js';

/**
 * Serves one cluster and one repository until the signal ends.
 *
 * 1. It takes the repository's server lock: of two servers one would not know what the other's jobs
 *    do.
 * 2. It learns what jobs there are: from this machine, and from the repository for those that ran
 *    elsewhere.
 * 3. It listens.
 * 4. It runs the schedules of its cluster.
 * 5. At the end it stops what runs, so that it can be continued, and gives the lock back.
 *
 * @throws server-running, cannot-listen, and what opening the repository throws
 */
export async function serve(options: ServeOptions): Promise<void> {
	const {settings, signal, messages, log, stateDir} = options;
	using session = await openSession(settings, {
		cluster: options.cluster,
		repository: options.repository,
		signal,
	});
	const repository = await session.repositoryPlace();
	await repository.storage.ensureReachable({signal, mayBeNew: true});
	const lock = await holdServerLock(repository, {
		signal,
		warn(warning) {
			log(messages.warning(warning));
		},
	});
	try {
		const context = {...options, session, version: toolVersion};
		const metrics = createMetrics(context);
		const jobs = createServerJobs({
			...context,
			stateDir,
			onEnded(job, result) {
				metrics.ended(job, result);
			},
		});
		const known = await jobs.open();
		const ended = AbortSignal.any([signal, lock.signal]);
		const schedules = createScheduler(context, {
			clock: realClock,
			jobs: scheduleJobs(context, jobs, ended),
			signal: ended,
		});
		const app = await buildApp(context, {jobs, metrics, schedules, tls: options.tls});
		const url = await listen(app, options);
		options.onListening({url, jobs: known.length});
		schedules.open();
		if (!ended.aborted) {
			await once(ended, 'abort');
		}

		// No new job from here on; then those that run are stopped.
		await Promise.all([app.close(), jobs.stopAll(), schedules.closed()]);
		if (lock.signal.aborted) {
			throw lock.signal.reason;
		}
	} finally {
		await lock.release();
	}
}

async function listen(
	app: App,
	{host, port}: Pick<ServeOptions, 'host' | 'port'>,
): Promise<string> {
	try {
		return await app.listen({host, port});
	} catch (error) {
		const {code, message} = error as NodeJS.ErrnoException;
		throw new MilvaultError(
			'cannot-listen',
			{address: `${host}:${port}`, reason: code ?? message},
			{cause: error},
		);
	}
}
