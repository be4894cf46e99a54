import {readFile} from 'node:fs/promises';
import test, {type ExecutionContext} from 'ava';
import type {S3Settings} from '../../source/settings/settings.js';
import {failure, load, type Given} from './with-config.js';

/** Files as people posted them, with no real values. */
const caseOf = async (name: string): Promise<string> =>
	readFile(new URL(`../fixtures/cases/${name}.yaml`, import.meta.url), 'utf8');

async function storageOf(
	t: ExecutionContext,
	name: string,
	given: Given = {},
): Promise<S3Settings> {
	const {clusters} = await load(t, {yaml: await caseOf(name), ...given});
	return clusters['default']!.storage as S3Settings;
}

for (const [name, key, line] of [
	['O01-azure-iam-v1', 'minio.cloudProvider', 5],
	['O01-azure-v2', 'milvus.storage.provider', 4],
] as const) {
	test(`${name}: Azure is named as a storage that milvus-backup has and milvault lacks`, async t => {
		t.deepEqual(await failure(t, {yaml: await caseOf(name)}), {
			code: 'config-lacking',
			details: {
				key,
				origin: `file c.yaml:${line}`,
				value: 'azure',
				lack: 'azure',
			},
		});
	});
}

test('O02: clouds that speak S3 are S3, with the bucket in the host’s name', async t => {
	const yaml = await caseOf('O02-tencent');
	t.like(await storageOf(t, 'O02-tencent'), {
		endpoint: 'https://cos.ap-xy.myqcloud.com',
		region: 'ap-xy',
		usePathStyle: false,
		auth: 'static',
	});
	const of = async (type: string, address: string): Promise<S3Settings> =>
		storageOf(t, 'O02-tencent', {
			yaml: yaml.replace('"tencent"', type).replace('cos.ap-xy.myqcloud.com', address),
		});
	for (const type of ['tc', 'COS', 'tencent']) {
		t.like(await of(type, 'cos.ap-xy.myqcloud.com'), {usePathStyle: false});
	}

	for (const type of ['ali', 'aliyun', 'alibaba', 'alicloud', 'oss']) {
		t.like(await of(type, 'oss-cn-beijing-internal.aliyuncs.com'), {
			endpoint: 'https://oss-cn-beijing-internal.aliyuncs.com',
			region: 'cn-beijing',
			usePathStyle: false,
		});
	}

	for (const type of ['hwc', 'obs']) {
		t.like(await of(type, 'obs.cn-north-4.myhuaweicloud.com'), {
			region: 'cn-north-4',
			usePathStyle: false,
		});
	}

	t.like(await of('gcp', '""'), {
		endpoint: 'https://storage.googleapis.com',
		region: 'auto',
		usePathStyle: false,
	});
	for (const type of ['S3', 'MinIO']) {
		t.like(await of(type, 'minio'), {usePathStyle: true});
	}

	for (const [type, lack] of [
		['gcpnative', 'gcp-native'],
		['opendal', 'opendal'],
		['azblob', 'azure'],
	] as const) {
		t.like(await failure(t, {yaml: yaml.replace('"tencent"', type)}), {
			code: 'config-lacking',
			details: {value: type, lack},
		});
	}
});

test('O02: where a cloud’s region is all that is said, its endpoint is known', async t => {
	for (const [type, endpoint] of [
		['aliyun', 'https://oss-cn-x.aliyuncs.com'],
		['tencent', 'https://cos.cn-x.myqcloud.com'],
		['hwc', 'https://obs.cn-x.myhuaweicloud.com'],
	] as const) {
		const {clusters} = await load(t, {
			yaml: `minio: {storageType: ${type}, region: cn-x, bucketName: b, accessKeyID: a, secretAccessKey: s}`,
		});
		t.like(clusters['default']?.storage, {endpoint, region: 'cn-x'});
	}
});

test('O03: a stray quote is named with its line; null is no key, and 0.0.0.0 is not connected to', async t => {
	t.deepEqual(await failure(t, {yaml: await caseOf('O03-s3-iam-broken-quote')}), {
		code: 'config-yaml',
		details: {
			file: 'c.yaml:19',
			mistake: 'after-quote',
			character: '"',
			corrected: "iamEndpoint: ''",
		},
	});
	const {clusters, warnings} = await load(t, {
		yaml: await caseOf('O03-s3-iam-null-secret'),
	});
	t.is(clusters['default']?.milvus.address, 'localhost:19530');
	t.like(clusters['default']?.storage, {auth: 'default', bucket: 'redacted'});
	t.deepEqual(warnings, [
		{
			code: 'listening-address',
			details: {
				key: 'milvus.address',
				origin: 'file c.yaml:7',
				value: '0.0.0.0',
			},
		},
	]);
});

test('O04: Helm values with a store outside; a role of another cloud than Amazon needs keys beside it', async t => {
	const storage = await storageOf(t, 'O04-helm-values-aliyun');
	t.like(storage, {
		endpoint: 'http://oss-cn-beijing-internal.aliyuncs.com',
		region: 'cn-beijing',
		bucket: 'milvus',
		rootPath: 'milvus',
		usePathStyle: false,
		auth: 'static',
	});
	t.is(storage.secretAccessKey?.value, 'SKxxxx');
	const yaml = await caseOf('O04-helm-values-aliyun');
	t.deepEqual(await failure(t, {yaml: yaml.replace(/.*(access|secret)Key.*\n/g, '')}), {
		code: 'config-lacking',
		details: {
			key: 'externalS3.useIAM',
			origin: 'file c.yaml:12',
			value: 'aliyun',
			lack: 'cloud-role',
		},
	});
});

test('O05: a ConfigMap among other documents; the others are named, lines are those of the file', async t => {
	const {clusters, repositories, origins, warnings} = await load(t, {
		yaml: await caseOf('O05-configmap-and-job'),
	});
	t.is(clusters['default']?.milvus.address, 'milvus-5-proxy.mw.svc.cluster.local:19530');
	t.like(repositories['default']?.storage, {rootPath: 'backup'});
	t.is(origins['clusters.default.milvus.address'], 'file c.yaml:11 (milvus.address)');
	t.deepEqual(warnings, [
		{
			code: 'document-chosen',
			details: {
				file: 'c.yaml',
				taken: 'ConfigMap milvus-backup-config (backup.yaml)',
				others: ['Job x'],
			},
		},
	]);
});

test('O05: MILVUS_URI is an address, with the login that is in it where nothing else says one', async t => {
	const milvusOf = async (environment: Record<string, string>) =>
		(await load(t, {environment})).clusters['default']!.milvus;
	t.like(await milvusOf({MILVUS_URI: 'http://a:19531'}), {address: 'a:19531'});
	t.like(await milvusOf({MILVUS_URI: 'https://a/db'}), {
		address: 'a:443',
		tls: {mode: 'one-way'},
	});
	const withLogin = await milvusOf({MILVUS_URI: 'http://ann:p%40ss@a:1/db'});
	t.like(withLogin, {address: 'a:1', username: 'ann'});
	t.is(withLogin.password?.value, 'p@ss');
	const withToken = await milvusOf({
		MILVUS_URI: 'http://ann:pass@a:1',
		MILVUS_TOKEN: 'root:Milvus',
	});
	t.is(withToken.token?.value, 'root:Milvus');
	t.is(withToken.username, undefined);
	t.like(await milvusOf({MILVUS_URI: 'http://a:1', MILVUS_ADDRESS: 'b'}), {
		address: 'b:19530',
	});
	t.like(await failure(t, {environment: {MILVUS_URI: './milvus.db'}}), {
		code: 'config-bad-value',
		details: {key: 'MILVUS_URI'},
	});
});

test('O06: placeholders are filled in from the environment, or refused with their line', async t => {
	const yaml = await caseOf('O06-env-placeholders');
	const environment = {USE_SSL: 'true', PW: 'of$the${environment'};
	t.like(await failure(t, {yaml}), {
		code: 'config-placeholder',
		details: {
			key: 'milvus.password',
			origin: 'file c.yaml:5',
			placeholder: '${MILVUS_PASSWORD}',
			variable: 'MILVUS_PASSWORD',
		},
	});
	const {clusters} = await load(t, {
		yaml,
		variables: {...environment, MILVUS_PASSWORD: 'pa$$word'},
	});
	t.is(clusters['default']?.milvus.password?.value, 'pa$$word');
	const storage = clusters['default']?.storage as S3Settings;
	t.is(storage.accessKeyId?.value, 'minioadmin');
	t.is(storage.endpoint, 'https://localhost:9000');
	for (const [written, meant] of [
		['${X:-d}', 'd'],
		['${X-d}', 'd'],
		['${E-d}', ''],
		['${E:-d}', 'd'],
		['${X:-${Y:-inner}}', 'inner'],
		['a-${V}-b', 'a-v-b'],
		['${V:+set}', 'set'],
		['"$(V)"', 'v'],
		["'pa$V'", 'pa$V'],
	] as const) {
		const loaded = await load(t, {
			yaml: `milvus: {address: a}\nminio:\n  bucketName: b\n  region: ${written}\n`,
			variables: {V: 'v', E: ''},
		});
		t.is((loaded.clusters['default']!.storage as S3Settings).region, meant || 'us-east-1', written);
	}

	for (const written of [
		'${V',
		'"{{ .Values.password }}"',
		'{{ .Values.password }}',
		'${X:?give it}',
		'"$(X)"',
		'"a ${1} b"',
		'"{% x %}"',
		'<your-password>',
	]) {
		const error = await failure(t, {
			yaml: `milvus:\n  password: ${written}\n`,
			variables: {V: 'v'},
		});
		t.is(error.code, 'config-placeholder', written);
		t.like(error.details, {key: 'milvus.password', origin: 'file c.yaml:2'});
	}
});

test('O06: what runs in a shell keeps its dollars, and what a program or a person typed is what it is', async t => {
	const {pendingSecrets} = await load(t, {
		yaml: 'clusters: {a: {milvus: {passwordCommand: "echo ${X} {{ y }}"}}}',
	});
	t.like(pendingSecrets?.['clusters.a.milvus.password'], {
		command: 'echo ${X} {{ y }}',
	});
	const {clusters} = await load(t, {
		extra: [{origin: 'typed', clusters: {a: {milvus: {password: 'a${X}“b”{{'}}}}],
	});
	t.is(clusters['a']?.milvus.password?.value, 'a${X}“b”{{');
});

test('O07: Docker Compose', async t => {
	const {clusters, warnings} = await load(t, {
		yaml: await caseOf('O07-docker-compose'),
	});
	const {milvus, storage} = clusters['default']!;
	t.like(milvus, {
		address: 'localhost:19530',
		managementUrl: 'http://localhost:9091',
	});
	t.like(storage, {
		endpoint: 'http://localhost:9000',
		bucket: 'a-bucket',
		rootPath: 'files',
	});
	t.is(warnings, undefined);
	const hidden = await load(t, {
		yaml: (await caseOf('O07-docker-compose')).replace('      - "9000:9000"\n', ''),
	});
	t.deepEqual(hidden.warnings, [
		{
			code: 'port-not-published',
			details: {service: 'minio', port: 9000, origin: 'file c.yaml:12'},
		},
	]);
});

for (const [name, line, mistake] of [
	['O08-fullwidth-colon', 8, 'wide-colon'],
	['O08-no-space-after-colon', 8, 'no-blank-after-colon'],
	['O08-odd-indent', 3, 'indentation'],
	['O08-password-at', 5, 'reserved-character'],
	['O08-password-colon', 5, 'colon-in-value'],
	['O08-section-twice', 16, 'key-twice'],
	['O08-tab', 8, 'tab'],
] as const) {
	test(`${name}: told with its line`, async t => {
		const error = await failure(t, {yaml: await caseOf(name)});
		t.like(error, {
			code: 'config-yaml',
			details: {file: `c.yaml:${line}`, mistake},
		});
	});
}

for (const name of ['O08-bom', 'O08-crlf', 'O08-quoted-numbers']) {
	test(`${name}: understood`, async t => {
		t.like(await storageOf(t, name), {endpoint: 'http://localhost:9000'});
	});
}

for (const name of ['O09-empty', 'O09-only-comments']) {
	test(`${name}: says nothing about Milvus or storage`, async t => {
		t.is((await failure(t, {yaml: await caseOf(name)})).code, 'config-empty');
	});
}

test('a file of milvus-backup with only what means nothing here says nothing either', async t => {
	t.is((await failure(t, {yaml: 'log: {level: info}\n'})).code, 'config-empty');
});

test('a hint stays in its section, and a token of Milvus is one', async t => {
	const {clusters} = await load(t, {yaml: 'milvus: {token: x}\n'});
	t.is(clusters['default']?.milvus.token?.value, 'x');
	for (const [yaml, suggestion] of [
		['milvus: {secretAccessKey: x}', undefined],
		['minio: {password: x}', undefined],
		['minio: {tlsMode: x}', undefined],
	] as const) {
		const {code, details} = await failure(t, {yaml});
		t.is(code, 'config-unknown-key');
		t.is((details as {suggestion?: string}).suggestion, suggestion, yaml);
	}
});

test('what looks meant otherwise in a secret is pointed at: blanks at its ends, a # that cut it', async t => {
	const {warnings} = await load(t, {
		yaml: 'milvus:\n  user: "root "\n  password: p4ss #word\nminio:\n  secretAccessKey: key # of minio\n  bucketName: b #not a secret\n',
	});
	t.deepEqual(warnings, [
		{
			code: 'blank-at-end',
			details: {key: 'milvus.user', origin: 'file c.yaml:2'},
		},
		{
			code: 'cut-by-hash',
			details: {key: 'milvus.password', origin: 'file c.yaml:3'},
		},
	]);
	const empty = await load(t, {
		yaml: 'milvus:\n  address: a\n  password: #word\n',
	});
	t.deepEqual(empty.warnings, [
		{
			code: 'cut-by-hash',
			details: {key: 'milvus.password', origin: 'file c.yaml:3'},
		},
	]);
});
