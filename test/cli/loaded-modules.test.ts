import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {execa} from 'execa';
import {configOf, storageConfig} from '../end-to-end/milvault.js';
import {settingsOf} from '../helpers/backups/s3-storage.js';
import {newHome} from '../helpers/program/run-cli.js';
import {servers} from '../helpers/servers/servers.js';

const cli = new URL('../../dist/cli.js', import.meta.url).pathname;

/** Prints what was loaded: Node's own modules, and the program's files. */
const spy = `
import {registerHooks} from 'node:module';
const urls = [];
registerHooks({load(url, context, next) { urls.push(url); return next(url, context); }});
process.on('exit', () => {
  process.stderr.write(JSON.stringify([...process.moduleLoadList, ...urls]));
});`;

test('list of a repository on S3 loads neither the Milvus client nor Node’s fetch and WebSocket', async t => {
	const {milvus235: server, minio} = servers();
	const home = await newHome(t);
	const config = join(home, 'milvault.yaml');
	const repository = storageConfig(settingsOf('milvus-data', {rootPath: 'loaded'}, minio));
	await writeFile(config, JSON.stringify(configOf(server, repository)), {mode: 0o600});
	const {stderr, stdout} = await execa(
		process.execPath,
		[
			'--import',
			`data:text/javascript,${encodeURIComponent(spy)}`,
			cli,
			'list',
			'--config',
			config,
		],
		{env: {HOME: home, LANG: 'C'}, extendEnv: false, stdin: 'ignore'},
	);
	t.regex(stdout, /no backups/);
	const loaded = JSON.parse(stderr) as string[];
	t.true(loaded.some(name => name.includes('open-s3-storage')));
	t.deepEqual(
		loaded.filter(name => /undici|http2|connect-milvus|open-wizard/.test(name)),
		[],
	);
});
