import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import type {S3Settings} from '../../source/settings/settings.js';
import {failure, load, temporaryDirectory} from './with-config.js';

const fixture = async (name: string): Promise<string> =>
	readFile(new URL(`../fixtures/config/${name}`, import.meta.url), 'utf8');

/** What a user would have to type again. */
const keysOf = ({accessKeyId, secretAccessKey}: S3Settings) => [
	accessKeyId?.value,
	secretAccessKey?.value,
];

test('values of Milvus’s Helm chart: its defaults, Milvus’s own configuration among them, and what is only named', async t => {
	const {clusters, warnings} = await load(t, {
		yaml: await fixture('helm-values.yaml'),
	});
	const {milvus, storage} = clusters['default']!;
	t.is(milvus.address, 'localhost:19531');
	t.like(storage, {
		endpoint: 'http://localhost:9010',
		bucket: 'prod-bucket',
		rootPath: 'prod',
		usePathStyle: true,
	});
	t.deepEqual(keysOf(storage as S3Settings), [undefined, undefined]);
	t.deepEqual(warnings, [
		{
			code: 'forward-needed',
			details: {service: '<release>-milvus', port: 19_531},
		},
		{
			code: 'forward-needed',
			details: {service: '<release>-minio', port: 9010},
		},
		{
			code: 'keys-in-secret',
			details: {secret: 'prod-minio-keys', names: ['accesskey', 'secretkey']},
		},
		{
			code: 'login-needed',
			details: {
				key: 'extraConfigFiles.user.yaml: common.security.authorizationEnabled',
				origin: 'file c.yaml:29',
			},
		},
	]);
});

for (const [kind, yaml] of Object.entries({
	'Helm’s own MinIO': 'minio: {enabled: true}\n',
	'Helm’s own MinIO behind another port':
		'minio: {enabled: true, service: {port: 9010}, tls: {enabled: true}}\n',
	'Helm’s store outside':
		'externalS3: {enabled: true, host: store, accessKey: a, secretKey: b, useVirtualHost: true}\n',
	'Helm with Milvus’s own configuration':
		'minio: {enabled: true}\nextraConfigFiles:\n  user.yaml: |\n    minio: {address: store, ssl: {tlsCACert: /ca.crt}}\n',
	operator:
		'apiVersion: milvus.io/v1beta1\nkind: Milvus\nmetadata: {name: prod}\nspec: {mode: standalone}\n',
	compose:
		'services: {minio: {image: minio/minio, environment: {MINIO_ACCESS_KEY: a, MINIO_SECRET_KEY: b}, ports: ["9010:9000"]}, milvus: {image: milvusdb/milvus, environment: {MINIO_ADDRESS: minio}, ports: ["19530:19530"]}}\n',
	'milvus.yaml':
		'etcd: {endpoints: [localhost:2379]}\nminio: {address: localhost, accessKeyID: a, secretAccessKey: b, bucketName: data}\nproxy: {port: 19530}\n',
	'milvus.yaml with a CA':
		'etcd: {endpoints: [localhost:2379]}\nminio: {address: s3.example.com, useSSL: true, ssl: {tlsCACert: /ca.crt}, accessKeyID: a, secretAccessKey: b, bucketName: data, useVirtualHost: true}\nproxy: {port: 19530}\n',
	ConfigMap:
		'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata:\n  milvus.yaml: |\n    etcd: {endpoints: [localhost:2379]}\n    minio: {address: store, accessKeyID: a, secretAccessKey: b, bucketName: data}\n    proxy: {port: 19530}\n',
	'milvus-backup':
		'milvus: {address: localhost, port: 19530}\nminio: {address: store, accessKeyID: a, secretAccessKey: b, bucketName: data, rootPath: files}\n',
	milvault:
		'clusters: {default: {storage: {endpoint: store, accessKeyId: a, secretAccessKey: b, caFile: /ca.crt, pathStyle: false}}}\n',
})) {
	test(`backups without a place of their own are where the cluster’s storage is: ${kind}`, async t => {
		const {clusters, repositories, pendingSecrets} = await load(t, {yaml});
		const cluster = clusters['default']?.storage as S3Settings;
		const repository = repositories['default']?.storage as S3Settings;
		const whereAndHow = (storage: S3Settings) => ({
			...storage,
			rootPath: '',
		});
		t.deepEqual(whereAndHow(repository), whereAndHow(cluster));
		t.is(typeof cluster.endpoint, 'string');
		t.deepEqual(pendingSecrets, {});
	});
}

test('a place without a scheme has the port of MinIO for the repositories that share it too', async t => {
	const {repositories} = await load(t, {
		yaml: 'clusters: {prod: {storage: {endpoint: store}}}\nrepositories: {here: {cluster: prod, bucket: backups}, there: {}}\n',
	});
	t.deepEqual(
		Object.values(repositories).map(({storage}) => (storage as S3Settings).endpoint),
		['http://store:9000', 'http://store:9000'],
	);
});

test('values of a chart that has Milvus’s chart in it, with what the chart takes when nothing is said', async t => {
	const {clusters} = await load(t, {
		yaml: 'app: {replicas: 2}\nmilvus:\n  cluster: {enabled: true}\n  minio: {enabled: true}\n',
	});
	t.like(clusters['default']?.storage, {
		bucket: 'milvus-bucket',
		rootPath: 'file',
	});
	t.deepEqual(keysOf(clusters['default']?.storage as S3Settings), ['minioadmin', 'minioadmin']);
});

test('a Secret that holds the keys of a store outside is named as the one of the chart’s own MinIO is', async t => {
	const outside = 'enabled: true, host: s3.amazonaws.com, bucketName: b';
	const told = async (more: string) => {
		const {warnings = []} = await load(t, {
			yaml: `externalS3: {${outside}, existingSecret: s3-keys, ${more}}\n`,
		});
		return warnings.filter(({code}) => code === 'keys-in-secret');
	};
	const named = (...names: string[]) => [
		{code: 'keys-in-secret', details: {secret: 's3-keys', names}},
	];
	t.deepEqual(await told('cloudProvider: aws'), named('accesskey', 'secretkey'));
	t.deepEqual(
		await told('existingSecretAccessKeyIDKey: id, existingSecretKeySecretKey: key'),
		named('id', 'key'),
	);
	t.deepEqual(await told('accessKey: a, secretKey: b'), []);
	t.deepEqual(await told('useIAM: true'), []);
});

test('values of Bitnami’s chart, which has other names', async t => {
	const {clusters} = await load(t, {
		yaml: 'minio: {enabled: false}\nexternalS3: {host: store, port: 9000, accessKeyID: admin, accessKeySecret: secret, bucket: milvus, rootPath: file}\n',
	});
	t.like(clusters['default']?.storage, {
		endpoint: 'http://store:9000',
		bucket: 'milvus',
		rootPath: 'file',
	});
	t.deepEqual(keysOf(clusters['default']?.storage as S3Settings), ['admin', 'secret']);
});

test('the operator’s resource takes its keys from a Secret of the same file', async t => {
	const {clusters, warnings} = await load(t, {
		yaml: await fixture('operator.yaml'),
	});
	const {storage} = clusters['default']!;
	t.like(storage, {
		endpoint: 'https://s3.us-west-2.amazonaws.com',
		region: 'us-west-2',
		bucket: 'prod-bucket',
		rootPath: 'milvus/my-release',
		usePathStyle: false,
	});
	t.deepEqual(keysOf(storage as S3Settings), ['AKID', 'from-the-secret']);
	t.deepEqual(
		warnings?.map(({code}) => code),
		['document-chosen', 'forward-needed'],
	);
});

test('the operator’s resource without its Secret says which one holds the keys; its own MinIO is behind a forwarded port', async t => {
	const yaml = await fixture('operator.yaml');
	const [resource = ''] = yaml.split('---\n');
	const outside = await load(t, {yaml: resource});
	t.deepEqual(outside.warnings?.at(-1), {
		code: 'keys-in-secret',
		details: {
			secret: 'my-release-s3',
			namespace: 'milvus',
			names: ['accesskey', 'secretkey'],
		},
	});
	const inside = await load(t, {
		yaml: 'apiVersion: milvus.io/v1beta1\nkind: Milvus\nmetadata: {name: prod}\nspec: {mode: standalone}\n',
	});
	t.like(inside.clusters['default']?.storage, {
		endpoint: 'http://localhost:9000',
		bucket: 'prod',
		rootPath: 'files',
	});
	t.true(
		inside.warnings?.some(
			({code, details}) => code === 'forward-needed' && details.service === 'prod-minio',
		),
	);
	t.like(
		await failure(t, {
			yaml: resource.replace('type: S3', 'type: Azure'),
		}),
		{
			code: 'config-lacking',
			details: {
				key: 'spec.dependencies.storage.type',
				origin: 'file c.yaml:19',
				value: 'Azure',
				lack: 'azure',
			},
		},
	);
});

test('a List of ConfigMaps: Milvus’s own, and what the chart’s users set over it', async t => {
	const {clusters, origins, warnings} = await load(t, {
		yaml: await fixture('list.yaml'),
	});
	const {storage} = clusters['default']!;
	t.like(storage, {
		endpoint: 'http://prod-minio:9000',
		bucket: 'of-the-user',
		rootPath: 'file',
	});
	t.deepEqual(keysOf(storage as S3Settings), ['minioadmin', 'of-the-list']);
	t.is(origins['clusters.default.storage.bucket'], 'file c.yaml:28 (minio.bucketName)');
	t.deepEqual(warnings, [
		{
			code: 'document-chosen',
			details: {
				file: 'c.yaml',
				taken: 'ConfigMap prod-milvus (default.yaml)',
				others: ['ConfigMap web'],
			},
		},
	]);
});

test('a ConfigMap as JSON, as `kubectl get -o json` prints it, and a Secret that holds the file', async t => {
	const inner = 'milvus:\n  address: from-json\nminio:\n  bucketName: b\n';
	const json = JSON.stringify({
		apiVersion: 'v1',
		kind: 'ConfigMap',
		metadata: {name: 'x'},
		data: {'backup.yaml': inner},
	});
	t.is((await load(t, {yaml: json})).clusters['default']?.milvus.address, 'from-json:19530');
	const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: x}\ndata:\n  backup.yaml: ${Buffer.from(inner).toString('base64')}\n`;
	t.is((await load(t, {yaml: secret})).clusters['default']?.milvus.address, 'from-json:19530');
});

test('a mistake inside of a ConfigMap has its line in the file', async t => {
	const head =
		'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  backup.yaml: |\n    milvus:\n      address: a\n';
	t.deepEqual(await failure(t, {yaml: `${head}      adress: b\n`}), {
		code: 'config-unknown-key',
		details: {
			key: 'milvus.adress',
			origin: 'file c.yaml:9',
			suggestion: 'milvus.address',
		},
	});
	t.like(await failure(t, {yaml: `${head}      port:19530\n`}), {
		code: 'config-yaml',
		details: {file: 'c.yaml:9', mistake: 'no-blank-after-colon'},
	});
});

test('what holds no configuration of Milvus says what it holds', async t => {
	t.deepEqual(
		await failure(t, {
			yaml: 'apiVersion: batch/v1\nkind: Job\nmetadata: {name: backup}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {nginx.conf: x}\n',
		}),
		{
			code: 'config-unrecognised',
			details: {file: 'c.yaml', found: ['Job backup', 'ConfigMap web']},
		},
	);
	t.deepEqual(await failure(t, {yaml: 'services:\n  web: {image: nginx}\n'}), {
		code: 'config-unrecognised',
		details: {file: 'c.yaml', found: ['service web']},
	});
});

test('Milvus’s own file with the bucket in the host’s name, and with an authority of its own', async t => {
	const {clusters, warnings} = await load(t, {
		yaml: await fixture('milvus-virtual-host.yaml'),
	});
	t.like(clusters['default']?.storage, {
		endpoint: 'https://oss.internal.example.com',
		usePathStyle: false,
		caFile: '/etc/milvus/ca.crt',
		region: 'cn-north-1',
	});
	t.deepEqual(warnings, [
		{
			code: 'path-of-milvus',
			details: {
				key: 'minio.ssl.tlsCACert',
				origin: 'file c.yaml:11',
				path: '/etc/milvus/ca.crt',
			},
		},
	]);
	const yaml = await fixture('milvus-virtual-host.yaml');
	const plain = await load(t, {
		yaml: yaml.replace('useSSL: true', 'useSSL: false'),
	});
	const {caFile} = plain.clusters['default']!.storage as S3Settings;
	t.is(caFile, undefined, 'the template names a file that counts with TLS only');
});

test('Docker Compose: published ports in both forms, placeholders from .env below the environment, keys, bucket, login', async t => {
	const cwd = await temporaryDirectory(t);
	await writeFile(join(cwd, '.env'), 'MINIO_PASSWORD="of the file"\nMILVUS_PORT=1\n');
	const {clusters, warnings} = await load(t, {
		cwd,
		yaml: await fixture('docker-compose.yaml'),
		environment: {MILVUS_PORT: '19540'},
	});
	const {milvus, storage} = clusters['default']!;
	t.is(milvus.address, '127.0.0.1:19540');
	t.like(storage, {
		endpoint: 'http://127.0.0.1:9010',
		bucket: 'prod-bucket',
		rootPath: 'files',
	});
	t.deepEqual(keysOf(storage as S3Settings), ['minioadmin', 'of the file']);
	t.deepEqual(
		warnings?.map(({code}) => code),
		['login-needed', 'configuration-mounted'],
	);
	t.deepEqual(
		await failure(t, {
			yaml: await fixture('docker-compose.yaml'),
			environment: {},
		}),
		{
			code: 'config-placeholder',
			details: {
				key: 'MINIO_ROOT_PASSWORD',
				origin: 'file c.yaml:6',
				placeholder: '${MINIO_PASSWORD}',
				variable: 'MINIO_PASSWORD',
			},
		},
	);
});

test('Docker Compose: a port that is not published is named, and a dollar that stands twice is one', async t => {
	const {clusters, warnings} = await load(t, {
		yaml: `
services:
  store:
    image: minio/minio
    environment:
      - MINIO_ACCESS_KEY=a$$b
      - MINIO_SECRET_KEY
    expose: ["9000"]
  standalone:
    image: milvusdb/milvus:v2.4.0
    environment: {MINIO_ADDRESS: "store:9000"}
    ports: ["19530-19531:19530-19531"]
`,
		environment: {MINIO_SECRET_KEY: 'passed$on'},
	});
	t.is(clusters['default']?.milvus.address, 'localhost:19530');
	t.deepEqual(keysOf(clusters['default']?.storage as S3Settings), ['a$b', 'passed$on']);
	t.deepEqual(warnings, [
		{
			code: 'port-not-published',
			details: {service: 'store', port: 9000, origin: 'file c.yaml:4'},
		},
	]);
});

test('Docker Compose: a dollar that Docker Compose would refuse is refused', async t => {
	for (const written of ['a$(X)', 'a$', '"$1"', '${X']) {
		t.like(
			await failure(t, {
				yaml: `services:\n  minio:\n    image: minio/minio\n    environment:\n      MINIO_ROOT_PASSWORD: ${written}\n  milvus: {image: milvusdb/milvus}\n`,
			}),
			{
				code: 'config-placeholder',
				details: {key: 'MINIO_ROOT_PASSWORD', origin: 'file c.yaml:5'},
			},
		);
	}
});

test('Docker Compose: a Milvus on a directory has it where the volume lies; a store outside keeps its address', async t => {
	const cwd = await temporaryDirectory(t);
	const {clusters} = await load(t, {
		cwd,
		yaml: `
services:
  standalone:
    image: milvusdb/milvus:v2.3.5
    network_mode: host
    environment: {COMMON_STORAGETYPE: local}
    volumes: ["./volumes/milvus:/var/lib/milvus"]
`,
	});
	t.deepEqual(clusters['default']?.storage, {
		type: 'local',
		path: join(cwd, 'volumes/milvus/data'),
		milvusPath: '/var/lib/milvus/data',
	});
	const outside = await load(t, {
		yaml: `
services:
  proxy:
    image: milvusdb/milvus:v2.3.5
    environment:
      MINIO_ADDRESS: s3.eu-central-1.amazonaws.com:443
      MINIO_USE_SSL: "true"
      MINIO_ACCESS_KEY_ID: id
      MINIO_SECRET_ACCESS_KEY: key
    ports: ["19530:19530"]
`,
	});
	t.like(outside.clusters['default']?.storage, {
		endpoint: 'https://s3.eu-central-1.amazonaws.com',
		region: 'eu-central-1',
	});
	t.deepEqual(keysOf(outside.clusters['default']?.storage as S3Settings), ['id', 'key']);
});
