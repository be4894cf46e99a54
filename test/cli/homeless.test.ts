import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import anyTest from 'ava';
import {execa} from 'execa';
import {
	canDropPrivileges,
	cli,
	foreignPlace,
	onTerminal,
	runInPlace,
	type ForeignPlace,
} from '../helpers/places/foreign-place.js';

/*
 * nodejs/node#25714: a user without a home and without an entry in the list of users, as OpenShift
 * and `docker run --user` make them.
 */

const test = canDropPrivileges ? anyTest.serial : anyTest.skip;

const local = ({backups, open}: ForeignPlace) => ({
	MILVAULT_REPOSITORY_TYPE: 'local',
	MILVAULT_REPOSITORY_PATH: backups,
	MILVAULT_STORAGE_TYPE: 'local',
	MILVAULT_STORAGE_PATH: open,
	MILVAULT_MILVUS_ADDRESS: '127.0.0.1:1',
});

const runUnprivileged = (
	args: readonly string[],
	place: ForeignPlace,
	env: Record<string, string> = {},
) =>
	runInPlace(args, {
		env: {...local(place), ...env},
		cwd: place.open,
		isUnprivileged: true,
	});

test('without a home what needs none works', async t => {
	const place = await foreignPlace(t);
	for (const [args, says] of [
		[['list', '--no-input'], /hello_peer/],
		[['get', 'hello_peer'], /hello_milvus/],
		[['config', 'show'], /There is no configuration file; values in use:/],
		[['repository', 'list'], /default/],
	] as const) {
		const {exitCode, stdout, stderr} = await runUnprivileged(args, place);
		t.is(exitCode, 0, stderr);
		t.regex(stdout, says);
	}
});

test('without a home what has to be written asks for the variable that says where, with exit code 4', async t => {
	const place = await foreignPlace(t);
	for (const [args, variable] of [
		[['create', '--name', 'b'], 'MILVAULT_STATE_DIR'],
		[['jobs', 'list'], 'MILVAULT_STATE_DIR'],
		[['server', '--port', '0'], 'MILVAULT_STATE_DIR'],
		[['cluster', 'add', 'prod', '--address', 'm:1'], 'MILVAULT_CONFIG'],
		[['practice', 'start'], 'MILVAULT_CACHE_DIR'],
	] as const) {
		const {exitCode, stderr} = await runUnprivileged(args, place);
		t.is(exitCode, 4, `${args.join(' ')}: ${stderr}`);
		t.regex(stderr, /^✘ The .* of this user \(54321\) cannot be located: /);
		t.regex(stderr, new RegExp(`\\n {2}Set ${variable}, or HOME\\.\\n$`));
	}
});

test('without a home the variables are enough', async t => {
	const place = await foreignPlace(t);
	const env = {
		MILVAULT_STATE_DIR: join(place.open, 'state'),
		MILVAULT_CONFIG: join(place.open, 'own', 'milvault.yaml'),
	};
	const added = await runUnprivileged(['cluster', 'add', 'prod', '--address', 'm:1'], place, env);
	t.is(added.exitCode, 0, added.stderr);
	t.regex(await readFile(env.MILVAULT_CONFIG, 'utf8'), /address: m:1/);
	const served = await runUnprivileged(['server', '--port', '0'], place, env);
	t.is(served.exitCode, 0, served.stderr);
	t.true(existsSync(join(env.MILVAULT_STATE_DIR, 'server-token')));
	// XDG's own variables are enough too.
	const xdg = await runUnprivileged(['server', '--port', '0'], place, {
		XDG_STATE_HOME: join(place.open, 'xdg'),
	});
	t.is(xdg.exitCode, 0, xdg.stderr);
	t.true(existsSync(join(place.open, 'xdg/milvault/server-token')));
});

for (const [title, homeOf] of [
	['HOME=/', () => '/'],
	['a home that is read-only', (place: ForeignPlace) => place.closed],
	['the home of another user', (place: ForeignPlace) => place.hidden],
	['a home that is a file', (place: ForeignPlace) => place.file],
] as const) {
	test(`with ${title} what reads works, and what writes says where else it could`, async t => {
		const place = await foreignPlace(t);
		const env = {HOME: homeOf(place)};
		const listed = await runUnprivileged(['list'], place, env);
		t.is(listed.exitCode, 0, listed.stderr);
		t.regex(listed.stdout, /hello_peer/);
		for (const [args, says] of [
			[
				['cluster', 'add', 'prod', '--address', 'm:1'],
				/Choose another place: MILVAULT_CONFIG, --config <file>/,
			],
			[['server', '--port', '0'], /Choose another place: MILVAULT_STATE_DIR=<directory>/],
			[['practice', 'start'], /Choose another place: MILVAULT_DATA_DIR=<directory>/],
		] as const) {
			const {exitCode, stderr} = await runUnprivileged(args, place, env);
			t.is(exitCode, 4, `${args.join(' ')}: ${stderr}`);
			t.regex(stderr, /^✘ .* cannot be written: E[A-Z]+\.\n/);
			t.regex(stderr, says);
			t.notRegex(stderr, /--output/);
		}
	});
}

test('on a terminal the wizard asks for the variable too, and opens with it', async t => {
	const place = await foreignPlace(t);
	const env = {...local(place), LANG: 'C.UTF-8', TERM: 'xterm-256color'};
	const refused = await onTerminal(env, place.open);
	t.is(refused.exitCode, 4);
	t.regex(refused.text, /The directory for jobs of this user.* cannot be located/);
	t.regex(refused.text, /Set MILVAULT_STATE_DIR, or HOME\./);
	const opened = await onTerminal(
		{...env, MILVAULT_STATE_DIR: join(place.open, 'state')},
		place.open,
		/milvault \d/,
	);
	t.notRegex(opened.text, /A bug in milvault|cannot be located/);
	t.true([0, 130].includes(opened.exitCode), opened.text);
});

test('a working directory that was removed is told as that', async t => {
	const place = await foreignPlace(t);
	const {exitCode, stderr} = await execa(
		'sh',
		[
			'-c',
			'mkdir gone && cd gone && rmdir ../gone && exec "$@"',
			'sh',
			process.execPath,
			cli,
			'list',
		],
		{cwd: place.open, reject: false},
	);
	t.is(exitCode, 4);
	t.regex(stderr, /^✘ The working directory no longer exists/);
});

test('a configuration file that may be written, in a directory that may not, is written where it is', async t => {
	const place = await foreignPlace(t);
	const {exitCode, stderr} = await runUnprivileged(
		['cluster', 'add', 'prod', '--address', 'm:1'],
		place,
		{
			MILVAULT_CONFIG: join(place.fixed, 'milvault.yaml'),
		},
	);
	t.is(exitCode, 0, stderr);
	t.regex(await readFile(join(place.fixed, 'milvault.yaml'), 'utf8'), /address: m:1/);
});
