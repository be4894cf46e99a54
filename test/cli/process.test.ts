import {once} from 'node:events';
import {readFile, writeFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import anyTest from 'ava';
import {execa} from 'execa';
import {homeWithBackups, newHome, startCli, writeConfig} from '../helpers/program/run-cli.js';

// A process each: side by side they would only wait for each other.
const test = anyTest.serial;

const root = new URL('../..', import.meta.url);

for (const [language, locale, sentence] of [
	[
		'English',
		'C',
		/^milvault needs Node 99 \(from 99\.1\.0\), 100 or newer; this is Node \d+\.\d+\.\d+\. .*\n$/,
	],
	[
		'Chinese',
		'zh_CN.UTF-8',
		/^milvault 需要 Node 99 \(不低于 99\.1\.0\)、100 或更新版本；当前是 Node \d+\.\d+\.\d+。.*\n$/,
	],
] as const) {
	test(`an older Node gets one sentence in ${language} and exit code 4, before anything else is read`, async t => {
		const home = await newHome(t);
		const manifest = await readFile(new URL('package.json', root), 'utf8');
		const {engines} = JSON.parse(manifest) as {engines: {node: string}};
		const built = await readFile(new URL('dist/cli.js', root), 'utf8');
		const demanding = built.replaceAll(engines.node, '^99.1.0 || >=100');
		t.not(demanding, built);
		// Alone in its directory: whatever else it read would be missing.
		await writeFile(join(home, 'cli.js'), demanding);
		await writeFile(join(home, 'package.json'), JSON.stringify({type: 'module'}));
		const {exitCode, stdout, stderr} = await execa(process.execPath, ['cli.js', 'list'], {
			cwd: home,
			reject: false,
			extendEnv: false,
			stripFinalNewline: false,
			env: {LANG: locale},
		});
		t.regex(stderr, sentence);
		t.is(stdout, '');
		t.is(exitCode, 4);
	});
}

test('a reader that went away ends it without a word', async t => {
	const home = await homeWithBackups(t);
	const child = startCli(['get', 'shop_peer'], home);
	child.stdout.destroy();
	const {exitCode, stderr} = await child;
	t.is(stderr, '');
	t.is(exitCode, 0);
});

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	test(`${name} while it waits for a store that does not answer: cancelled, exit code 130`, async t => {
		const home = await newHome(t);
		const server = createServer();
		server.listen(0, '127.0.0.1');
		t.teardown(() => {
			server.close();
		});
		await once(server, 'listening');
		const {port} = server.address() as AddressInfo;
		await writeConfig(home, {
			repositories: {
				silent: {
					endpoint: `http://127.0.0.1:${port}`,
					bucket: 'backups',
					accessKeyId: 'somebody',
					secretAccessKey: 'something',
				},
			},
		});
		const child = startCli(['list'], home);
		await once(server, 'connection');
		child.kill(name);
		const {exitCode, stdout, stderr} = await child;
		t.is(stderr, 'Cancelling. Press Ctrl-C again to exit immediately.\n✘ Cancelled.');
		t.is(stdout, '');
		t.is(exitCode, 130);
	});
}
