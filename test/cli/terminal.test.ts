import {existsSync} from 'node:fs';
import {readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import anyTest from 'ava';
import {homeWithBackups, newHome, runOnTerminal} from '../helpers/program/run-cli.js';

// A process each: side by side they would only wait for each other.
const test = anyTest.serial;

const controlC = '\u0003';

test('on a terminal delete asks, and Yes deletes', async t => {
	const home = await homeWithBackups(t, ['hello_peer']);
	const terminal = runOnTerminal(['delete', 'hello_peer'], {home});
	await terminal.shows('Delete 1 backup for good? (y/N)');
	t.true(existsSync(join(home, 'backups/hello_peer')));
	terminal.type('y\r');
	const {exitCode, text} = await terminal.ended;
	t.regex(text, /✔ Deleted hello_peer \(15 objects\)\./);
	t.is(exitCode, 0);
	t.false(existsSync(join(home, 'backups/hello_peer')));
});

test('on a terminal Enter alone means No, and nothing is deleted', async t => {
	const home = await homeWithBackups(t, ['hello_peer']);
	const terminal = runOnTerminal(['delete', 'hello_peer'], {home});
	await terminal.shows('(y/N)');
	terminal.type('\r');
	const {exitCode, text} = await terminal.ended;
	t.regex(text, /Nothing was deleted\./);
	t.is(exitCode, 130);
	t.true(existsSync(join(home, 'backups/hello_peer/meta/full_meta.json')));
});

test('Ctrl-C at a question cancels, and the cursor is back', async t => {
	const home = await homeWithBackups(t, ['hello_peer']);
	const terminal = runOnTerminal(['delete', 'hello_peer'], {home});
	await terminal.shows('(y/N)');
	terminal.type(controlC);
	const {exitCode, text, raw} = await terminal.ended;
	t.regex(text, /✘ Cancelled\./);
	t.is(exitCode, 130);
	t.true(
		raw.lastIndexOf('\u001B[?25h') >= raw.lastIndexOf('\u001B[?25l'),
		'the last word about the cursor is that it is shown',
	);
	t.true(existsSync(join(home, 'backups/hello_peer/meta/full_meta.json')));
});

test('--no-input asks nothing on a terminal either', async t => {
	const home = await homeWithBackups(t, ['hello_peer']);
	const terminal = runOnTerminal(['delete', 'hello_peer', '--no-input'], {
		home,
	});
	const {exitCode, text} = await terminal.ended;
	t.regex(text, /This needs a confirmation/);
	t.is(exitCode, 2);
});

test('a terminal gets colours, unless NO_COLOR or TERM=dumb says otherwise', async t => {
	const home = await newHome(t);
	const red = '\u001B[31m';
	for (const [env, isColourful] of [
		[{}, true],
		[{NO_COLOR: '1'}, false],
		[{TERM: 'dumb'}, false],
	] as const) {
		const terminal = runOnTerminal(['lst'], {home, env: {...env}});
		const {raw} = await terminal.ended;
		t.regex(raw, /✘/);
		t.is(raw.includes(red), isColourful, JSON.stringify(env));
	}
});

test('a table fits the terminal', async t => {
	const home = await homeWithBackups(t);
	const terminal = runOnTerminal(['list'], {home});
	const {text} = await terminal.ended;
	t.regex(text, /shop_peer/);
	for (const line of text.split('\n')) {
		t.true(line.length <= 80, line);
	}
});

test('cluster add asks for the secrets that nothing refers to, and shows none', async t => {
	const home = await newHome(t);
	const terminal = runOnTerminal(
		[
			'cluster',
			'add',
			'prod',
			'--address',
			'localhost:19530',
			'--user',
			'root',
			'--endpoint',
			'http://localhost:9000',
			'--bucket',
			'a-bucket',
		],
		{home},
	);
	await terminal.shows('Password of Milvus’s user root');
	terminal.type('first-secret\r');
	await terminal.shows('Access key id of the object storage');
	terminal.type('somebody\r');
	await terminal.shows('Secret access key of somebody');
	terminal.type('second-secret\r');
	const {exitCode, text} = await terminal.ended;
	t.is(exitCode, 0, text);
	t.notRegex(text, /first-secret|second-secret/);
	t.regex(text, /✔ Added cluster prod to/);
	const file = join(home, 'config/milvault/milvault.yaml');
	const written = await readFile(file, 'utf8');
	t.regex(written, /password: first-secret/);
	t.regex(written, /secretAccessKey: second-secret/);
	const {mode} = await stat(file);
	t.is(mode & 0o777, 0o600);
});
