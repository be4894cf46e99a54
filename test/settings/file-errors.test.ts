import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {failure, load, temporaryDirectory} from './with-config.js';

for (const [yaml, key, origin, suggestion] of [
	['cluster: {a: {}}', 'cluster', 1, 'clusters'],
	['clusters:\n  a:\n    milvos: {address: x}', 'clusters.a.milvos', 3, 'clusters.a.milvus'],
	['clusters: {a: {milvus: {user: x}}}', 'clusters.a.milvus.user', 1, 'clusters.a.milvus.username'],
	[
		'clusters: {a: {milvus: {use_tls: x}}}',
		'clusters.a.milvus.use_tls',
		1,
		'clusters.a.milvus.tls.mode',
	],
	[
		'clusters: {a: {milvus: {adress: x}}}',
		'clusters.a.milvus.adress',
		1,
		'clusters.a.milvus.address',
	],
	[
		'clusters: {a: {milvus: {port: 19530}}}',
		'clusters.a.milvus.port',
		1,
		'clusters.a.milvus.address',
	],
	['clusters: {a: {milvus: {uri: x}}}', 'clusters.a.milvus.uri', 1, 'clusters.a.milvus.address'],
	[
		'clusters: {a: {storage: {bucketName: x}}}',
		'clusters.a.storage.bucketName',
		1,
		'clusters.a.storage.bucket',
	],
	[
		'clusters: {a: {storage: {rootpath: x}}}',
		'clusters.a.storage.rootpath',
		1,
		'clusters.a.storage.rootPath',
	],
	[
		'clusters: {a: {storage: {accessKeyID: x}}}',
		'clusters.a.storage.accessKeyID',
		1,
		'clusters.a.storage.accessKeyId',
	],
	['clusters: {a: {address: x}}', 'clusters.a.address', 1, 'clusters.<name>.milvus.address'],
	['limits: {copyConcurency: 1}', 'limits.copyConcurency', 1, 'limits.copyConcurrency'],
	['language: en\nbucket: x', 'bucket', 2, 'clusters.<name>.storage.bucket'],
	['language: en\nxyzzy: x', 'xyzzy', 2, undefined],
	['clusters: {}\nmilvus: {address: x}', 'milvus', 2, 'clusters'],
] as const) {
	test(`unknown key ${key} is an error that suggests ${suggestion ?? 'nothing'}`, async t => {
		t.deepEqual(await failure(t, {yaml}), {
			code: 'config-unknown-key',
			details: {
				key,
				origin: `file c.yaml:${origin}`,
				...(suggestion === undefined ? {} : {suggestion}),
			},
		});
	});
}

for (const [yaml, key, value, allowed] of [
	[
		'clusters: {a: {milvus: {address: "localhost:x"}}}',
		'clusters.a.milvus.address',
		'localhost:x',
		'host:19530',
	],
	[
		'clusters: {a: {milvus: {address: "localhost:70000"}}}',
		'clusters.a.milvus.address',
		'localhost:70000',
		'host:19530',
	],
	[
		'clusters: {a: {milvus: {address: "http://host:19530/db"}}}',
		'clusters.a.milvus.address',
		'http://host:19530/db',
		'host:19530',
	],
	[
		'clusters: {a: {milvus: {address: ./milvus.db}}}',
		'clusters.a.milvus.address',
		'./milvus.db',
		'host:19530',
	],
	[
		'clusters: {a: {milvus: {address: "http://ann:secret@host"}}}',
		'clusters.a.milvus.address',
		'http://******@host',
		'host:19530',
	],
	['clusters: {a: {milvus: {address: [a, b]}}}', 'clusters.a.milvus.address', '[…]', 'address: x'],
	[
		'clusters: {a: {milvus: {address: {host: a}}}}',
		'clusters.a.milvus.address',
		'{…}',
		'address: x',
	],
	[
		'clusters: {a: {milvus: localhost}}',
		'clusters.a.milvus',
		'******',
		'milvus: {address, username, password …}',
	],
	[
		'clusters: {a: {milvus: {restUrl: host:19530}}}',
		'clusters.a.milvus.restUrl',
		'host:19530',
		'http://host:port, https://host:port',
	],
	[
		'clusters: {a: {milvus: {managementUrl: 9091}}}',
		'clusters.a.milvus.managementUrl',
		'9091',
		'http://host:port, https://host:port',
	],
	[
		'clusters: {a: {milvus: {tls: {mode: 1}}}}',
		'clusters.a.milvus.tls.mode',
		'1',
		'off, one-way, mutual',
	],
	[
		'clusters: {a: {milvus: {address: "https://h", tls: {mode: off}}}}',
		'clusters.a.milvus.tls.mode',
		'off',
		'one-way, mutual | address: http://',
	],
	[
		'clusters: {a: {milvus: {password: a, passwordFile: b}}}',
		'clusters.a.milvus.password',
		'******',
		'1 x value | File | Command | Environment',
	],
	[
		'clusters: {a: {milvus: {password: a, token: b}}}',
		'clusters.a.milvus.token',
		'******',
		'token | username + password',
	],
	['clusters: {a: {storage: {type: tape}}}', 'clusters.a.storage.type', 'tape', 's3, minio, local'],
	[
		'clusters: {a: {storage: {endpoint: "ftp://host"}}}',
		'clusters.a.storage.endpoint',
		'ftp://host',
		'http://host:port, https://host:port',
	],
	[
		'clusters: {a: {storage: {endpoint: "http://host:9000/a-bucket"}}}',
		'clusters.a.storage.endpoint',
		'http://host:9000/a-bucket',
		'http://host:port, https://host:port',
	],
	[
		'clusters: {a: {storage: {endpoint: "https://b.s3.us-west-2.amazonaws.com", bucket: b}}}',
		'clusters.a.storage.endpoint',
		'https://b.s3.us-west-2.amazonaws.com',
		's3.us-west-2.amazonaws.com',
	],
	[
		'clusters: {a: {storage: {bucket: a-bucket/files}}}',
		'clusters.a.storage.bucket',
		'a-bucket/files',
		'bucket: a-bucket, rootPath: files',
	],
	[
		'clusters: {a: {storage: {bucket: "s3://a-bucket"}}}',
		'clusters.a.storage.bucket',
		's3://a-bucket',
		'a-bucket',
	],
	[
		'clusters: {a: {storage: {rootPath: ../x}}}',
		'clusters.a.storage.rootPath',
		'../x',
		'files, files/a',
	],
	[
		'clusters: {a: {storage: {rootPath: "s3://b/files"}}}',
		'clusters.a.storage.rootPath',
		's3://b/files',
		'files, files/a',
	],
	[
		'clusters: {a: {storage: {pathStyle: maybe}}}',
		'clusters.a.storage.pathStyle',
		'maybe',
		'true, false',
	],
	['clusters: {a: {storage: {auth: iam}}}', 'clusters.a.storage.auth', 'iam', 'static, default'],
	[
		'clusters: {a: {storage: {multipartCopyThreshold: 6GiB}}}',
		'clusters.a.storage.multipartCopyThreshold',
		'6GiB',
		'5MiB–5120MiB',
	],
	[
		'clusters: {a: {storage: {multipartCopyThreshold: 5 apples}}}',
		'clusters.a.storage.multipartCopyThreshold',
		'5 apples',
		'5MiB–5120MiB',
	],
	['clusters: {a/b: {}}', 'clusters.a/b', 'a/b', 'A-Z a-z 0-9 _ - 中文, 1–64'],
	['limits: {copyConcurrency: 0}', 'limits.copyConcurrency', '0', '1–1024'],
	['limits: {copyConcurrency: 1.5}', 'limits.copyConcurrency', '1.5', '1–1024'],
	['limits: {copyConcurrency: many}', 'limits.copyConcurrency', 'many', '1–1024'],
	['limits: {bytesPerSecond: 0.4}', 'limits.bytesPerSecond', '0.4', '0–1000000000000, 50M, 5MiB'],
	[
		'limits: {bytesPerSecond: 2000G}',
		'limits.bytesPerSecond',
		'2000G',
		'0–1000000000000, 50M, 5MiB',
	],
	[
		'limits: 5',
		'limits',
		'******',
		'limits: {copyConcurrency, backupCollections, restoreCollections …}',
	],
	['language: fr', 'language', 'fr', 'en, zh'],
] as const) {
	test(`refused with what is allowed: ${yaml}`, async t => {
		t.deepEqual(await failure(t, {yaml}), {
			code: 'config-bad-value',
			details: {key, origin: 'file c.yaml:1', value, allowed},
		});
	});
}

for (const [yaml, file, reason] of [
	['- a', 'c.yaml:1', /key: value/],
	['localhost:19530', 'c.yaml:1', /key: value/],
	['a: 1\n---\nb: 1', 'c.yaml', /one document/],
	['clusters: &a {b: *a}', 'c.yaml:1', /alias/],
] as const) {
	test(`not YAML of ours, with its line: ${JSON.stringify(yaml)}`, async t => {
		const {code, details} = await failure(t, {yaml});
		t.is(code, 'config-syntax');
		t.like(details, {file});
		t.regex((details as {reason: string}).reason, reason);
	});
}

test('mutual TLS needs both files of the client', async t => {
	t.deepEqual(
		await failure(t, {
			yaml: 'clusters: {a: {milvus: {tls: {mode: mutual, certFile: c.pem}}}}',
		}),
		{
			code: 'config-missing-value',
			details: {
				key: 'clusters.a.milvus.tls.keyFile',
				ways: 'clusters.a.milvus.tls.keyFile, clusters.a.milvus.tls.mode: one-way',
			},
		},
	);
});

test("Amazon's storage needs a bucket, a local one a directory", async t => {
	t.like((await failure(t, {yaml: 'clusters: {a: {storage: {type: s3}}}'})).details, {
		key: 'clusters.a.storage.bucket',
	});
	t.like((await failure(t, {yaml: 'clusters: {a: {storage: {type: local}}}'})).details, {
		key: 'clusters.a.storage.path',
		ways: 'clusters.a.storage.path, MILVAULT_STORAGE_PATH',
	});
});

test('a password of digits is the password that was written', async t => {
	for (const [written, meant] of [
		['123456', '123456'],
		['0123', '0123'],
		['1e5', '1e5'],
		['0x10', '0x10'],
		['true', 'true'],
		['"quo\\"te"', 'quo"te'],
	] as const) {
		const {clusters} = await load(t, {
			yaml: `clusters: {a: {milvus: {password: ${written}}}}`,
		});
		t.is(clusters['a']?.milvus.password?.value, meant);
		t.is(clusters['a']?.milvus.username, 'root');
	}
});

test('a file without values is an error if a user names it, and is ignored otherwise', async t => {
	for (const yaml of ['', '# nothing yet\n', '~', '{}', '---\n']) {
		t.deepEqual(await failure(t, {yaml}), {
			code: 'config-empty',
			details: {file: 'c.yaml'},
		});
		const configDirectory = await temporaryDirectory(t);
		await writeFile(join(configDirectory, 'milvault.yaml'), yaml);
		const settings = await load(t, {configDirectory});
		t.is(settings.defaultCluster, 'default');
		const inVariable = await load(t, {
			environment: {MILVAULT_CONFIG: join(configDirectory, 'milvault.yaml')},
		});
		t.is(inVariable.defaultCluster, 'default');
	}

	t.like(await load(t, {yaml: '\uFEFFlanguage: en'}), {language: 'en'});
});

test('a key without a value counts as not given, but an empty root path is the bucket itself', async t => {
	const {clusters} = await load(t, {
		yaml: 'clusters: {a: {milvus: {address: , password: ""}, storage: {rootPath: "", bucket: ""}}}',
	});
	t.deepEqual(clusters['a']?.milvus, {
		address: 'localhost:19530',
		tls: {mode: 'off'},
	});
	t.like(clusters['a']?.storage, {bucket: 'a-bucket', rootPath: ''});
});

test('anchors, aliases and << work, and what is written out replaces all of what was merged', async t => {
	const {clusters} = await load(t, {
		yaml: `
clusters:
  a: &a
    milvus: &milvus {address: one, tls: {mode: one-way, serverName: x}}
    storage: {bucket: b}
  c:
    <<: *a
    milvus:
      address: two
      <<: *milvus
      tls: {mode: off}
`,
	});
	t.deepEqual(clusters['c']?.milvus, {
		address: 'two:19530',
		tls: {mode: 'off'},
	});
	t.like(clusters['c']?.storage, {bucket: 'b'});
	t.like(clusters['a']?.milvus.tls, {serverName: 'x'});
});
