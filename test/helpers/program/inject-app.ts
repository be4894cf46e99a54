import {cp, mkdir, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ExecutionContext} from 'ava';
import {openSession} from '../../../source/engine/open-session.js';
import {messagesFor} from '../../../source/messages/messages.js';
import {buildApp} from '../../../source/server/build-app.js';
import type {App} from '../../../source/server/app.js';
import {createMetrics} from '../../../source/server/metrics.js';
import {createScheduler, realClock} from '../../../source/server/scheduler.js';
import {scheduleJobs} from '../../../source/server/schedule-jobs.js';
import {createServerJobs} from '../../../source/server/server-jobs.js';
import type {ServerContext} from '../../../source/server/serve-options.js';
import {maskSecrets} from '../../../source/settings/describe-settings.js';
import type {Settings} from '../../../source/settings/settings.js';
import {testLimits} from './engine-session.js';
import type {MilvusServer} from '../servers/milvus.js';

export const injectToken = 'a-token-of-the-tests-only';
/** Of a Milvus that cannot be reached. */
export const hiddenPassword = 'hush-hush-hush';

/** The app over a directory of backups that milvus-backup made, and a Milvus that is not there. */
export async function injectApp(
	t: Pick<ExecutionContext, 'teardown'>,
	{
		server,
		prepare,
		...change
	}: Omit<Partial<ServerContext>, 'cluster'> & {
		/** Default: a Milvus that is not there. */
		server?: MilvusServer;
		/** Changes the directory of backups before it is served. */
		prepare?: (directory: string) => Promise<void>;
	} = {},
): Promise<App> {
	const home = await mkdtemp(join(tmpdir(), 'milvault-app-'));
	t.teardown(async () => rm(home, {recursive: true, force: true}));
	const path = join(home, 'backups');
	await mkdir(path);
	await cp(new URL('../../fixtures/milvus-backup-0.5.16', import.meta.url), path, {
		recursive: true,
	});
	await prepare?.(path);
	const settings: Settings = {
		clusters: {
			c: server
				? {...server.cluster, name: 'c'}
				: {
						name: 'c',
						milvus: {
							address: '127.0.0.1:1',
							username: 'root',
							password: {value: hiddenPassword, origin: 'test'},
							tls: {mode: 'off'},
						},
						storage: {type: 'local', path: join(home, 'milvus')},
					},
		},
		repositories: {r: {name: 'r', storage: {type: 'local', path}}},
		defaultCluster: 'c',
		defaultRepository: 'r',
		limits: testLimits,
		language: 'en',
		origins: {},
	};
	const session = await openSession(settings);
	const context: ServerContext = {
		settings,
		session,
		token: injectToken,
		maxJobs: 4,
		self: {executable: process.execPath, args: ['-e', 'process.exit(3)']},
		stateDir: join(home, 'state'),
		messages: messagesFor('en'),
		mask: text => maskSecrets(text, settings),
		proxies: [],
		signal: new AbortController().signal,
		log() {},
		version: '0.1.0',
		...change,
	};
	const jobs = createServerJobs(context);
	const app = await buildApp(context, {
		jobs,
		metrics: createMetrics(context),
		schedules: createScheduler(context, {
			clock: realClock,
			jobs: scheduleJobs(context, jobs, context.signal),
			signal: context.signal,
		}),
	});
	t.teardown(async () => {
		await app.close();
		session.close();
	});
	return app;
}
