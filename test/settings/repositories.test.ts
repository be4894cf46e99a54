import test from 'ava';
import type {S3Settings} from '../../source/settings/settings.js';
import {failure, load} from './with-config.js';

const cluster = `
clusters:
  prod:
    storage:
      endpoint: https://minio.example.com:9443
      bucket: milvus
      rootPath: /data/
      accessKeyId: reader
      secretAccessKey: reader-secret
      sessionToken: reader-token
      caFile: ca.pem
`;

async function storageOf(
	t: Parameters<typeof load>[0],
	yaml: string,
	options: Parameters<typeof load>[1] = {},
): Promise<S3Settings> {
	const {repositories} = await load(t, {yaml, ...options});
	return repositories['r']?.storage as S3Settings;
}

test("a repository shares its cluster's server, keys and bucket, with a prefix of its own", async t => {
	for (const repository of ['{}', '{cluster: prod}', '{rootPath: backup}']) {
		const storage = await storageOf(t, `${cluster}repositories: {r: ${repository}}`);
		t.like(storage, {
			endpoint: 'https://minio.example.com:9443',
			bucket: 'milvus',
			rootPath: 'backup',
		});
		t.is(storage.secretAccessKey?.value, 'reader-secret');
		t.is(storage.sessionToken?.value, 'reader-token');
		t.regex(storage.caFile ?? '', /^\/.*\/ca\.pem$/);
	}
});

test('a repository in another bucket of the same server may have keys of its own', async t => {
	const storage = await storageOf(
		t,
		`${cluster}repositories: {r: {cluster: prod, bucket: backups, rootPath: a//b/, accessKeyId: writer, secretAccessKey: writer-secret}}`,
	);
	t.like(storage, {
		endpoint: 'https://minio.example.com:9443',
		bucket: 'backups',
		rootPath: 'a/b',
	});
	t.is(storage.accessKeyId?.value, 'writer');
	t.is(storage.secretAccessKey?.value, 'writer-secret');
	t.is(storage.sessionToken, undefined);
});

test('a repository with an endpoint of its own gets nothing of the cluster, its keys least of all', async t => {
	const storage = await storageOf(
		t,
		`${cluster}repositories: {r: {endpoint: 'http://other:9000', bucket: backups}}`,
	);
	t.deepEqual(storage, {
		type: 's3',
		endpoint: 'http://other:9000',
		region: 'us-east-1',
		bucket: 'backups',
		rootPath: 'backup',
		usePathStyle: true,
		auth: 'static',
		multipartCopyThresholdBytes: 5 * 2 ** 30,
	});
});

test('a repository cannot share a cluster and have another endpoint', async t => {
	t.deepEqual(
		await failure(t, {
			yaml: `${cluster}repositories:\n  r: {cluster: prod, endpoint: 'http://other'}`,
		}),
		{
			code: 'config-bad-value',
			details: {
				key: 'repositories.r.endpoint',
				origin: 'file c.yaml:13',
				value: 'http://other',
				allowed: 'cluster | endpoint',
			},
		},
	);
});

test('a repository that shares an unknown cluster is an error', async t => {
	t.deepEqual(await failure(t, {yaml: `${cluster}repositories: {r: {cluster: prd}}`}), {
		code: 'unknown-cluster',
		details: {name: 'prd', known: ['prod'], origin: 'file c.yaml:12'},
	});
});

test('a repository with an endpoint needs a bucket', async t => {
	t.deepEqual(await failure(t, {yaml: 'repositories: {r: {endpoint: "http://other"}}'}), {
		code: 'config-missing-value',
		details: {
			key: 'repositories.r.bucket',
			ways: 'repositories.r.bucket, MILVAULT_REPOSITORY_BUCKET',
		},
	});
});

test('a directory is a repository', async t => {
	const {repositories} = await load(t, {
		yaml: 'repositories:\n  a: {path: ~/backups}\n  b: {type: local, path: /mnt/备份, milvusPath: /backups}\ndefaultRepository: a',
	});
	t.deepEqual(repositories['a']?.storage, {
		type: 'local',
		path: '/home/ann/backups',
	});
	t.deepEqual(repositories['b']?.storage, {
		type: 'local',
		path: '/mnt/备份',
		milvusPath: '/backups',
	});
});

test('a repository that shares a local cluster is a directory inside of its own', async t => {
	const yaml = 'clusters: {a: {storage: {path: /data, milvusPath: /var/lib/milvus}}}\n';
	const implicit = await load(t, {yaml});
	t.deepEqual(implicit.repositories['default']?.storage, {
		type: 'local',
		path: '/data/backup',
		milvusPath: '/var/lib/milvus/backup',
	});
	const named = await load(t, {
		yaml: `${yaml}repositories: {r: {rootPath: b/c}}`,
	});
	t.like(named.repositories['r']?.storage, {path: '/data/b/c'});
});

test('without a repository in the file backups go beside the cluster in use', async t => {
	const yaml =
		'clusters: {a: {storage: {bucket: bucket-a}}, b: {storage: {bucket: bucket-b}}}\ndefaultCluster: a';
	const bucket = async (given: object) => {
		const {repositories} = await load(t, {yaml, ...given});
		return (repositories['default']!.storage as S3Settings).bucket;
	};

	t.is(await bucket({}), 'bucket-a');
	t.is(await bucket({flags: {cluster: 'b'}}), 'bucket-b');
});

test('a repository of the file stays where it is, whichever cluster is in use', async t => {
	const storage = await storageOf(
		t,
		'clusters: {a: {storage: {bucket: bucket-a}}, b: {storage: {bucket: bucket-b}}}\ndefaultCluster: a\nrepositories: {r: {}}',
		{flags: {cluster: 'b'}},
	);
	t.is(storage.bucket, 'bucket-a');
});
