import {existsSync} from 'node:fs';
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import anyTest from 'ava';
import {jsonLines, newHome, runCli, runOnTerminal} from '../helpers/program/run-cli.js';

/*
 * The practice cluster's commands where none runs; a running one is tested in test/practice, and
 * these commands on it by the demo.
 */

// A process each: side by side they would only wait for each other.
const test = anyTest.serial;

test('practice status says that it is not running, and how to start it', async t => {
	const home = await newHome(t);
	const {exitCode, stdout} = await runCli(['practice', 'status'], {home});
	t.is(stdout, 'The practice cluster is not running.\nStart it: milvault practice start\n');
	t.is(exitCode, 0);
});

test('practice status --json is a result', async t => {
	const home = await newHome(t);
	const {stdout} = await runCli(['practice', 'status', '--json'], {home});
	t.deepEqual(jsonLines(stdout), [
		{
			type: 'result',
			command: 'practice status',
			outcome: 'complete',
			exitCode: 0,
			isRunning: false,
		},
	]);
});

test('practice stop is content when nothing runs', async t => {
	const home = await newHome(t);
	const {exitCode, stdout} = await runCli(['practice', 'stop'], {home});
	t.is(stdout, 'The practice cluster was not running.\n');
	t.is(exitCode, 0);
});

test('practice load needs it to run', async t => {
	const home = await newHome(t);
	const {exitCode, stderr} = await runCli(['practice', 'load'], {home});
	t.is(stderr, '✘ The practice cluster is not running.\n  Start it: milvault practice start\n');
	t.is(exitCode, 1);
});

test('practice start says what is missing on this machine', async t => {
	const home = await newHome(t);
	const {exitCode, stderr} = await runCli(['practice', 'start'], {
		home,
		env: {PATH: home},
	});
	t.regex(stderr, /^✘ The practice cluster needs Python 3/m);
	t.is(exitCode, 1);
});

test('practice works whatever a broken configuration says', async t => {
	const home = await newHome(t);
	await writeFile(join(home, 'c.yaml'), 'clustres: {}\n');
	const {exitCode} = await runCli(['practice', 'status', '--config', 'c.yaml'], {home});
	t.is(exitCode, 0);
});

test('practice reset without data has nothing to ask', async t => {
	const home = await newHome(t);
	const {exitCode, stdout} = await runCli(['practice', 'reset'], {home});
	t.is(stdout, 'The practice cluster has no data: there is nothing to delete.\n');
	t.is(exitCode, 0);
});

test('practice reset shows what would go, and wants a yes', async t => {
	const home = await newHome(t);
	const root = join(home, 'data/milvault/practice');
	await mkdir(join(root, 'milvus-2.3.5'), {recursive: true});
	await mkdir(join(root, 'backups', 'mine'), {recursive: true});
	const refused = await runCli(['practice', 'reset'], {home});
	t.regex(refused.stderr, /\n {2}~\/data\/milvault\/practice\/milvus-2\.3\.5\n/);
	t.regex(refused.stderr, /Its backups in ~\/data.* are kept/);
	t.regex(refused.stderr, /This needs a confirmation/);
	t.is(refused.exitCode, 2);
	t.true(existsSync(join(root, 'milvus-2.3.5')));

	const terminal = runOnTerminal(['practice', 'reset'], {home});
	await terminal.shows('Delete this permanently? (y/N)');
	terminal.type('n\r');
	t.is((await terminal.ended).exitCode, 130);
	t.true(existsSync(join(root, 'milvus-2.3.5')));

	const done = await runCli(['practice', 'reset', '--yes'], {home});
	t.is(done.exitCode, 0, done.stderr);
	t.false(existsSync(join(root, 'milvus-2.3.5')));
	t.true(existsSync(join(root, 'backups', 'mine')));

	const all = await runCli(['practice', 'reset', '--yes', '--with-backups'], {
		home,
	});
	t.is(all.exitCode, 0, all.stderr);
	t.false(existsSync(join(root, 'backups')));
});
