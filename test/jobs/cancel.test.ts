import {readdir} from 'node:fs/promises';
import test from 'ava';
import {execa} from 'execa';
import {cancelled, phase} from '../helpers/jobs/cancelled-run.js';
import {readLocks} from '../helpers/jobs/backup-objects.js';
import {finishRestore, namesIn, restoreOf} from '../helpers/jobs/finish-restore.js';
import {assertRestorable} from '../helpers/jobs/finish-backup.js';
import {jobsOf} from '../helpers/jobs/continue-job.js';
import {jobSetting, milvaultIn} from '../helpers/jobs/job-setting.js';
import {openKillScene} from '../helpers/jobs/kill-scene.js';
import {servers} from '../helpers/servers/servers.js';

/*
 * Cancelled in every phase: over within ten seconds, then continued to the end, or cleaned to
 * nothing left.
 */

const scene = await openKillScene(servers().milvus235, {isStaged: true});

test.after.always(async () => {
	await scene.close();
});

for (const [moment, isNow, signal] of [
	['flush', phase('flush'), 'SIGINT'],
	['copy', (line: string) => line.includes('"object-copied"'), 'SIGTERM'],
] as const) {
	test.serial(
		`a backup that is cancelled during ${moment} ends at once, and leaves nothing or is continued`,
		async t => {
			const setting = await jobSetting(t, scene.server, scene.repository);
			const name = `cancelled_${moment}`;
			const args = ['create', '--name', name, '--filter', `${scene.db}.*`];
			const ended = await cancelled(t, setting, args, {isNow, signal});
			t.is(ended.exitCode, 130, ended.stderr);
			const [job] = await jobsOf(setting);
			t.is(job?.['state'], 'cancelled');
			t.deepEqual([...(await readLocks(scene.session, name)).keys()], []);
			if (moment === 'copy') {
				t.true(ended.canContinue);
				const {stdout} = await milvaultIn(setting, ['jobs', 'list']);
				t.regex(stdout, /milvault jobs continue/);
				t.regex(stdout, /milvault jobs clean/);
			}

			// The same command continues, or starts again where nothing was left.
			const again = await milvaultIn(setting, args);
			t.is(again.exitCode, 0, again.stderr);
			await assertRestorable(t, scene, setting, name);
		},
	);
}

for (const [moment, isNow] of [
	['copy', (line: string) => line.includes('"object-copied"')],
	['import', phase('import')],
	['index', phase('index')],
	['load', phase('load')],
	['finish', phase('finish')],
] as const) {
	test.serial(
		`a restore that is cancelled during ${moment} ends within ten seconds, and is continued to the end`,
		async t => {
			const setting = await jobSetting(t, scene.server, scene.repository);
			const to = scene.newDb();
			const plan = await restoreOf(scene, to, {only: 'items'});
			const args = [
				'restore',
				scene.reference,
				'--filter',
				`${scene.db}.items`,
				'--rename',
				`${scene.db}.*:${to}.*`,
			];
			const {exitCode, stderr, canContinue} = await cancelled(t, setting, args, {
				isNow,
				signal: 'SIGINT',
			});
			const [job] = await jobsOf(setting);
			if (moment === 'finish' && exitCode === 0) {
				// The swap takes a moment and is not stopped in its middle: it may have been the last thing
				// to do.
				t.is(job?.['state'], 'complete');
				t.deepEqual(await namesIn(scene.client, to), ['items']);
				return;
			}

			t.is(exitCode, 130, stderr);
			t.true(canContinue);
			t.is(job?.['state'], 'cancelled');
			const id = String(job?.['id']);
			const {exitCode: again, stderr: told} = await milvaultIn(setting, [
				'jobs',
				'continue',
				id.slice(0, 8),
			]);
			t.is(again, 0, told);
			await finishRestore(t, scene, setting, {id, plan, to, only: 'items'});
		},
	);
}

test.serial('a restore that is cancelled during an import is cleaned to nothing left', async t => {
	const setting = await jobSetting(t, scene.server, scene.repository);
	const to = scene.newDb();
	const {exitCode} = await cancelled(
		t,
		setting,
		['restore', scene.reference, '--rename', `${scene.db}.*:${to}.*`],
		{isNow: phase('import'), signal: 'SIGTERM'},
	);
	t.is(exitCode, 130);
	const [job] = await jobsOf(setting);
	const cleaned = await milvaultIn(setting, ['jobs', 'clean', String(job?.['id'])]);
	t.is(cleaned.exitCode, 0, cleaned.stderr);
	const {db_names: databases} = await scene.client.listDatabases();
	t.false(databases.includes(to), 'the database that it made is gone too');
	const {storage, rootPath} = await scene.session.clusterPlace();
	t.false(await storage.hasPrefix(`${rootPath}/milvault_temp/${String(job?.['id'])}/`));
	t.deepEqual([...(await readLocks(scene.session, scene.reference)).keys()], []);
	t.deepEqual(await jobsOf(setting), []);
});

test.serial(
	'a detached job outlives who started it, can be watched and cancelled; its secrets are nowhere',
	async t => {
		const setting = await jobSetting(t, scene.server, scene.repository);
		const to = scene.newDb();
		const started = await milvaultIn(setting, [
			'restore',
			scene.reference,
			'--rename',
			`${scene.db}.*:${to}.*`,
			'--detach',
			'--json',
		]);
		t.is(started.exitCode, 0, started.stderr);
		const id = String(started.result['jobId']);
		// Its result is not known yet.
		t.like(started.result, {outcome: 'started', isDetached: true});
		t.true(String(started.result['follow']).includes(`jobs attach ${id.slice(0, 8)}`));
		const [job] = await jobsOf(setting);
		t.like(job, {id, state: 'running', isDetached: true});
		const {pid} = job!['process'] as {pid: number};
		const {stdout: shown} = await execa('ps', ['-o', 'sid=,args=', '-p', String(pid)]);
		t.regex(shown, new RegExp(`^\\s*${pid} `), 'a session of its own');
		const {secretAccessKey} = servers().minio;
		t.false(shown.includes(secretAccessKey));
		const attached = await milvaultIn(setting, ['jobs', 'attach', id.slice(0, 8)]);
		t.is(attached.exitCode, 0, attached.stderr);
		t.regex(attached.stdout, /: complete/);
		const files = await readdir(setting.stateDir, {recursive: true});
		t.true(files.length > 4);
		const {stdout: found} = await execa('grep', ['-rl', secretAccessKey, setting.stateDir], {
			reject: false,
		});
		t.is(found, '', 'no secret in the state directory');
		const over = await milvaultIn(setting, ['jobs', 'cancel', id]);
		t.is(over.exitCode, 1);
		t.regex(over.stderr, /is not running/);
	},
);
