import {randomUUID} from 'node:crypto';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ExecutionContext} from 'ava';
import {jobFiles} from '../../../source/jobs/job-files.js';
import {readWork} from '../../../source/jobs/job-record.js';
import type {JobWork} from '../../../source/model/jobs.js';
import type {Settings, StorageSettings} from '../../../source/settings/settings.js';
import {configOf, milvault, storageConfig, type Run} from '../../end-to-end/milvault.js';
import {testLimits} from '../program/engine-session.js';
import type {MilvusServer} from '../servers/milvus.js';
import {servers} from '../servers/servers.js';
import {killHard} from './kill-hard.js';
import type {KillAt, KilledJob} from './killed-job.js';
import {runKilledJob} from './run-killed-job.js';

/**
 * One cluster `c`, one repository `r`, and a state directory of their own until the end of the
 * test.
 */
export type JobSetting = {
	server: MilvusServer;
	repository: StorageSettings;
	settings: Settings;
	stateDir: string;
};

export async function jobSetting(
	t: ExecutionContext,
	server: MilvusServer,
	repository: StorageSettings,
): Promise<JobSetting> {
	const stateDir = await mkdtemp(join(tmpdir(), 'milvault-state-'));
	t.teardown(async () => rm(stateDir, {recursive: true, force: true}));
	return {
		server,
		repository,
		stateDir,
		settings: {
			clusters: {c: {...server.cluster, name: 'c'}},
			repositories: {r: {name: 'r', storage: repository}},
			defaultCluster: 'c',
			defaultRepository: 'r',
			limits: testLimits,
			language: 'en',
			origins: {},
		},
	};
}

/** With a repository that is a directory of its own, on the Milvus with local storage. */
export async function localSetting(t: ExecutionContext): Promise<JobSetting> {
	const path = await mkdtemp(join(tmpdir(), 'milvault-repository-'));
	t.teardown(async () => rm(path, {recursive: true, force: true}));
	return jobSetting(t, servers().milvus235local, {type: 'local', path});
}

export type KilledRun = {id: string; isKilled: boolean; output: string};

/**
 * Runs a job in a process that is killed (-9) at a step. `isKilled` is false when that step never
 * came.
 */
export async function runKilled(
	setting: JobSetting,
	work: JobWork,
	killAt: KillAt | undefined,
	id: string = randomUUID(),
): Promise<KilledRun> {
	return run(setting, work, {id, killAt});
}

/** `jobs clean` in such a process. */
export async function cleanKilled(
	setting: JobSetting,
	id: string,
	killAt: KillAt,
): Promise<KilledRun> {
	const work = await readWork(setting.stateDir, id);
	return run(setting, work, {id, killAt, isCleaned: true});
}

async function run(
	{server, settings, stateDir}: JobSetting,
	work: JobWork,
	{id, killAt, isCleaned}: {id: string; killAt: KillAt | undefined; isCleaned?: boolean},
): Promise<KilledRun> {
	const payload: KilledJob = {
		handover: {
			id,
			stateDir,
			settings,
			choice: {cluster: 'c', repository: 'r'},
			work,
		},
		killAt,
		isCleaned,
	};
	return {id, ...(await runKilledJob(payload, async pid => killHard(server, [pid])))};
}

/**
 * `milvault <args>` with this setting's configuration and state directory, by the built program.
 */
export async function milvaultIn(
	{server, repository, stateDir}: JobSetting,
	args: readonly string[],
	/**
	 * `--json`: killed (-9) when it has printed so many lines; its exit code is then -1. Default:
	 * never.
	 */
	killAfterLines?: number,
): Promise<Run> {
	const {type, ...rest} = storageConfig(repository);
	return milvault(args, {
		config: configOf(server, {type, ...rest}),
		env: {MILVAULT_STATE_DIR: stateDir},
		...(killAfterLines !== undefined && {
			kill: {afterLines: killAfterLines, server},
		}),
	});
}

/** Types of what a job has written down so far. */
export async function journalled({stateDir}: JobSetting, id: string): Promise<string[]> {
	const body = await readFile(jobFiles(stateDir, id).journal, 'utf8').catch(() => '');
	return body
		.split('\n')
		.filter(Boolean)
		.map(line => (JSON.parse(line) as {type: string}).type);
}
