import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {mkdtemp, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {createServer, type AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import anyTest, {type ExecutionContext, type TestFn} from 'ava';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {parse} from 'yaml';
import {milvault} from '../end-to-end/milvault.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {openSdk} from '../helpers/milvus/rows.js';
import {servers} from '../helpers/servers/servers.js';
import {makeSmallCollections} from '../helpers/milvus/small-collections.js';
import {keys, openWizard, wizardHome} from '../helpers/program/wizard-terminal.js';

/* The files that people hold, from the command line, and against real servers. */

const test = anyTest.serial as TestFn<{db: string; client: MilvusClient}>;
const {milvus235: server, minio} = servers();

test.before(async t => {
	const client = await openSdk(server);
	const db = `import_${randomBytes(3).toString('hex')}`;
	await makeSmallCollections(client, db);
	t.context = {db, client};
});

test.after.always(async t => {
	await dropDatabase(t.context.client, t.context.db);
	await t.context.client.closeConnection();
});

const fixture = async (path: string): Promise<string> =>
	readFile(new URL(`../fixtures/${path}`, import.meta.url), 'utf8');

async function fileOf(t: ExecutionContext, name: string, text: string | Buffer): Promise<string> {
	const directory = await mkdtemp(join(tmpdir(), 'milvault-import-'));
	t.teardown(async () => rm(directory, {recursive: true, force: true}));
	const file = join(directory, name);
	await writeFile(file, text);
	return file;
}

const portOf = (address: string): string => /:(\d+)$/.exec(address)?.[1] ?? '';

/** The servers of the tests, as if Docker Compose had started them. */
const compose = `
services:
  etcd:
    image: quay.io/coreos/etcd:v3.5.5
  minio:
    image: minio/minio:RELEASE.2023-03-20T20-16-18Z
    environment:
      MINIO_ACCESS_KEY: ${minio.accessKeyId}
      MINIO_SECRET_KEY: \${MINIO_SECRET_KEY}
    ports:
      - "${portOf(minio.endpoint)}:9000"
  standalone:
    image: milvusdb/milvus:v2.3.5
    environment:
      ETCD_ENDPOINTS: etcd:2379
      MINIO_ADDRESS: minio:9000
      MINIO_BUCKET_NAME: milvus-data
    ports:
      - "${portOf(server.address)}:19530"
`;

test('two commands lead from a Docker Compose file to a checked plan', async t => {
	const source = await fileOf(t, 'docker-compose.yml', compose);
	const config = await fileOf(t, 'milvault.yaml', '');
	const env = {MINIO_SECRET_KEY: minio.secretAccessKey};
	const imported = await milvault(
		['config', 'import', source, '--as', 'prod', '--config', config],
		{env},
	);
	t.is(imported.exitCode, 0, imported.stdout + imported.stderr);
	t.regex(imported.stdout, /✔ Added cluster prod/);
	// Only what is written, under its name.
	t.regex(imported.stdout, /clusters\.prod\.storage\.bucket/);
	t.regex(imported.stdout, /The imported values, including keys/);
	t.notRegex(imported.stdout, /clusters\.default|repositories\.|limits\.|defaultCluster|you typed/);
	t.regex(imported.stdout, /✔ Milvus +2\.3\.5 answers/);
	t.regex(imported.stdout, /✔ Milvus’s storage/);
	t.regex(imported.stdout, /✔ Write and read back/);
	t.regex(imported.stdout, /Try it: milvault create --dry-run --cluster prod/);
	t.notRegex(imported.stdout + imported.stderr, new RegExp(minio.secretAccessKey));
	t.is((await stat(config)).mode & 0o777, 0o600);
	const plan = await milvault([
		'create',
		'--dry-run',
		'--filter',
		`${t.context.db}.*`,
		'--config',
		config,
	]);
	t.is(plan.exitCode, 0, plan.stderr);
	t.regex(plan.stdout, /2 collections/);
	const json = await milvault(
		['config', 'import', source, '--as', 'again', '--config', config, '--json'],
		{env},
	);
	t.like(json.result, {
		name: 'again',
		hasRepository: false,
		check: {outcome: 'complete'},
	});
});

test('the wizard leads from the same file to the plan with three keys', async t => {
	const home = await wizardHome(t);
	await writeFile(join(home.path, 'docker-compose.yml'), compose);
	const wizard = openWizard(t, home, {
		args: ['--config', 'docker-compose.yml'],
		env: {MINIO_SECRET_KEY: minio.secretAccessKey},
		rows: 60,
	});
	await wizard.answer('❯ Back up collections', keys.enter);
	await wizard.answer('Which collections?', keys.enter);
	await wizard.answer('Name of the backup', keys.enter);
	await wizard.shows('Nothing has been done yet. Start?');
	t.regex(wizard.text(), /From +s3:\/\/milvus-data\/files/);
	wizard.press(keys.controlC);
	await wizard.ended;
});

test('a port that is not published is told by the import, by every command, and in JSON', async t => {
	const text = await fixture('cases/O07-docker-compose.yaml');
	const source = await fileOf(t, 'docker-compose.yml', text.replace('      - "9000:9000"\n', ''));
	const told = /! Port 9000 of minio is not published \(.*docker-compose\.yml:12\)/;
	const dry = await milvault(['config', 'import', source, '--dry-run']);
	t.is(dry.exitCode, 0, dry.stderr);
	t.regex(dry.stdout, told);
	const show = await milvault(['config', 'show', '--config', source]);
	t.regex(show.stderr, told);
	const checked = await milvault(['config', 'check', '--config', source]);
	t.regex(checked.stdout, told);
	t.is(checked.exitCode, 0);
	const json = await milvault(['config', 'check', '--config', source, '--json']);
	t.like(json.result, {
		warnings: [{code: 'port-not-published', details: {service: 'minio', port: 9000}}],
	});
	const chinese = await milvault(['config', 'check', '--config', source, '--lang', 'zh']);
	t.regex(chinese.stdout, /minio 的端口 9000 没有发布/);
});

test('what an import finds missing is told, and the cluster is added all the same', async t => {
	const source = await fileOf(
		t,
		'milvus.yaml',
		(await fixture('config/operator.yaml')).split('---\n')[0] ?? '',
	);
	const config = await fileOf(t, 'milvault.yaml', '');
	const run = await milvault(['config', 'import', source, '--config', config]);
	t.is(run.exitCode, 0, run.stderr);
	t.regex(run.stdout, /The access keys are in the Secret my-release-s3/);
	t.regex(run.stdout, /✘ clusters\.imported\.storage\.accessKeyId has no value/);
	t.regex(run.stdout, /Try it: milvault check --cluster imported/);
	t.truthy((parse(await readFile(config, 'utf8')) as {clusters: object}).clusters);
});

test('virtual-host style and an authority are imported, not only understood', async t => {
	const source = await fileOf(t, 'milvus.yaml', await fixture('config/milvus-virtual-host.yaml'));
	const config = await fileOf(t, 'milvault.yaml', '');
	const run = await milvault(['config', 'import', source, '--no-check', '--config', config]);
	t.is(run.exitCode, 0, run.stderr);
	t.notRegex(run.stdout, /✘/);
	const {clusters} = parse(await readFile(config, 'utf8')) as {
		clusters: {imported: {storage: object}};
	};
	t.like(clusters.imported.storage, {
		pathStyle: false,
		caFile: '/etc/milvus/ca.crt',
		region: 'cn-north-1',
	});
});

test('the path of milvus-backup’s server is imported, unless there is one already', async t => {
	const source = await fileOf(
		t,
		'backup.yaml',
		'milvus: {address: m}\nhttp: {swaggerBasePath: /ns/backup}\n',
	);
	for (const [text, basePath] of [
		['', '/ns/backup'],
		['server: {basePath: /mine}\n', '/mine'],
	] as const) {
		const config = await fileOf(t, 'milvault.yaml', text);
		const run = await milvault(['config', 'import', source, '--no-check', '--config', config]);
		t.is(run.exitCode, 0, run.stderr);
		t.is(/server\.basePath/.test(run.stdout), text === '');
		const {server} = parse(await readFile(config, 'utf8')) as {server: object};
		t.deepEqual(server, {basePath});
	}
});

test('an empty file adds nothing, and lists nothing', async t => {
	for (const name of ['O09-empty', 'O09-only-comments']) {
		const source = await fileOf(t, 'values.yaml', await fixture(`cases/${name}.yaml`));
		for (const args of [
			['config', 'import', source, '--as', 't'],
			['list', '--config', source],
			['create', '--config', source],
		]) {
			const {exitCode, stderr} = await milvault(args);
			t.is(exitCode, 4, stderr);
			t.regex(stderr, /has no values for Milvus or its storage/);
		}
	}
});

test('a cluster can be added to a file that is empty', async t => {
	const config = await fileOf(t, 'milvault.yaml', '');
	const run = await milvault(['cluster', 'add', 'prod', '--address', 'a:1', '--config', config]);
	t.is(run.exitCode, 0, run.stderr);
});

test('a password that looks like a placeholder is not written where it would be filled in', async t => {
	const config = await fileOf(t, 'milvault.yaml', '');
	const run = await milvault(['cluster', 'add', 'prod', '--user', 'a${b}', '--config', config]);
	t.is(run.exitCode, 4);
	t.regex(run.stderr, /clusters\.prod\.milvus\.username contains the placeholder/);
	t.is(await readFile(config, 'utf8'), '');
});

test('a file of another tool is only read, and what is added or chosen beside it is told to import it', async t => {
	const config = await fileOf(t, 'docker-compose.yml', compose);
	const importing = `milvault config import ${config} --as prod`;
	for (const [args, then] of [
		[['cluster', 'add', 'here', '--address', 'a:1'], '--cluster prod'],
		[['repository', 'add', 'here', '--bucket', 'b'], '--cluster prod'],
		[['repository', 'remove', 'here'], '--cluster prod'],
		[['list', '--repository', 'here'], '--cluster prod --repository here'],
		[['list', '--cluster', 'here'], '--cluster prod'],
	] as const) {
		const {exitCode, stderr} = await milvault([...args, '--config', config], {
			env: {MINIO_SECRET_KEY: 'a-secret-that-no-path-contains'},
		});
		t.is(exitCode, 4, stderr);
		const told = stderr.replaceAll(/\s+/g, ' ');
		t.true(told.includes(importing) && told.includes(then), told);
		t.notRegex(told, /No repository has been added|not a value of --config/);
	}

	t.is(await readFile(config, 'utf8'), compose);
});

const withIam = `
milvus: {address: ${server.address}}
minio: {storageType: minio, address: "${minio.endpoint}", useIAM: true, bucketName: milvus-data, rootPath: files, backupRootPath: backup}
`;

test('useIAM takes the keys of the environment', async t => {
	const source = await fileOf(t, 'backup.yaml', withIam);
	const run = await milvault(['list', '--config', source], {
		env: {
			AWS_ACCESS_KEY_ID: minio.accessKeyId,
			AWS_SECRET_ACCESS_KEY: minio.secretAccessKey,
		},
	});
	t.is(run.exitCode, 0, run.stderr);
});

test('useIAM without any credentials ends within ten seconds and says where it looked', async t => {
	const source = await fileOf(t, 'backup.yaml', withIam);
	// Accepts, and never answers: what hung for good.
	const silent = createServer().listen(0, '127.0.0.1');
	t.teardown(() => silent.close());
	await once(silent, 'listening');
	const {port} = silent.address() as AddressInfo;
	const url = `http://127.0.0.1:${port}`;
	for (const [env, reason] of [
		[{AWS_EC2_METADATA_DISABLED: 'true'}, /Could not load credentials/],
		[{AWS_EC2_METADATA_SERVICE_ENDPOINT: url}, /Could not load|no answer/],
		[{AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/role`}, /no answer in 8 s/],
		[
			{
				AWS_WEB_IDENTITY_TOKEN_FILE: '/nowhere/token',
				AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/x',
			},
			/\/nowhere\/token/,
		],
	] as Array<[Record<string, string>, RegExp]>) {
		const run = await milvault(['list', '--config', source], {env});
		t.is(run.exitCode, 6, run.stderr);
		t.regex(run.stderr, /There are no credentials for the object storage/);
		t.regex(run.stderr, reason);
		for (const place of [
			'AWS_ACCESS_KEY_ID',
			'AWS_PROFILE',
			'AWS_WEB_IDENTITY_TOKEN_FILE',
			'role of the instance',
		]) {
			t.true(run.stderr.includes(place), place);
		}
	}
});
