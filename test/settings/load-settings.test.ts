import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import type {S3Settings} from '../../source/settings/settings.js';
import {failure, load, temporaryDirectory} from './with-config.js';

const twoClusters = `
defaultCluster: prod
clusters:
  prod: {milvus: {address: prod, username: ann, password: from-file}}
  测试: {milvus: {address: 'test:1234'}}
`;

test('with nothing configured it is Milvus and MinIO of this machine, with a backup prefix in the same bucket', async t => {
	const settings = await load(t);
	t.deepEqual(settings.clusters, {
		default: {
			name: 'default',
			milvus: {address: 'localhost:19530', tls: {mode: 'off'}},
			storage: {
				type: 's3',
				endpoint: 'http://localhost:9000',
				region: 'us-east-1',
				bucket: 'a-bucket',
				rootPath: 'files',
				usePathStyle: true,
				auth: 'static',
				multipartCopyThresholdBytes: 5 * 2 ** 30,
			},
		},
	});
	t.deepEqual(settings.repositories['default']?.storage, {
		...settings.clusters['default']?.storage,
		rootPath: 'backup',
	} as S3Settings);
	t.is(settings.defaultCluster, 'default');
	t.is(settings.defaultRepository, 'default');
	t.is(settings.file, undefined);
	t.deepEqual(new Set(Object.values(settings.origins)), new Set(['default']));
});

test('missing keys are asked for by name when the storage is needed', async t => {
	t.deepEqual(await failure(t, {secretsFor: ['clusterStorage']}), {
		code: 'config-missing-value',
		details: {
			key: 'clusters.default.storage.accessKeyId',
			ways: 'clusters.default.storage.accessKeyId, clusters.default.storage.accessKeyIdFile, clusters.default.storage.accessKeyIdCommand, clusters.default.storage.accessKeyIdEnvironment, MILVAULT_STORAGE_ACCESS_KEY_ID, MINIO_ACCESS_KEY, clusters.default.storage.auth: default',
		},
	});
	const {details} = await failure(t, {
		secretsFor: ['repository'],
		environment: {MINIO_ACCESS_KEY: 'a'},
	});
	t.like(details, {key: 'repositories.default.secretAccessKey'});
	await t.notThrowsAsync(load(t, {secretsFor: ['milvus']}));
});

test('a flag wins over the environment, the environment over the file, the file over the default', async t => {
	const address = async (given: Parameters<typeof load>[1]) => {
		const settings = await load(t, given);
		const {address} = settings.clusters['default']!.milvus;
		return [address, settings.origins['clusters.default.milvus.address']];
	};

	const yaml = 'clusters:\n  default:\n    milvus: {address: file}';
	const environment = {MILVAULT_MILVUS_ADDRESS: 'ours'};
	const wellKnown = {MILVUS_ADDRESS: 'known'};
	const flags = {address: 'flag'};
	t.deepEqual(await address({}), ['localhost:19530', 'default']);
	t.deepEqual(await address({yaml}), ['file:19530', 'file c.yaml:3']);
	t.deepEqual(await address({yaml, environment: wellKnown}), [
		'known:19530',
		'environment MILVUS_ADDRESS',
	]);
	t.deepEqual(await address({yaml, environment: {...wellKnown, ...environment}}), [
		'ours:19530',
		'environment MILVAULT_MILVUS_ADDRESS',
	]);
	t.deepEqual(await address({yaml, environment, flags}), ['flag:19530', 'flag --address']);
});

test('an address given by flag is whole: a port from the environment does not join it', async t => {
	const settings = await load(t, {
		environment: {MILVUS_PORT: '1'},
		flags: {address: 'host'},
	});
	t.is(settings.clusters['default']?.milvus.address, 'host:19530');
});

test('the only cluster of a file is the default one', async t => {
	const settings = await load(t, {
		yaml: 'clusters: {prod: {milvus: {address: a}}}\nrepositories: {r: {bucket: b}}',
	});
	t.is(settings.defaultCluster, 'prod');
	t.is(settings.defaultRepository, 'r');
	t.deepEqual(Object.keys(settings.clusters), ['prod']);
});

test('a cluster can be named without saying anything about it', async t => {
	const {clusters} = await load(t, {yaml: 'clusters:\n  prod:\n'});
	t.is(clusters['prod']?.milvus.address, 'localhost:19530');
});

test('of several clusters one has to be chosen before anything happens', async t => {
	const yaml = 'clusters: {a: {}, b: {}}';
	const settings = await load(t, {yaml});
	t.is(settings.defaultCluster, '');
	t.deepEqual(await failure(t, {yaml, secretsFor: ['milvus']}), {
		code: 'config-missing-value',
		details: {
			key: 'defaultCluster',
			ways: '--cluster a | b, MILVAULT_CLUSTER, defaultCluster',
		},
	});
	const chosen = await load(t, {
		yaml,
		flags: {cluster: 'b'},
		secretsFor: ['milvus'],
	});
	t.is(chosen.defaultCluster, 'b');
	const named = await load(t, {yaml: 'clusters: {a: {}, default: {}}'});
	t.is(named.defaultCluster, 'default');
});

for (const [title, given, details] of [
	['by a flag', {flags: {cluster: 'prd'}}, {name: 'prd', origin: 'flag --cluster'}],
	[
		'by the environment',
		{environment: {MILVAULT_CLUSTER: 'prd'}},
		{name: 'prd', origin: 'environment MILVAULT_CLUSTER'},
	],
	[
		'as default, where a file defines others',
		{flags: {cluster: 'default'}},
		{name: 'default', origin: 'flag --cluster'},
	],
] as const) {
	test(`an unknown cluster chosen ${title} is named with the known ones`, async t => {
		t.deepEqual(await failure(t, {yaml: twoClusters, ...given}), {
			code: 'unknown-cluster',
			details: {...details, known: ['prod', '测试']},
		});
	});
}

test('an unknown default in the file is named with its line', async t => {
	t.deepEqual(await failure(t, {yaml: 'clusters: {a: {}}\ndefaultCluster: b'}), {
		code: 'unknown-cluster',
		details: {name: 'b', known: ['a'], origin: 'file c.yaml:2'},
	});
	t.deepEqual(await failure(t, {yaml: 'repositories: {a: {}}\ndefaultRepository: b'}), {
		code: 'unknown-repository',
		details: {name: 'b', known: ['a'], origin: 'file c.yaml:2'},
	});
});

test('the environment is about the default cluster, and never about another one chosen by flag', async t => {
	const environment = {
		MILVUS_ADDRESS: 'elsewhere',
		MILVAULT_MILVUS_PASSWORD: 'from-environment',
	};
	const settings = await load(t, {
		yaml: twoClusters,
		environment,
		flags: {cluster: '测试'},
	});
	t.is(settings.defaultCluster, '测试');
	t.is(settings.clusters['测试']?.milvus.address, 'test:1234');
	t.is(settings.clusters['测试']?.milvus.password, undefined);
	t.is(settings.clusters['prod']?.milvus.address, 'elsewhere:19530');
	t.is(settings.clusters['prod']?.milvus.password?.value, 'from-environment');
});

test('a cluster chosen in the environment is the one that the environment is about', async t => {
	const settings = await load(t, {
		yaml: twoClusters,
		environment: {MILVAULT_CLUSTER: '测试', MILVUS_TOKEN: 'key'},
	});
	t.is(settings.defaultCluster, '测试');
	t.is(settings.clusters['测试']?.milvus.token?.value, 'key');
	t.is(settings.clusters['prod']?.milvus.token, undefined);
});

test('--address is for the cluster in use', async t => {
	const settings = await load(t, {
		yaml: twoClusters,
		flags: {cluster: '测试', address: 'there'},
	});
	t.is(settings.clusters['测试']?.milvus.address, 'there:19530');
	t.is(settings.clusters['prod']?.milvus.address, 'prod:19530');
});

test('a cluster that a caller adds is used when nothing else is configured', async t => {
	const extra = [
		{
			origin: 'practice',
			clusters: {
				practice: {
					milvus: {address: 'localhost:5555'},
					storage: {path: '/data'},
				},
			},
			repositories: {practice: {path: '/backups'}},
		},
	];
	const alone = await load(t, {extra});
	t.is(alone.defaultCluster, 'practice');
	t.is(alone.defaultRepository, 'practice');
	t.deepEqual(alone.clusters['practice']?.storage, {
		type: 'local',
		path: '/data',
	});
	t.is(alone.origins['clusters.practice.milvus.address'], 'practice');

	const described = await load(t, {
		extra,
		environment: {MILVUS_ADDRESS: 'mine'},
	});
	t.is(described.defaultCluster, 'default');
	t.is(described.clusters['practice']?.milvus.address, 'localhost:5555');

	const beside = await load(t, {extra, yaml: twoClusters});
	t.is(beside.defaultCluster, 'prod');
	t.deepEqual(Object.keys(beside.clusters), ['prod', '测试', 'practice']);

	const replaced = await load(t, {
		extra,
		yaml: 'clusters: {practice: {milvus: {address: other}}}',
	});
	t.is(replaced.clusters['practice']?.milvus.address, 'other:19530');
});

test("the file is found by --config, then by MILVAULT_CONFIG, then in the user's configuration directory", async t => {
	const cwd = await temporaryDirectory(t);
	const configDirectory = join(cwd, 'config');
	await mkdir(configDirectory);
	const file = async (name: string): Promise<void> => {
		await writeFile(join(cwd, name), `clusters: {${name[0]}: {}}`);
	};

	await file('a.yaml');
	await file('b.yaml');
	await writeFile(join(configDirectory, 'milvault.yaml'), 'clusters: {c: {}}');
	const cluster = async (given: Parameters<typeof load>[1]) => {
		const settings = await load(t, {cwd, configDirectory, ...given});
		return [settings.defaultCluster, settings.file];
	};

	const environment = {MILVAULT_CONFIG: 'b.yaml'};
	t.deepEqual(await cluster({file: 'a.yaml', environment}), ['a', 'a.yaml']);
	t.deepEqual(await cluster({environment}), ['b', 'b.yaml']);
	t.deepEqual(await cluster({}), ['c', join(configDirectory, 'milvault.yaml')]);
	t.deepEqual(await failure(t, {cwd, file: 'x.yaml'}), {
		code: 'config-file-missing',
		details: {path: 'x.yaml'},
	});
	t.deepEqual(await failure(t, {cwd, environment: {MILVAULT_CONFIG: 'y.yaml'}}), {
		code: 'config-file-missing',
		details: {path: 'y.yaml'},
	});
});

test('a milvault.yaml that lies in the working directory is not taken', async t => {
	const cwd = await temporaryDirectory(t);
	await writeFile(join(cwd, 'milvault.yaml'), 'clusters: {trap: {}}');
	const settings = await load(t, {cwd});
	t.is(settings.defaultCluster, 'default');
});

for (const [text, bytes] of [
	['0', 0],
	['50M', 50_000_000],
	['5MiB', 5 * 2 ** 20],
	['1.5GB/s', 1_500_000_000],
	['52428800', 52_428_800],
] as const) {
	test(`limits.bytesPerSecond: ${text} is what --bwlimit takes`, async t => {
		const {limits} = await load(t, {yaml: `limits: {bytesPerSecond: ${text}}`});
		t.is(limits.bytesPerSecond, bytes);
	});
}

test('limits and language come from file, environment and flag', async t => {
	const settings = await load(t, {
		yaml: 'limits: {copyConcurrency: 8, flushTimeoutSeconds: 60}\nlanguage: zh',
		environment: {MILVAULT_LIMITS_COPY_CONCURRENCY: '9'},
	});
	t.like(settings.limits, {
		copyConcurrency: 9,
		backupCollections: 8,
		restoreCollections: 4,
		importJobsAhead: 0,
		bytesPerSecond: 0,
		requestsPerSecond: 0,
		flushTimeoutSeconds: 60,
	});
	t.is(settings.language, 'zh');
	const flagged = await load(t, {
		yaml: 'language: zh',
		flags: {language: 'en'},
	});
	t.is(flagged.language, 'en');
	const variable = await load(t, {
		yaml: 'language: en',
		environment: {MILVAULT_LANG: 'zh_CN.UTF-8', LANG: 'de_DE'},
	});
	t.is(variable.language, 'zh');
	const locale = await load(t, {environment: {LANG: 'zh_TW.UTF-8'}});
	t.is(locale.language, 'zh');
	t.is(locale.origins['language'], 'environment LANG');
});
