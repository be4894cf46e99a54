import {randomUUID} from 'node:crypto';
import {access, mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {createEffectRunner} from '../../source/effects/effect-runner.js';
import {jobFiles} from '../../source/jobs/job-files.js';
import {writeRecord, writeWork} from '../../source/jobs/job-record.js';
import type {JobRecord} from '../../source/model/jobs.js';
import {processSpace, startTimeOf} from '../../source/utils/process-identity.js';
import {backupPlan} from '../commands/sample-plans.js';

/*
 * What the wizard lets happen to a job that it has listed: meanwhile the job may run, be over, or
 * its configuration may lead to other places. No Milvus answers here.
 */

type Scene = {
	/** Records a job and asks the wizard's effects for something about it. */
	ask: (
		kind: 'continueJob' | 'clean',
		change: Partial<JobRecord>,
		places?: {from?: string; to?: string},
	) => Promise<{code: string | undefined; job: string}>;
	cluster: string;
	repository: string;
	wasStarted: () => Promise<boolean>;
};

async function scene(t: ExecutionContext): Promise<Scene> {
	const home = await mkdtemp(join(tmpdir(), 'milvault-continued-'));
	t.teardown(async () => rm(home, {recursive: true, force: true}));
	const cluster = join(home, 'milvus');
	const repository = join(home, 'backups');
	await Promise.all([mkdir(cluster), mkdir(repository)]);
	const config = join(home, 'milvault.yaml');
	await writeFile(
		config,
		JSON.stringify({
			clusters: {c: {milvus: {address: '127.0.0.1:1'}, storage: {path: cluster}}},
			repositories: {r: {path: repository}},
		}),
	);
	const stateDir = join(home, 'state');
	const started = join(home, 'started');
	const runner = createEffectRunner({
		globals: {config},
		environment: {HOME: home, PATH: process.env['PATH']},
		// In place of a job's own process.
		self: {
			executable: process.execPath,
			args: ['-e', `require('fs').writeFileSync(${JSON.stringify(started)}, '')`],
		},
		stateDir,
		onSettings() {},
	});
	t.teardown(() => {
		runner.close();
	});
	return {
		cluster,
		repository,
		async ask(kind, change, {from = cluster, to = join(repository, 'nightly')} = {}) {
			const id = randomUUID();
			const record: JobRecord = {
				formatVersion: 1,
				id,
				kind: 'backup',
				name: 'nightly',
				choice: {cluster: 'c', repository: 'r'},
				state: 'failed',
				canContinue: true,
				isDetached: true,
				process: {
					pid: process.pid,
					startTime: (await startTimeOf(process.pid))!,
					space: await processSpace(),
				},
				startedAt: '2026-11-25T10:30:00.000Z',
				toolVersion: '0.1.0',
				...change,
			};
			await mkdir(jobFiles(stateDir, id).directory, {recursive: true});
			await writeWork(stateDir, id, {kind: 'backup', plan: backupPlan({from, to})});
			await writeRecord(stateDir, record);
			const {signal} = new AbortController();
			const result = await runner.perform({kind, input: {jobId: id}}, {signal});
			const job = await readFile(jobFiles(stateDir, id).record, 'utf8').catch(() => '');
			return {code: 'error' in result ? result.error?.code : undefined, job};
		},
		wasStarted: async () =>
			access(started).then(
				() => true,
				() => false,
			),
	};
}

test('a job that runs by now is not started a second time', async t => {
	const {ask, wasStarted} = await scene(t);
	t.is((await ask('continueJob', {state: 'running', canContinue: false})).code, 'job-running');
	t.false(await wasStarted());
});

test('a job that is over by now is not started again', async t => {
	const {ask, wasStarted} = await scene(t);
	t.is((await ask('continueJob', {state: 'complete', canContinue: false})).code, 'job-over');
	t.false(await wasStarted());
});

test('a job whose places the configuration no longer leads to is neither continued nor cleaned', async t => {
	const {ask, wasStarted} = await scene(t);
	const elsewhere = {to: '/elsewhere/nightly'};
	t.is((await ask('continueJob', {}, elsewhere)).code, 'job-elsewhere');
	t.false(await wasStarted());
	const cleaned = await ask('clean', {}, elsewhere);
	t.is(cleaned.code, 'job-elsewhere');
	t.not(cleaned.job, '', 'its record is still there');
});

test('a job that was cut short is started again in its places', async t => {
	const {ask, wasStarted} = await scene(t);
	// The process in its place ends at once, and has recorded nothing.
	t.is((await ask('continueJob', {})).code, 'job-not-started');
	t.true(await wasStarted());
	const cleaned = await ask('clean', {});
	t.is(cleaned.code, undefined);
	t.is(cleaned.job, '', 'its record is gone');
});

test('a job is continued with what was --set when it began', async t => {
	const {ask, wasStarted} = await scene(t);
	const to = '/elsewhere/nightly';
	const set = {'repositories.*.path': '/elsewhere'};
	const choice = {cluster: 'c', repository: 'r', set};
	t.is((await ask('continueJob', {choice}, {to})).code, 'job-not-started');
	t.true(await wasStarted());
});
