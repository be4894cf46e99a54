import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {openStorage} from '../../source/storage/open-storage.js';
import {putSmallBackup} from '../helpers/backups/small-backups.js';
import {startReceiver} from '../helpers/notify/receiver.js';
import {jsonLines, newHome, runCli, writeConfig} from '../helpers/program/run-cli.js';

async function homeOf(t: ExecutionContext, receiver: object): Promise<string> {
	const home = await newHome(t);
	const path = join(home, 'backups');
	await mkdir(path);
	const storage = await openStorage({type: 'local', path});
	await putSmallBackup(
		{storage, rootPath: '', label: path},
		{name: 'b', at: '2026-03-01T02:00:00Z'},
	);
	storage.close();
	await writeConfig(home, {
		clusters: {
			down: {
				milvus: {address: 'localhost:1'},
				storage: {accessKeyId: 'a-key', secretAccessKey: 'a-secret-key'},
			},
		},
		repositories: {here: {type: 'local', path}},
		notify: {team: receiver},
	});
	return home;
}

test('the end of a job is notified of, whatever a receiver answers', async t => {
	const {url, received} = await startReceiver(t, response => {
		response.writeHead(404).end();
	});
	const home = await homeOf(t, {url: `${url}/a-path`, on: 'always'});
	const {exitCode, stdout, stderr} = await runCli(['delete', 'b', '--yes', '--json'], {home});
	t.is(received.length, 1, stderr);
	const notice = JSON.parse(received[0]!.body) as Record<string, unknown>;
	t.like(notice, {kind: 'delete', name: 'b', repository: 'here', event: 'success'});
	t.is(exitCode, 0);
	const warnings = jsonLines(stdout).flatMap(({warning}) => (warning ? [warning] : []));
	t.like(warnings, {
		length: 1,
		0: {code: 'not-notified', details: {receiver: 'team', reason: 'HTTP 404'}},
	});
	t.false((stdout + stderr).includes('a-path'));
});

test('what fails before its job begins is notified of, and then that it works again', async t => {
	const {url, received} = await startReceiver(t);
	const home = await homeOf(t, {url});
	const create = ['create', '--name', 'n', '--no-input'];
	const {exitCode, stderr} = await runCli(create, {home});
	t.is(exitCode, 5, stderr);
	const [first] = received.map(({body}) => JSON.parse(body) as Record<string, unknown>);
	t.like(first, {
		event: 'failure',
		kind: 'backup',
		cluster: 'down',
		error: {code: 'milvus-unreachable'},
	});
	t.is((await runCli(['delete', 'gone', '--yes'], {home})).exitCode === 0, false);
	t.is((await runCli(['delete', 'b', '--yes'], {home})).exitCode, 0);
	t.deepEqual(
		received.slice(1).map(({body}) => {
			const {event, kind} = JSON.parse(body) as Record<string, unknown>;
			return [event, kind];
		}),
		[
			['failure', 'delete'],
			['recovery', 'delete'],
		],
	);
	// A list is no job.
	t.is((await runCli(['get', 'gone'], {home})).exitCode === 0, false);
	t.is(received.length, 3);
});

test('what receivers are reached by is shown nowhere', async t => {
	const home = await homeOf(t, {
		url: 'http://localhost/a-path',
		token: 'a-token',
		secret: 'a-sign',
	});
	const {stdout, exitCode} = await runCli(['config', 'show'], {home});
	t.is(exitCode, 0);
	t.regex(stdout, /notify\.team\.url\s+\*{6}/);
	t.notRegex(stdout, /a-path|a-token|a-sign/);
});
