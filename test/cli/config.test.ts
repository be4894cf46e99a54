import {mkdtemp, readFile, rm, stat, writeFile, chmod} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {parse} from 'yaml';
import {milvault} from '../end-to-end/milvault.js';

const secret = 'hunter2-secret';

async function directory(t: ExecutionContext): Promise<string> {
	const path = await mkdtemp(join(tmpdir(), 'milvault-config-'));
	t.teardown(async () => rm(path, {recursive: true, force: true}));
	return path;
}

async function fileOf(t: ExecutionContext, body: string, name = 'milvault.yaml'): Promise<string> {
	const file = join(await directory(t), name);
	await writeFile(file, body, {mode: 0o600});
	return file;
}

const good = `
clusters:
  prod:
    milvus: {address: "127.0.0.1:1", username: root, password: ${secret}}
    storage: {endpoint: "http://minio:9000", bucket: b, accessKeyId: id, secretAccessKey: ${secret}-2}
repositories:
  offsite: {type: local, path: /backups}
limits: {copyConcurrency: 7}
`;

test('config show tells every value and where it came from, and no secret', async t => {
	const file = await fileOf(t, good);
	const {exitCode, stdout} = await milvault(['config', 'show', '--config', file], {
		env: {MILVAULT_LIMITS_BACKUP_COLLECTIONS: '3'},
	});
	t.is(exitCode, 0);
	t.regex(stdout, /clusters\.prod\.milvus\.address +127\.0\.0\.1:1 +.*:4/);
	t.regex(stdout, /limits\.copyConcurrency +7 +.*:8/);
	t.regex(stdout, /limits\.backupCollections +3 +.*MILVAULT_LIMITS_BACKUP_COLLECTIONS/);
	t.regex(stdout, /clusters\.prod\.milvus\.password +\*{6}/);
	t.notRegex(stdout, new RegExp(secret));
	const json = await milvault(['config', 'show', '--json', '--config', file]);
	t.notRegex(json.stdout, new RegExp(secret));
	t.true((json.result['values'] as unknown[]).length > 20);
});

test('config check tells all mistakes at once, each with where it is; exit 4', async t => {
	const file = await fileOf(
		t,
		`
clusters:
  prod:
    milvus: {adress: "a:1", tls: {mode: both}}
    storage: {endpoint: "ftp://minio", bucket: B_, passwordd: x}
    secretAccessKeyFile: nowhere
repositories:
  offsite: {type: tape}
limits: {copyConcurrency: many, restoreCollections: 0}
`,
	);
	const {exitCode, stdout, result} = await milvault([
		'config',
		'check',
		'--config',
		file,
		'--json',
	]);
	t.is(exitCode, 4);
	const problems = result['problems'] as Array<{
		error: {code: string; details: {key?: string}; message: string};
	}>;
	const keys = problems.map(({error}) => error.details.key);
	for (const key of [
		'clusters.prod.milvus.adress',
		'clusters.prod.storage.passwordd',
		'clusters.prod.secretAccessKeyFile',
		'clusters.prod.milvus.tls.mode',
		'repositories.offsite.type',
		'limits.copyConcurrency',
		'limits.restoreCollections',
	]) {
		t.true(keys.includes(key), `${key}: ${stdout}`);
	}

	const text = await milvault(['config', 'check', '--config', file]);
	t.regex(text.stdout, /✘ .*adress/);
	t.regex(text.stdout, /clusters\.prod\.milvus\.address/);
	t.regex(text.stdout, /Mistakes: \d+\./);
});

test('config check: a file that is well, one that others may read, and a secret’s file that is not there', async t => {
	const file = await fileOf(t, good);
	const well = await milvault(['config', 'check', '--config', file]);
	t.is(well.exitCode, 0, well.stdout);
	t.regex(well.stdout, /has no mistakes/);
	t.notRegex(well.stdout, /chmod/);
	await chmod(file, 0o644);
	const open = await milvault(['config', 'check', '--config', file]);
	t.is(open.exitCode, 0);
	t.regex(open.stdout, /chmod 600/);
	const missing = await fileOf(
		t,
		good.replace(`password: ${secret}`, 'passwordFile: /nowhere/password'),
	);
	const run = await milvault(['config', 'check', '--config', missing]);
	t.is(run.exitCode, 4);
	t.regex(run.stdout, /\/nowhere\/password/);
});

test('config import: milvus-backup’s file becomes a cluster and a repository', async t => {
	const source = await fileOf(
		t,
		`
milvus: {address: milvus, port: 19530, user: root, password: ${secret}}
minio: {storageType: minio, address: minio, port: 9000, accessKeyID: id, secretAccessKey: ${secret}-2, bucketName: a-bucket, rootPath: files, backupBucketName: b-bucket, backupRootPath: backup}
`,
		'backup.yaml',
	);
	const config = join(await directory(t), 'milvault.yaml');
	const args = ['config', 'import', source, '--as', 'prod', '--config', config];
	const dry = await milvault([...args, '--dry-run']);
	t.is(dry.exitCode, 0, dry.stderr);
	t.notRegex(dry.stdout, new RegExp(secret));
	await t.throwsAsync(stat(config), {code: 'ENOENT'});
	const {exitCode, stdout, stderr} = await milvault([...args, '--address', 'milvus-1:19530']);
	t.is(exitCode, 0, stderr);
	t.notRegex(stdout + stderr, new RegExp(secret));
	t.is((await stat(config)).mode & 0o777, 0o600);
	t.deepEqual(parse(await readFile(config, 'utf8')), {
		clusters: {
			prod: {
				milvus: {address: 'milvus-1:19530', username: 'root', password: secret},
				storage: {
					type: 'minio',
					endpoint: 'http://minio:9000',
					bucket: 'a-bucket',
					rootPath: 'files',
					accessKeyId: 'id',
					secretAccessKey: `${secret}-2`,
				},
			},
		},
		repositories: {
			prod: {
				type: 'minio',
				endpoint: 'http://minio:9000',
				bucket: 'b-bucket',
				rootPath: 'backup',
				accessKeyId: 'id',
				secretAccessKey: `${secret}-2`,
			},
		},
	});
	const again = await milvault(args);
	t.is(again.exitCode, 4, 'never replaces');
});

test('config import: Milvus’s own milvus.yaml becomes a cluster, on MinIO and on local storage', async t => {
	const source = await fileOf(
		t,
		`
etcd: {endpoints: localhost:2379, rootPath: by-dev}
minio: {address: minio, port: 9000, accessKeyID: minioadmin, secretAccessKey: ${secret}, useSSL: false, bucketName: milvus-bucket, rootPath: file, useIAM: false}
localStorage: {path: /var/lib/milvus/data/}
proxy: {port: 19531}
rootCoord: {dmlChannelNum: 16}
common: {storageType: remote, security: {authorizationEnabled: false, tlsMode: 0}}
`,
		'milvus.yaml',
	);
	const config = join(await directory(t), 'milvault.yaml');
	const run = await milvault(['config', 'import', source, '--config', config]);
	t.is(run.exitCode, 0, run.stderr);
	t.deepEqual(parse(await readFile(config, 'utf8')), {
		clusters: {
			imported: {
				milvus: {address: 'localhost:19531'},
				storage: {
					type: 'minio',
					endpoint: 'http://minio:9000',
					bucket: 'milvus-bucket',
					rootPath: 'file',
					accessKeyId: 'minioadmin',
					secretAccessKey: secret,
				},
			},
		},
	});
	const local = await fileOf(
		t,
		(await readFile(source, 'utf8')).replace('storageType: remote', 'storageType: local'),
		'milvus.yaml',
	);
	const other = join(await directory(t), 'milvault.yaml');
	t.is((await milvault(['config', 'import', local, '--config', other])).exitCode, 0);
	const {clusters} = parse(await readFile(other, 'utf8')) as {
		clusters: {imported: {storage: object}};
	};
	t.deepEqual(clusters.imported.storage, {
		type: 'local',
		path: '/var/lib/milvus/data/'.replace(/\/$/, ''),
	});
});

test('a support bundle can be read, holds no secret, and never takes another file’s place', async t => {
	const file = await fileOf(t, good);
	const output = join(await directory(t), 'bundle.txt');
	const args = ['support-bundle', '--config', file, '--output', output];
	const run = await milvault(args, {
		env: {
			MILVAULT_STATE_DIR: await directory(t),
			AWS_SECRET_ACCESS_KEY: `${secret}-3`,
		},
	});
	t.is(run.exitCode, 0, run.stderr);
	const body = await readFile(output, 'utf8');
	t.regex(body, /^# About\n\nmilvault \d/);
	t.regex(body, /AWS_SECRET_ACCESS_KEY/);
	t.regex(body, /clusters\.prod\.milvus\.address = 127\.0\.0\.1:1/);
	t.regex(body, /# Milvus\n\nmilvus-unreachable/);
	t.notRegex(body, new RegExp(secret));
	t.is((await stat(output)).mode & 0o777, 0o600);
	const again = await milvault(args);
	t.is(again.exitCode, 1);
	t.regex(again.stderr, /bundle\.txt/);
	t.is(await readFile(output, 'utf8'), body);
});
