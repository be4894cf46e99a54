import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {execa} from 'execa';
import {startReceiver} from '../helpers/notify/receiver.js';
import {jsonLines, newHome, runCli, writeConfig} from '../helpers/program/run-cli.js';
import {scheduleHome} from '../helpers/program/schedule-home.js';
import {hasSystemd} from '../helpers/schedules/ask-systemd.js';

type Scene = {
	home: string;
	path: string;
	run: (...args: string[]) => ReturnType<typeof runCli>;
};

/** A home whose repository `here` is a directory, and whose cluster is a simulated Milvus. */
async function scene(t: ExecutionContext): Promise<Scene> {
	const {home, path} = await scheduleHome(t);
	return {home, path, run: async (...args) => runCli(args, {home, env: {TZ: 'UTC'}})};
}

const nightly = ['schedule', 'add', 'nightly', '--cron', '0 2 * * *'];

test('a schedule is added with flags of create, listed, run now, shown with how it went, and removed (simulated Milvus)', async t => {
	const {path, run} = await scene(t);
	const none = await run('schedule', 'list');
	t.is(none.stdout, 'There are no schedules in ~/backups yet.\n');
	const added = await run(
		...nightly,
		'--time-zone=Europe/Berlin',
		'--jitter=5m',
		'--after=verify',
		'--after=prune',
		'--',
		'create',
		'--filter',
		'shop.*,*',
		'--rbac=false',
		'--gentle=off',
	);
	t.is(added.exitCode, 0, added.stderr);
	t.regex(added.stdout, /The schedule nightly is in the repository\./);
	t.regex(added.stdout, /When +0 2 \* \* \*, Europe\/Berlin\n/);
	t.regex(added.stdout, /Runs +milvault create --filter 'shop\.\*,\*' --gentle off\n/);
	t.regex(added.stdout, /After it +verify, prune\n/);
	t.is(added.stdout.match(/\d{4}-\d\d-\d\d 0[01]:00 UTC/g)?.length, 5);
	t.regex(added.stdout, /milvault schedule install nightly --systemd/);
	const taken = await run(...nightly);
	t.is(taken.exitCode, 1);
	t.regex(taken.stderr, /A schedule “nightly” already exists in ~\/backups\.[^]*--replace/);
	t.is((await run(...nightly, '--replace', '--after', 'verify,prune')).exitCode, 0);

	t.regex((await run('schedule', 'list')).stdout, /nightly +0 2 \* \* \*, UTC +\S+ 02:00 +never\n/);
	const idle = await run('schedule', 'run', 'nightly', '--if-due');
	t.deepEqual([idle.exitCode, idle.stdout, idle.stderr], [0, '', '']);
	const ran = await run('schedule', 'run', 'nightly', '--json');
	t.is(ran.exitCode, 0, ran.stderr);
	const end = jsonLines(ran.stdout).at(-1)!;
	t.like(end, {
		type: 'result',
		command: 'schedule run',
		outcome: 'complete',
		schedule: 'nightly',
		run: {outcome: 'complete', steps: [{step: 'create'}, {step: 'verify'}, {step: 'prune'}]},
	});
	const [backup] = (await readdir(path)).filter(name => name !== '.milvault');
	t.regex(backup!, /^nightly_\d{4}_\d\d_\d\d_\d{6}$/);
	const shown = await run('schedule', 'show', 'nightly');
	t.regex(shown.stdout, new RegExp(`Outcome +complete\\n[^]*Backup +${backup}\\n`));
	t.regex((await run('schedule', 'list')).stdout, /nightly .* complete\n/);
	t.regex((await run('jobs', 'list')).stdout, new RegExp(`backup +${backup} +complete`));
	const removed = await run('schedule', 'remove', 'nightly');
	t.regex(removed.stdout, /The schedule nightly was removed\. Its backups stay\./);
	t.deepEqual(
		(await readdir(path)).filter(name => name !== '.milvault'),
		[backup],
	);
});

test('a backup is copied to another repository after it was made (simulated Milvus)', async t => {
	const {home, run} = await scene(t);
	const added = await run(...nightly, '--after', 'copy:offsite', '--repository', 'here');
	t.is(added.exitCode, 0, added.stderr);
	t.regex(added.stdout, /After it +copy:offsite\n/);
	const ran = await run('schedule', 'run', 'nightly', '--repository', 'here');
	t.is(ran.exitCode, 0, ran.stderr);
	const [backup] = (await readdir(join(home, 'offsite'))).filter(name => name !== '.milvault');
	t.regex(backup!, /^nightly_/);
	const shown = await run('list', '--repository', 'offsite');
	t.regex(shown.stdout, new RegExp(`${backup} .*complete`));
});

test('a run that is due is late, and says so; a step that fails changes the exit code (simulated Milvus)', async t => {
	const {home, path, run} = await scene(t);
	t.is((await run(...nightly, '--cron', '* * * * *', '--after', 'prune')).exitCode, 0);
	const file = join(path, '.milvault/schedules/nightly/schedule.json');
	const schedule = JSON.parse(await readFile(file, 'utf8')) as {since: string};
	schedule.since = new Date(Date.now() - 3_600_000).toISOString();
	await writeFile(file, JSON.stringify(schedule));
	// The policy went since: what cannot be pruned is said.
	await writeFile(
		join(home, 'config/milvault/milvault.yaml'),
		(await readFile(join(home, 'config/milvault/milvault.yaml'), 'utf8')).replace(
			/,"retention":\{[^}]*\}/,
			'',
		),
	);
	const ran = await run('schedule', 'run', 'nightly', '--if-due');
	t.is(ran.exitCode, 2, ran.stderr);
	t.regex(
		ran.stderr,
		/Schedule nightly, due .* late\n[^]*Also for (59|60) that were missed before/,
	);
	t.regex(ran.stderr, /prune: failed\n +There is no retention policy/);
	t.regex((await run('schedule', 'list')).stdout, /nightly .* partial/);
});

test('a backup that fails gives its exit code, and nothing is pruned (simulated Milvus)', async t => {
	const {run} = await scene(t);
	await run(...nightly, '--after', 'prune', '--', '--filter', 'nothing_like_it');
	const ran = await run('schedule', 'run', 'nightly');
	t.is(ran.exitCode, 2);
	t.regex(ran.stderr, /backup: failed\n[^]*nothing_like_it[^]*prune: skipped, because/);
});

test('a run whose Milvus is away fails with its exit code, is recorded, and notifies once', async t => {
	const {url, received} = await startReceiver(t);
	const home = await newHome(t);
	const path = join(home, 'backups');
	await mkdir(path);
	await writeConfig(home, {
		clusters: {down: {milvus: {address: 'localhost:1'}, storage: {type: 'local', path}}},
		repositories: {here: {type: 'local', path}},
		notify: {team: {url}},
	});
	t.is((await runCli(nightly, {home})).exitCode, 0);
	const ran = await runCli(['schedule', 'run', 'nightly'], {home});
	t.is(ran.exitCode, 5, ran.stderr);
	t.is(received.length, 1);
	t.like(JSON.parse(received[0]!.body), {event: 'failure', kind: 'backup', cluster: 'down'});
	const {stdout} = await runCli(['schedule', 'show', 'nightly', '--json'], {home});
	t.like(jsonLines(stdout).at(-1), {
		isRunning: false,
		last: {outcome: 'failed', steps: [{step: 'create', error: {code: 'milvus-unreachable'}}]},
	});
});

for (const [args, sentence] of [
	[['add', 'n'], /--cron is missing/],
	[
		['add', 'n', '--cron', '61 2 * * *'],
		/“61” is not a minute of a cron expression: it takes 0–59,/,
	],
	[['add', 'n', '--cron', '0 2 * * MOM'], /day of the week[^]*Did you mean “MON”/],
	[['add', 'n', '--cron', '@daily', '--time-zone', 'Berlin'], /Did you mean “Europe\/Berlin”/],
	[['add', 'n', '--cron', '@daily', '--timezone', 'UTC'], /Did you mean --time-zone\?/],
	[['add', 'N', '--cron', '@daily'], /“N” is not a value of name[^]*Did you mean “n”/],
	[['add', 'n', '--cron', '@daily', '--jitter', '5 min'], /jitter[^]*Did you mean “5m”/],
	[['add', 'n', '--cron', '@daily', '--after', 'verifi'], /Did you mean “verify”/],
	[['add', 'n', '--cron', '@daily', '--after', 'prune'], /There is no retention policy/],
	[['add', 'n', '--cron', '@daily', '--after', 'copy:here'], /“copy:here” is not a value of after/],
	[['add', 'n', '--cron', '@daily', '--', 'verify', 'x'], /verify[^]*Did you mean create\?/],
	[['add', 'n', '--cron', '@daily', '--', '--fliter', 'x'], /Did you mean --filter\?/],
	[['add', 'n', '--cron', '@daily', '--', '--strategy', 'x'], /“x” is not a value of --strategy/],
	[['add', 'n', '--cron', '@daily', '--', '--filter', 'a.b.c'], /a\.b\.c/],
	[['add', 'n', '--cron', '@daily', '--', '--detach'], /--detach cannot be part of a schedule/],
	[['add', 'n', '--cron', '@daily', '--', '--queue', 'redis://:p@h'], /--queue cannot be part/],
	[['add', 'n', '--cron', '@daily', '--', '--set', 'a=b'], /--set cannot be part of a schedule/],
	[['add', 'n', '--cron', '@daily', '--', '--name', 'x'], /Did you mean “x_\{date\}_\{time\}”/],
	[['show', 'n'], /There is no schedule “n”/],
	[['run', 'n', '--if-due'], /There is no schedule “n”/],
	[['remove', '../n'], /“\.\.\/n” is not a value of name/],
	[['install', 'n'], /One of --systemd, --cron and --kubernetes/],
	[['install', 'n', '--cron', '--systemd'], /--systemd/],
] as const) {
	test(`schedule ${args.join(' ')} is refused`, async t => {
		const home = await newHome(t);
		const path = join(home, 'backups');
		await mkdir(path);
		const storage = {type: 'local', path};
		await writeConfig(home, {
			clusters: {prod: {milvus: {address: '127.0.0.1:1'}, storage}},
			repositories: {here: storage},
		});
		const {exitCode, stderr} = await runCli(['schedule', ...args], {home});
		t.is(exitCode, 2, stderr);
		t.regex(stderr, sentence);
		t.notRegex(stderr, /:p@/);
	});
}

test('a timer and its service are shown, then written, without secrets, and systemd accepts them (simulated Milvus)', async t => {
	const {home, run} = await scene(t);
	const units = join(home, 'units');
	await run(...nightly, '--cron', '30 2 * * *', '--time-zone', 'Europe/Berlin', '--jitter', '5m');
	const install = ['schedule', 'install', 'nightly', '--systemd', '--directory', units];
	const shown = await run(...install);
	t.is(shown.exitCode, 0, shown.stderr);
	t.regex(shown.stdout, /Nothing was written\. With --yes it is written\./);
	await t.throwsAsync(readdir(units));
	const written = await run(...install, '--yes');
	t.is(written.exitCode, 0, written.stderr);
	t.regex(
		written.stdout,
		/systemctl .*daemon-reload && systemctl .*enable --now milvault-nightly\.timer/,
	);
	t.deepEqual(await readdir(units), ['milvault-nightly.service', 'milvault-nightly.timer']);
	const timer = await readFile(join(units, 'milvault-nightly.timer'), 'utf8');
	t.regex(timer, /^OnCalendar=\*-\*-\* 2,3:0,30:00 Europe\/Berlin$/m);
	t.regex(timer, /^RandomizedDelaySec=5min$/m);
	t.regex(timer, /^Persistent=true$/m);
	const service = await readFile(join(units, 'milvault-nightly.service'), 'utf8');
	t.regex(
		service,
		/^ExecStart=\/.* schedule run nightly --if-due --no-input --repository here --config \S+milvault\.yaml$/m,
	);
	t.regex(service, /^EnvironmentFile=-/m);
	if (await hasSystemd()) {
		const {exitCode, all} = await execa(
			'systemd-analyze',
			['verify', join(units, 'milvault-nightly.timer'), join(units, 'milvault-nightly.service')],
			{reject: false, all: true},
		);
		t.is(exitCode, 0, all);
		t.notRegex(all, /milvault-nightly/);
	} else {
		t.log('systemd-analyze is not on this machine: it did not look at them');
	}
});

test('a line of the crontab is shown in the machine’s zone, and replaces its own alone (simulated Milvus and crontab)', async t => {
	const {home, run} = await scene(t);
	await run(...nightly, '--time-zone', 'Europe/Berlin', '--jitter', '90s');
	const shown = await run('schedule', 'install', 'nightly', '--cron');
	t.is(shown.exitCode, 0, shown.stderr);
	t.regex(
		shown.stdout,
		/# milvault schedule nightly\n +0 0,1 \* \* \* \S+node .* schedule run nightly --if-due .* --with-jitter\n/,
	);
	t.regex(shown.stdout, /is read in Europe\/Berlin, cron in UTC/);

	// One that keeps the table in a file.
	const bin = join(home, 'bin');
	await mkdir(bin);
	await writeFile(
		join(bin, 'crontab'),
		'#!/bin/sh\nif [ "$1" = -l ]; then cat "$HOME/table" 2>/dev/null || { echo "no crontab for x" >&2; exit 1; }; else cat > "$HOME/table"; fi\n',
		{mode: 0o755},
	);
	const env = {TZ: 'UTC', PATH: `${bin}:${process.env['PATH'] ?? ''}`};
	const install = async (name: string) =>
		runCli(['schedule', 'install', name, '--cron', '--yes'], {home, env});
	t.is((await install('nightly')).exitCode, 0);
	const table = join(home, 'table');
	await writeFile(table, `MAILTO=me\n5 5 * * * mine\n${await readFile(table, 'utf8')}# end\n`);
	await run('schedule', 'add', 'weekly', '--cron', '@weekly');
	t.is((await install('weekly')).exitCode, 0);
	await run(...nightly, '--cron', '0 4 * * *', '--replace');
	t.is((await install('nightly')).exitCode, 0);
	const lines = (await readFile(table, 'utf8')).trimEnd().split('\n');
	t.deepEqual(
		lines.map(line => line.replace(/ \/.*/, ' …')),
		[
			'MAILTO=me',
			'5 5 * * * mine',
			'# end',
			'# milvault schedule weekly',
			'0 0 * * 0 …',
			'# milvault schedule nightly',
			'0 4 * * * …',
		],
	);
});

test('a CronJob is written, with the configuration as a Secret (simulated Milvus)', async t => {
	const {home, run} = await scene(t);
	await run(...nightly, '--time-zone', 'Europe/Berlin');
	const written = await run(
		'schedule',
		'install',
		'nightly',
		'--kubernetes',
		'--image',
		'registry.local/milvault:1',
		'--yes',
	);
	t.is(written.exitCode, 0, written.stderr);
	t.regex(written.stdout, /kubectl create secret generic milvault --from-file=milvault\.yaml\n/);
	const text = await readFile(join(home, 'milvault-nightly.yaml'), 'utf8');
	t.regex(text, /^ {2}schedule: 0 2,3 \* \* \*$/m);
	t.regex(text, /^ {2}timeZone: Europe\/Berlin$/m);
	t.regex(text, /^ {2}concurrencyPolicy: Forbid$/m);
	t.regex(text, /^ +secretName: milvault$/m);
});
