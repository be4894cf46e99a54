import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import anyTest from 'ava';
import {homeWithBackups, newHome, runCli, writeConfig} from '../helpers/program/run-cli.js';

// A process each: side by side they would only wait for each other.
const test = anyTest.serial;

test('a key that does not exist names its line and the key that was meant', async t => {
	const home = await newHome(t);
	await writeFile(join(home, 'c.yaml'), 'clustres: {}\n');
	const {exitCode, stdout, stderr} = await runCli(['list', '--config', 'c.yaml'], {home});
	t.is(
		stderr,
		'✘ clustres is not a key of the configuration (c.yaml:1).\n  Did you mean clusters?\n',
	);
	t.is(stdout, '');
	t.is(exitCode, 4);
});

test('a configuration file that is not there is an error when it was named', async t => {
	const home = await newHome(t);
	const {exitCode, stderr} = await runCli(['list', '--config', 'nope.yaml'], {
		home,
	});
	t.regex(stderr, /^✘ The configuration file nope.yaml does not exist\.\n/);
	t.is(exitCode, 4);
});

test('a directory in the place of a file is told as one', async t => {
	const home = await newHome(t);
	for (const [lang, told] of [
		['en', /: it is a directory\.\n/],
		['zh', /它是一个目录/],
	] as const) {
		const {exitCode, stderr} = await runCli(['list', '--config', '.', '--lang', lang], {home});
		t.regex(stderr, told);
		t.notRegex(stderr, /EISDIR/);
		t.is(exitCode, 4);
	}
});

test('an unknown cluster names those that are known', async t => {
	const home = await newHome(t);
	await writeConfig(home, {
		clusters: {prod: {milvus: {address: 'localhost:1'}}},
	});
	const {exitCode, stderr} = await runCli(['create', '--cluster', 'prd'], {
		home,
	});
	t.regex(stderr, /^✘ There is no cluster “prd” \(flag --cluster\)\.\n {2}.*prod/);
	t.is(exitCode, 4);
});

test('an unknown repository names those that are known', async t => {
	const home = await homeWithBackups(t, []);
	const {exitCode, stderr} = await runCli(['list', '--repository', 'her'], {
		home,
	});
	t.regex(stderr, /^✘ There is no repository “her” \(flag --repository\)\.\n {2}.*here/);
	t.is(exitCode, 4);
});

test('without any configuration it says how to begin', async t => {
	const home = await newHome(t);
	const {exitCode, stderr} = await runCli(['list'], {home});
	t.regex(stderr, /^✘ repositories\.default\.accessKeyId has no value\.\n/);
	t.regex(
		stderr,
		/\n {2}Nothing is configured yet\. .*milvault cluster add --help.*milvault practice start/,
	);
	t.is(stderr.trimEnd().split('\n').length, 3);
	t.is(exitCode, 4);
});

test('the practice cluster can only be used while it runs', async t => {
	const home = await newHome(t);
	const {exitCode, stderr} = await runCli(
		['create', '--cluster', 'practice', '--repository', 'practice'],
		{home},
	);
	t.is(stderr, '✘ The practice cluster is not running.\n  Start it: milvault practice start\n');
	t.is(exitCode, 1);
});

test('with several clusters and none chosen, what needs no cluster works', async t => {
	const home = await newHome(t);
	await mkdir(join(home, 'backups'));
	await writeConfig(home, {
		clusters: {
			one: {milvus: {address: 'localhost:1'}},
			two: {milvus: {address: 'localhost:2'}},
		},
		repositories: {here: {type: 'local', path: join(home, 'backups')}},
	});
	const {exitCode, stdout, stderr} = await runCli(['list'], {home});
	t.is(stdout, 'There are no backups in ~/backups yet.\nCreate one: milvault create\n', stderr);
	t.is(exitCode, 0);
});

test('with --debug an error also tells where it came from, without secrets', async t => {
	const home = await newHome(t);
	await writeConfig(home, {
		clusters: {
			prod: {
				milvus: {address: '127.0.0.1:1', password: 'hush-hush'},
				storage: {type: 'local', path: home},
			},
		},
		repositories: {here: {type: 'local', path: home}},
	});
	const plain = await runCli(['create'], {home});
	t.is(plain.exitCode, 5);
	t.is(plain.stderr.trimEnd().split('\n').length, 2);
	t.regex(plain.stderr, /^✘ Milvus cannot be reached at 127\.0\.0\.1:1/);
	const debug = await runCli(['create', '--debug'], {home});
	t.true(debug.stderr.startsWith(plain.stderr));
	t.regex(debug.stderr, /⤷ MilvaultError: milvus-unreachable/);
	t.regex(debug.stderr, /\n\s+at /);
	t.notRegex(debug.stderr, /hush-hush/);
});

test('the configuration decides the language, a flag decides over it', async t => {
	const home = await homeWithBackups(t, []);
	await writeConfig(home, {
		language: 'zh',
		repositories: {here: {type: 'local', path: join(home, 'backups')}},
	});
	const configured = await runCli(['list'], {home});
	t.regex(configured.stdout, /还没有备份/);
	const flagged = await runCli(['list', '--lang', 'en'], {home});
	t.regex(flagged.stdout, /There are no backups/);
});

for (const [what, args, env] of [
	['to import', ['config', 'import', '/dev/zero'], {}],
	['that is given', ['list', '--config', '/dev/zero'], {}],
	['of the environment', ['list'], {MILVAULT_CONFIG: '/dev/zero'}],
] as const) {
	test(`a configuration ${what} that never ends is told as too large`, async t => {
		const home = await newHome(t);
		const {exitCode, stderr} = await runCli(args, {home, env: {...env}});
		t.is(exitCode, 4);
		t.regex(stderr, /^✘ \/dev\/zero is larger than 1 MiB, the size limit for such a file\./);
	});
}

test('a secret in a file that never ends is told with the file and the limit', async t => {
	const home = await newHome(t);
	await writeConfig(home, {
		repositories: {
			here: {
				type: 's3',
				endpoint: 'http://127.0.0.1:1',
				bucket: 'b',
				accessKeyId: 'a',
				secretAccessKeyFile: '/dev/zero',
			},
		},
	});
	const {exitCode, stderr} = await runCli(['list'], {home});
	t.is(exitCode, 4);
	t.regex(stderr, /^✘ \/dev\/zero is larger than 64 KiB/);
});

for (const [how, queue] of [
	['a value', () => ({queue: 'http://user:hidden-word@h'})],
	['a file', (file: string) => ({queueFile: file})],
] as const) {
	test(`a queue that is no URL of Redis, by ${how}, is told with what is allowed, and not shown`, async t => {
		const home = await newHome(t);
		const file = join(home, 'queue.txt');
		await writeFile(file, 'http://user:hidden-word@h\n', {mode: 0o600});
		const local = {type: 'local', path: home};
		await writeConfig(home, {
			clusters: {c: {milvus: {address: '127.0.0.1:1'}, storage: local}},
			repositories: {here: local},
			...queue(file),
		});
		const {exitCode, stderr} = await runCli(['worker'], {home});
		t.is(exitCode, 4, stderr);
		t.regex(stderr, /queue/);
		t.regex(stderr, /rediss:\/\//);
		t.notRegex(stderr, /hidden-word/);
	});
}
