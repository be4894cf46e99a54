import {randomBytes} from 'node:crypto';
import test, {type ExecutionContext} from 'ava';
import {readRecord} from '../../source/jobs/job-record.js';
import {poll} from '../../source/utils/wait.js';
import {readBackupObjects} from '../helpers/jobs/backup-objects.js';
import {finishBackup} from '../helpers/jobs/finish-backup.js';
import {finishRestore, restoreOf} from '../helpers/jobs/finish-restore.js';
import {jobSetting, milvaultIn, type JobSetting} from '../helpers/jobs/job-setting.js';
import {openKillScene} from '../helpers/jobs/kill-scene.js';
import {startServer, type RunningServer} from '../helpers/program/running-server.js';
import {servers} from '../helpers/servers/servers.js';

/*
 * A server that is killed (-9) with its jobs, as a container is, and what the next one knows of
 * them.
 */

const scene = await openKillScene(servers().milvus235);

test.after.always(async () => {
	await scene.close();
});

const settingOf = async (t: ExecutionContext) => jobSetting(t, scene.server, scene.repository);

type Job = {id: string; state: string; canContinue: boolean};

async function jobAt(server: RunningServer, id: string): Promise<Job> {
	return (await server.ask<Job>(`/api/v2/jobs/${id}`)).body;
}

/** Waits until the job is in this phase, and kills everything. */
async function killIn(
	server: RunningServer,
	{stateDir}: JobSetting,
	id: string,
	phase: string,
): Promise<void> {
	await poll({
		async ask() {
			const {text} = await server.ask(`/api/v2/jobs/${id}`);
			return text.includes(`"phase":"${phase}"`) ? true : undefined;
		},
		firstMs: 10,
		maxMs: 20,
		timeoutMs: 60_000,
		onTimeout: () => new Error(`it never came to ${phase}`),
	});
	const record = await readRecord(stateDir, id);
	await server.killAll([record!.process.pid]);
}

/** Asks the next server to continue, and waits until that is done. */
async function goOn(t: ExecutionContext, server: RunningServer, id: string): Promise<void> {
	t.like(await jobAt(server, id), {
		id,
		state: 'interrupted',
		canContinue: true,
	});
	const again = await server.ask<Job>(`/api/v2/jobs/${id}/continue`, {
		method: 'POST',
	});
	t.is(again.status, 202, again.text);
	t.is(again.body.id, id);
	const over = await poll({
		async ask() {
			const job = await jobAt(server, id);
			return job.state === 'running' ? undefined : job;
		},
		firstMs: 50,
		maxMs: 300,
		timeoutMs: 120_000,
		onTimeout: () => new Error('it is not over'),
	});
	t.like(over, {state: 'complete', canContinue: false});
}

for (const [where, isElsewhere] of [
	['on the same machine', false],
	['with nothing left of its disk', true],
] as const) {
	test.serial(
		`a backup whose server is killed is continued ${where}: nothing is copied twice`,
		async t => {
			const setting = await settingOf(t);
			const first = await startServer(t, setting, {
				limits: {requestsPerSecond: 20},
			});
			const name = `killed_${randomBytes(4).toString('hex')}`;
			const {body} = await first.ask<Job>('/api/v2/backups', {
				body: {name, filter: `${scene.db}.*`},
			});
			await killIn(first, setting, body.id, 'copy');
			const atKill = await readBackupObjects(scene.session, name);
			const next = isElsewhere ? await settingOf(t) : setting;
			const second = await startServer(t, next);
			await goOn(t, second, body.id);
			await finishBackup(t, scene, next, {id: body.id, name, atKill});
		},
	);
}

test.serial(
	'a restore whose server is killed is continued with nothing left of its disk: nothing is imported twice',
	async t => {
		const setting = await settingOf(t);
		const first = await startServer(t, setting);
		const to = scene.newDb();
		const plan = await restoreOf(scene, to);
		const {body, text} = await first.ask<Job>('/api/v2/restores', {
			body: {
				backup: scene.reference,
				renames: {[`${scene.db}.*`]: `${to}.*`},
			},
		});
		t.truthy(body.id, text);
		await killIn(first, setting, body.id, 'import');
		const next = await settingOf(t);
		const second = await startServer(t, next);
		await goOn(t, second, body.id);
		await finishRestore(t, scene, next, {id: body.id, plan, to});
	},
);

test.serial(
	'a server that ends stops its jobs so that they can be continued, and says so after a restart',
	async t => {
		const setting = await settingOf(t);
		const first = await startServer(t, setting, {
			limits: {requestsPerSecond: 20},
		});
		const name = `parked_${randomBytes(4).toString('hex')}`;
		const {body} = await first.ask<Job>('/api/v2/backups', {
			body: {name, filter: `${scene.db}.*`},
		});
		await poll({
			async ask() {
				const {text} = await first.ask(`/api/v2/jobs/${body.id}`);
				return text.includes('"phase":"copy"') ? true : undefined;
			},
			firstMs: 10,
			maxMs: 20,
			timeoutMs: 60_000,
			onTimeout: () => new Error('it never copied'),
		});
		first.signal('SIGTERM');
		t.is(await first.ended, 0, first.output());
		t.regex(first.output(), /Stopping: running jobs are interrupted/);
		const atEnd = await readBackupObjects(scene.session, name);
		const second = await startServer(t, await settingOf(t));
		await goOn(t, second, body.id);
		second.signal('SIGTERM');
		await second.ended;
		const third = await settingOf(t);
		const server = await startServer(t, third);
		t.like(await jobAt(server, body.id), {state: 'complete'});
		await finishBackup(t, scene, third, {id: body.id, name, atKill: atEnd});
	},
);

test.serial(
	'a second server of one repository exits 7 and names the first; a killed one is taken over',
	async t => {
		const setting = await settingOf(t);
		const first = await startServer(t, setting);
		const second = await milvaultIn(setting, ['server', '--port', '0', '--json']);
		t.is(second.exitCode, 7);
		t.like(second.result, {error: {code: 'server-running'}});
		t.regex(second.stderr, /process \d+, since 20/);
		await first.killAll([]);
		const third = await startServer(t, setting);
		t.is((await third.ask('/api/v2/jobs')).status, 200);
	},
);
