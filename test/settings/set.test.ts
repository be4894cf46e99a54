import test from 'ava';
import {shownValues} from '../../source/settings/set-layer.js';
import {failure, load} from './with-config.js';

/* `--set key=value`: our keys and variables, and milvus-backup's, over everything else. */

const twoClusters = `
defaultCluster: prod
clusters:
  prod: {milvus: {address: 'prod:1'}, storage: {accessKeyId: a, secretAccessKey: b}}
  test: {milvus: {address: 'test:2'}}
`;

for (const [given, read] of [
	['limits.copyConcurrency=3', 'limits copyConcurrency 3'],
	['MILVAULT_LIMITS_COPY_CONCURRENCY=3', 'limits copyConcurrency 3'],
	['transfer.concurrency=3', 'limits copyConcurrency 3'],
	['backup.parallelism.copydata=3', 'limits copyConcurrency 3'],
	['clusters.*.milvus.address=new:9', 'prod new:9'],
	['clusters.prod.milvus.address=new:9', 'prod new:9'],
	['clusters.test.milvus.address=new:9', 'test new:9'],
	['milvus.address=new:9', 'prod new:9'],
	['Milvus.Grpc.Address=new:9', 'prod new:9'],
	['MILVUS_ADDRESS=new:9', 'prod new:9'],
	['MILVAULT_MILVUS_ADDRESS=new:9', 'prod new:9'],
	['milvus.port=9', 'prod prod:9'],
	['milvus.port=9,limits.copyConcurrency=3', 'prod prod:9'],
	['milvus.port=9,limits.copyConcurrency=3', 'limits copyConcurrency 3'],
] as const) {
	test(`--set ${given} gives ${read}`, async t => {
		const settings = await load(t, {
			yaml: twoClusters,
			environment: {MILVAULT_LIMITS_COPY_CONCURRENCY: '7'},
			flags: {set: [given]},
		});
		t.true(
			[
				`limits copyConcurrency ${settings.limits.copyConcurrency}`,
				`prod ${settings.clusters['prod']?.milvus.address}`,
				`test ${settings.clusters['test']?.milvus.address}`,
			].includes(read),
		);
	});
}

test('--set chooses, and is about the cluster that --cluster chooses', async t => {
	const chosen = await load(t, {
		yaml: twoClusters,
		flags: {set: ['defaultCluster=test']},
	});
	t.is(chosen.defaultCluster, 'test');
	const other = await load(t, {
		yaml: twoClusters,
		flags: {cluster: 'test', set: ['milvus.user=ann']},
	});
	t.is(other.clusters['test']?.milvus.username, 'ann');
	t.is(other.clusters['prod']?.milvus.username, undefined);
	t.is(other.origins['clusters.test.milvus.username'], 'flag --set milvus.user');
});

test('a secret may hold commas and equal signs, and is not taken apart', async t => {
	for (const key of ['milvus.password', 'MILVUS_PASSWORD']) {
		const {clusters} = await load(t, {
			yaml: twoClusters,
			flags: {set: [`${key}=a,b=c==,d`]},
		});
		t.is(clusters['prod']?.milvus.password?.value, 'a,b=c==,d');
	}
});

test('keys that mean nothing here are taken, as in milvus-backup’s file', async t => {
	await t.notThrowsAsync(load(t, {flags: {set: ['log.level=debug', 'backup.pauseGC=false']}}));
});

for (const [given, code, detail] of [
	['milvus.adress=x', 'config-unknown-key', {suggestion: 'milvus.address'}],
	['limits.copyConcurency=x', 'config-unknown-key', {suggestion: 'limits.copyConcurrency'}],
	['nonsense', 'config-bad-value', {value: '******', key: '--set', allowed: 'key=value'}],
	['=x', 'config-bad-value', {value: '******'}],
	[
		'limits.copyConcurrency=many',
		'config-bad-value',
		{key: 'limits.copyConcurrency', value: 'many'},
	],
	['minio.storageType=floppy', 'config-bad-value', {value: 'floppy'}],
	['clusters.nobody.milvus.address=x', 'unknown-cluster', {name: 'nobody'}],
] as const) {
	test(`--set ${given} is refused: ${code}`, async t => {
		const refused = await failure(t, {
			yaml: twoClusters,
			flags: {set: [given]},
		});
		t.is(refused.code, code);
		t.like(refused.details, detail);
	});
}

test('server.basePath is milvus-backup’s swaggerBasePath', async t => {
	for (const [yaml, basePath] of [
		['server: {basePath: /ns/backup/}', '/ns/backup'],
		['milvus: {address: m}\nhttp: {swaggerBasePath: /b}', '/b'],
		['configVersion: v2\nmilvus: {user: a}\nserver: {swaggerBasePath: /b, debugMode: true}', '/b'],
		['configVersion: v2\nmilvus: {user: a}\nserver: {debugMode: true}', undefined],
		['milvus: {address: m}\nhttp: {enabled: true, swaggerBasePath: ""}', undefined],
	] as const) {
		t.is((await load(t, {yaml})).server?.basePath, basePath, yaml);
	}

	t.like(await failure(t, {yaml: 'server: {basePath: "http://x"}'}), {
		code: 'config-bad-value',
		details: {key: 'server.basePath'},
	});
});

for (const [given, shown] of [
	[
		['milvus.address=a:1,limits.copyConcurrency=3'],
		['milvus.address=a:1', 'limits.copyConcurrency=3'],
	],
	// Of two names of one value, the one that counts.
	[['milvus.address=a:1', 'MILVUS_ADDRESS=b:2'], ['MILVUS_ADDRESS=b:2']],
	[['clusters.prod.milvus.password=hush'], []],
	[['milvus.password=hush,a=b', 'MILVUS_TOKEN=hush'], []],
	[['minio.secretAccessKey=hush', 'minio.accessKeyID=hush', 'minio.token=hush'], []],
	[['backup.storage.auth.secretAccessKey=hush', 'MINIO_SECRET_KEY=hush'], []],
	// They print a secret, or have it written in them.
	[['clusters.*.milvus.passwordCommand=echo hush'], []],
	// They mean nothing here, and hold secrets of other stores.
	[['milvus.storage.auth.accountKey=hush', 'minio.gcpCredentialJSON={"k":"hush"}'], []],
	[['clusters.*.milvus.passwordEnvironment=P'], ['clusters.*.milvus.passwordEnvironment=P']],
	[
		['clusters.*.milvus.passwordFile=p/w', 'milvus.caCertPath=~/ca'],
		['clusters.*.milvus.passwordFile=/here/p/w', 'milvus.caCertPath=~/ca'],
	],
	[
		['repositories.r.path=b', 'repositories.r.rootPath=b'],
		['repositories.r.path=/here/b', 'repositories.r.rootPath=b'],
	],
] as const) {
	test(`of --set ${given.join(' --set ')} is shown: ${shown.join(' ') || 'nothing'}`, t => {
		const values = shownValues(given, '/here');
		t.deepEqual(
			Object.entries(values ?? {}).map(pair => pair.join('=')),
			[...shown],
		);
		t.is(values === undefined, shown.length === 0);
	});
}

test('what is shown of --set, given again, means the same', async t => {
	const given = [
		'milvus.address=new:9,limits.copyConcurrency=3',
		'clusters.test.milvus.address=t:1',
	];
	const again = Object.entries(shownValues(given) ?? {}).map(pair => pair.join('='));
	const read = async (set: string[]) => {
		const {origins: _, ...rest} = await load(t, {yaml: twoClusters, flags: {set}});
		return rest;
	};

	const {file: _, ...first} = await read(given);
	const {file: __, ...second} = await read(again);
	t.deepEqual(second, first);
});
