import {readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import anyTest from 'ava';
import {jsonLines, newHome, runCli} from '../helpers/program/run-cli.js';

// A process each: side by side they would only wait for each other.
const test = anyTest.serial;

const addProd = [
	'cluster',
	'add',
	'prod',
	'--address',
	'milvus.example.com:19530',
	'--user',
	'root',
	'--password-file',
	'pw',
	'--endpoint',
	'http://minio.example.com:9000',
	'--bucket',
	'a-bucket',
	'--root-path',
	'files',
	'--access-key-id-env',
	'KEY_ID',
	'--secret-access-key-command',
	'pass show minio',
];

test('cluster add writes a file that only its owner can read, with references instead of secrets', async t => {
	const home = await newHome(t);
	const {exitCode, stdout, stderr} = await runCli(addProd, {home});
	t.is(
		stdout,
		`✔ Added cluster prod to ~/config/milvault/milvault.yaml
Try it: milvault create --dry-run --cluster prod
`,
		stderr,
	);
	t.is(exitCode, 0);
	const file = join(home, 'config/milvault/milvault.yaml');
	t.is(
		await readFile(file, 'utf8'),
		`clusters:
  prod:
    milvus:
      address: milvus.example.com:19530
      username: root
      passwordFile: ${home}/pw
    storage:
      endpoint: http://minio.example.com:9000
      bucket: a-bucket
      rootPath: files
      accessKeyIdEnvironment: KEY_ID
      secretAccessKeyCommand: pass show minio
`,
	);
	const {mode} = await stat(file);
	t.is(mode & 0o777, 0o600);
});

test('what was added is listed, as text and as JSON, without its secrets', async t => {
	const home = await newHome(t);
	await runCli(addProd, {home});
	await runCli(['repository', 'add', 'nightly', '--cluster', 'prod', '--bucket', 'b'], {home});
	await runCli(['repository', 'add', 'here', '--path', 'backups'], {home});
	const clusters = await runCli(['cluster', 'list'], {home});
	t.regex(
		clusters.stdout,
		/^prod +yes +milvus\.example\.com:19530 +root +s3:\/\/a-bucket\/files \(http:\/\/minio\.example\.com:9000\) +~\/config\/milvault\/milvault\.yaml:\d+\n$/m,
	);
	const repositories = await runCli(['repository', 'list', '--json'], {home});
	const [result, ...more] = jsonLines(repositories.stdout);
	t.deepEqual(more, []);
	t.like(result, {
		type: 'result',
		command: 'repository list',
		exitCode: 0,
		repositories: [
			{
				name: 'nightly',
				isDefault: true,
				storage: {
					type: 's3',
					place: 's3://b/backup',
					endpoint: 'http://minio.example.com:9000',
				},
			},
			{
				name: 'here',
				isDefault: false,
				storage: {type: 'local', place: '~/backups'},
			},
		],
	});
});

test('a name is added once', async t => {
	const home = await newHome(t);
	await runCli(addProd, {home});
	const {exitCode, stderr} = await runCli(addProd, {home});
	t.regex(stderr, /^✘ A cluster “prod” already exists in ~\/config/);
	t.is(exitCode, 4);
});

test('a cluster that could not work is refused, and nothing is written', async t => {
	const home = await newHome(t);
	const {exitCode, stderr} = await runCli(['cluster', 'add', 'prod', '--endpoint', 'not a url'], {
		home,
	});
	t.regex(stderr, /not a url/);
	t.is(exitCode, 4);
	await t.throwsAsync(stat(join(home, 'config/milvault/milvault.yaml')));
});

test('what was added can be removed again', async t => {
	const home = await newHome(t);
	await runCli(['repository', 'add', 'here', '--path', 'backups'], {home});
	const removed = await runCli(['repository', 'remove', 'here'], {home});
	t.is(removed.stdout, '✔ Removed repository here from ~/config/milvault/milvault.yaml\n');
	const again = await runCli(['repository', 'remove', 'here'], {home});
	t.regex(again.stderr, /^✘ There is no repository “here”/);
	t.is(again.exitCode, 4);
});

test('a password is no flag', async t => {
	const home = await newHome(t);
	const {exitCode, stderr} = await runCli(['cluster', 'add', 'prod', '--password', 'secret'], {
		home,
	});
	t.regex(stderr, /There is no option --password\./);
	t.is(exitCode, 2);
});
