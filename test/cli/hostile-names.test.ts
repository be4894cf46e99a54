import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import anyTest from 'ava';
import {
	hostile,
	makeHostile,
	renameHostile,
	uncontrolled,
} from '../helpers/backups/hostile-backup.js';
import {homeWithBackups, jsonLines, runCli, runOnTerminal} from '../helpers/program/run-cli.js';

/*
 * Names in a foreign backup that hold escape sequences, C1 controls, line breaks, marks that
 * turn the direction of writing: no command lets them out to a terminal, a file or a log.
 */

// A process each: side by side they would only wait for each other.
const test = anyTest.serial;

async function hostileHome(t: Parameters<typeof homeWithBackups>[0]) {
	const home = await homeWithBackups(t);
	await makeHostile(join(home, 'backups/hello_peer'));
	await makeHostile(join(home, 'backups/shop_peer'));
	await renameHostile(join(home, 'backups/shop_peer'));
	return home;
}

test('no command prints what a hostile backup’s names would do to a terminal', async t => {
	const home = await hostileHome(t);
	for (const args of [
		['list'],
		['get', 'hello_peer'],
		['verify', `hello_per${hostile}`],
		['verify', 'hello_peer', '--level', 'full'],
		['delete', 'hello_peer', `shop_peer${hostile}`, '--yes'],
	]) {
		const {stdout, stderr} = await runCli(args, {home});
		t.true(`${stdout}${stderr}`.length > 20, args.join(' '));
		t.notRegex(stdout, uncontrolled, args.join(' '));
		t.notRegex(stderr, uncontrolled, args.join(' '));
		t.notRegex(stdout + stderr, /^✔ everything is well/m, args.join(' '));
	}
});

test('JSON gives the names as they are, and escapes what a terminal would obey', async t => {
	const home = await hostileHome(t);
	const verified = await runCli(['verify', 'hello_peer', '--json'], {home});
	t.notRegex(verified.stdout, uncontrolled);
	const {stdout} = await runCli(['get', 'hello_peer', '--json'], {home});
	t.notRegex(stdout, uncontrolled);
	t.true(stdout.includes('\\u009b2J') && stdout.includes('\\u202e'), stdout);
	const {backup} = jsonLines(stdout).at(-1) as {
		backup: {contents: Array<{name: string}>};
	};
	t.true(
		backup.contents.some(({name}) => name === `hel${hostile}lo_milvus`),
		'the value is what it was',
	);
});

test('what is drawn over on a terminal, logged and bundled has none of it either', async t => {
	const home = await hostileHome(t);
	const terminal = runOnTerminal(['verify', 'hello_peer', '--level', 'full'], {
		home,
	});
	const {text, raw} = await terminal.ended;
	t.regex(text, /^✔ def.*lo_milvus: done/m);
	for (const sequence of ['owned\u0007', '\u001B[2J', '\u009B', '\u202E']) {
		t.false(raw.includes(sequence), JSON.stringify(sequence));
	}

	const bundled = await runCli(['support-bundle', '--output', 'bundle.txt'], {
		home,
	});
	t.is(bundled.exitCode, 0, bundled.stderr);
	const bundle = await readFile(join(home, 'bundle.txt'), 'utf8');
	t.regex(bundle, /check-planned/);
	t.notRegex(bundle, uncontrolled);
});
