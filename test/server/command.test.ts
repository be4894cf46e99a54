import {once} from 'node:events';
import {chmod, readFile, stat, writeFile} from 'node:fs/promises';
import {get} from 'node:https';
import {createServer, type AddressInfo} from 'node:net';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';
import test from 'ava';
import {configOf, milvault, storageConfig} from '../end-to-end/milvault.js';
import {localSetting, milvaultIn} from '../helpers/jobs/job-setting.js';
import {startServer} from '../helpers/program/running-server.js';

/* What `milvault server` takes and refuses, by the built program. */

const fixture = (file: string): string =>
	fileURLToPath(new URL(`../fixtures/tls/${file}`, import.meta.url));

test('without authentication only on loopback, and TLS only with both files', async t => {
	const own = await localSetting(t);
	for (const [args, says] of [
		[['--no-auth', '--host', '0.0.0.0'], /--no-auth .*0\.0\.0\.0/],
		[['--tls-cert', fixture('server.pem')], /--tls-cert and --tls-key/],
		[['--port', '70000'], /70000.*--port|--port.*70000/],
		[['--max-jobs', '0'], /--max-jobs/],
	] as const) {
		const {exitCode, stderr} = await milvaultIn(own, ['server', ...args]);
		t.is(exitCode, 2, stderr);
		t.regex(stderr, says);
	}
});

test('a token that is too short is refused, and not shown', async t => {
	const own = await localSetting(t);
	const file = join(own.stateDir, 'token');
	await writeFile(file, 'hush-hush\n');
	const {exitCode, stderr, stdout} = await milvaultIn(own, ['server', '--token-file', file]);
	t.is(exitCode, 4);
	t.true(stderr.includes(file));
	t.false(`${stdout}${stderr}`.includes('hush-hush'));
	const missing = await milvaultIn(own, ['server', '--token-file', `${file}-missing`]);
	t.is(missing.exitCode, 4);
	t.true(missing.stderr.includes(`${file}-missing`));
});

test('a port that is taken: who is in the way is not known, what to do is', async t => {
	const own = await localSetting(t);
	const other = createServer().listen(0, '127.0.0.1');
	await once(other, 'listening');
	t.teardown(() => other.close());
	const {port} = other.address() as AddressInfo;
	const {exitCode, stderr} = await milvaultIn(own, ['server', '--port', String(port)]);
	t.is(exitCode, 1);
	t.true(stderr.includes(`127.0.0.1:${port}`));
	t.true(stderr.includes('--port'));
	// As milvus-backup's server finds its port.
	const byVariable = await milvault(['server'], {
		config: configOf(own.server, storageConfig(own.repository)),
		env: {MILVAULT_STATE_DIR: own.stateDir, SERVER_PORT: String(port)},
	});
	t.true(byVariable.stderr.includes(`127.0.0.1:${port}`), byVariable.stderr);
});

test('a token of its own lies in a file that only its owner reads, and stays the same', async t => {
	const own = await localSetting(t);
	const tokens: string[] = [];
	for (let times = 0; times < 2; times++) {
		const server = await startServer(t, own, {env: {}});
		t.is(server.tokenFile, join(own.stateDir, 'server-token'));
		t.is((await stat(server.tokenFile!)).mode & 0o777, 0o600);
		const token = (await readFile(server.tokenFile!, 'utf8')).trim();
		tokens.push(token);
		t.false(server.output().includes(token));
		const ask = async (bearer: string) =>
			(
				await server.ask('/api/v2/backups', {
					headers: {authorization: `Bearer ${bearer}`},
				})
			).status;
		t.is(await ask(token), 200);
		t.is(await ask(`${token}x`), 401);
		server.signal('SIGTERM');
		t.is(await server.ended, 0);
	}

	t.is(tokens[0], tokens[1]);
});

test('a token of a file, over TLS', async t => {
	const own = await localSetting(t);
	const file = join(own.stateDir, 'token');
	const token = 'a-token-from-a-file-of-ours';
	await writeFile(file, `${token}\n`);
	await chmod(file, 0o600);
	const server = await startServer(t, own, {
		env: {},
		args: [
			'--token-file',
			file,
			'--tls-cert',
			fixture('server.pem'),
			'--tls-key',
			fixture('server-key.pem'),
		],
	});
	t.regex(server.url, /^https:/);
	const request = get(`${server.url}/api/v2/backups`, {
		ca: await readFile(fixture('ca.pem')),
		servername: 'localhost',
		headers: {authorization: `Bearer ${token}`},
	});
	const [response] = await once(request, 'response');
	t.is(response.statusCode, 200);
	t.deepEqual(JSON.parse(await text(response)), {backups: []});
});
