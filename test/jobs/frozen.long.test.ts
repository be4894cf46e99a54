import test, {type ExecutionContext} from 'ava';
import {freezingProxy} from '../helpers/proxies/freezing-proxy.js';
import {cancelled, phase} from '../helpers/jobs/cancelled-run.js';
import {jobsOf} from '../helpers/jobs/continue-job.js';
import {assertRestorable} from '../helpers/jobs/finish-backup.js';
import {finishRestore, restoreOf} from '../helpers/jobs/finish-restore.js';
import {jobSetting, milvaultIn, type JobSetting} from '../helpers/jobs/job-setting.js';
import {openKillScene} from '../helpers/jobs/kill-scene.js';
import {servers} from '../helpers/servers/servers.js';

/*
 * Milvus hangs: it takes connections and answers nothing. A cancel is over within ten seconds all
 * the same; a second one at once.
 */

const scene = await openKillScene(servers().milvus235, {isStaged: true});

test.after.always(async () => {
	await scene.close();
});

async function frozenSetting(
	t: ExecutionContext,
): Promise<JobSetting & {freeze: () => void; thaw: () => void}> {
	const setting = await jobSetting(t, scene.server, scene.repository);
	const {address, ...proxy} = await freezingProxy(t, scene.server.address);
	return {...setting, ...proxy, server: {...scene.server, address}};
}

test.serial(
	'a backup that is cancelled while Milvus hangs in the flush ends within ten seconds, and can be made afterwards',
	async t => {
		const setting = await frozenSetting(t);
		const name = 'frozen_flush';
		const args = ['create', '--name', name, '--filter', `${scene.db}.*`];
		const {exitCode, stderr} = await cancelled(t, setting, args, {
			isNow: phase('flush'),
			before: setting.freeze,
			signal: 'SIGINT',
		});
		t.is(exitCode, 130, stderr);
		setting.thaw();
		const again = await milvaultIn(setting, args);
		t.is(again.exitCode, 0, again.stderr);
		await assertRestorable(t, scene, setting, name);
	},
);

for (const moment of ['import', 'index', 'load'] as const) {
	test.serial(
		`a restore that is cancelled while Milvus hangs in ${moment} ends within ten seconds, and is continued to the end`,
		async t => {
			const setting = await frozenSetting(t);
			const to = scene.newDb();
			const plan = await restoreOf(scene, to, {only: 'items'});
			const {exitCode, stderr} = await cancelled(t, setting, restoreArgs(to), {
				isNow: phase(moment),
				before: setting.freeze,
				signal: moment === 'index' ? 'SIGTERM' : 'SIGINT',
			});
			t.is(exitCode, 130, stderr);
			setting.thaw();
			const [job] = await jobsOf(setting);
			const id = String(job?.['id']);
			const again = await milvaultIn(setting, ['jobs', 'continue', id]);
			t.is(again.exitCode, 0, again.stderr);
			await finishRestore(t, scene, setting, {id, plan, to, only: 'items'});
		},
	);
}

test.serial(
	'a second Ctrl-C leaves at once, also while Milvus hangs, and the job can be continued',
	async t => {
		const setting = await frozenSetting(t);
		const to = scene.newDb();
		const plan = await restoreOf(scene, to, {only: 'items'});
		const {exitCode, stderr, secondMs} = await cancelled(t, setting, restoreArgs(to), {
			isNow: phase('import'),
			before: setting.freeze,
			signal: 'SIGINT',
			isTwice: true,
		});
		t.is(exitCode, 130, stderr);
		t.true(secondMs < 2000, `${secondMs} ms`);
		setting.thaw();
		const [job] = await jobsOf(setting);
		t.is(job?.['state'], 'interrupted');
		const id = String(job?.['id']);
		const again = await milvaultIn(setting, ['jobs', 'continue', id]);
		t.is(again.exitCode, 0, again.stderr);
		await finishRestore(t, scene, setting, {id, plan, to, only: 'items'});
	},
);

function restoreArgs(to: string): string[] {
	return [
		'restore',
		scene.reference,
		'--filter',
		`${scene.db}.items`,
		'--rename',
		`${scene.db}.*:${to}.*`,
	];
}
