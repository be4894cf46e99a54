import test from 'ava';
import {readEndpoint, readMilvusAddress} from '../../source/settings/addresses.js';
import type {SourcedValue} from '../../source/settings/sourced-values.js';
import {load} from './with-config.js';

const entry = (text: string, rank = 2): SourcedValue => ({
	text,
	origin: 'here',
	key: 'key',
	directory: '/',
	rank,
});

for (const [text, address, isTls] of [
	['localhost', 'localhost:19530', false],
	['localhost:1', 'localhost:1', false],
	[' milvus.svc.cluster.local:19530 ', 'milvus.svc.cluster.local:19530', false],
	['http://host', 'host:19530', false],
	['http://host:80/', 'host:80', false],
	['tcp://10.0.0.1:19530', '10.0.0.1:19530', false],
	['https://in01.example.com', 'in01.example.com:443', true],
	['https://in01.example.com:19535', 'in01.example.com:19535', true],
	['my_milvus', 'my_milvus:19530', false],
	['::1', '[::1]:19530', false],
	['[::1]', '[::1]:19530', false],
	['[fe80::1]:1', '[fe80::1]:1', false],
] as const) {
	test(`Milvus at "${text}" is ${address}${isTls ? ' with TLS' : ''}`, t => {
		t.deepEqual(readMilvusAddress(entry(text), undefined), {address, isTls});
	});
}

test('a port on its own completes an address, or replaces its port from a higher layer', t => {
	const {address} = readMilvusAddress(undefined, entry('1'));
	t.is(address, 'localhost:1');
	t.is(readMilvusAddress(entry('h', 3), entry('1', 2)).address, 'h:1');
	t.is(readMilvusAddress(entry('h:5'), entry('1')).address, 'h:5');
	t.is(readMilvusAddress(entry('h:5', 2), entry('1', 3)).address, 'h:1');
	t.throws(() => readMilvusAddress(undefined, entry('0')), {
		message: /config-bad-value/,
	});
});

for (const [text, options, url] of [
	['http://localhost:9000', {}, 'http://localhost:9000'],
	['http://localhost:9000/', {}, 'http://localhost:9000'],
	['https://minio', {defaultPort: 9000}, 'https://minio'],
	['https://minio:443', {}, 'https://minio'],
	['minio', {defaultPort: 9000}, 'http://minio:9000'],
	['minio', {}, 'http://minio'],
	['minio:1', {defaultPort: 9000}, 'http://minio:1'],
	['minio', {port: entry('1')}, 'http://minio:1'],
	['minio', {port: entry('443'), useSsl: entry('true')}, 'https://minio'],
	['http://minio:1', {useSsl: entry('true')}, 'http://minio:1'],
	['http://minio:1', {useSsl: entry('true', 3)}, 'https://minio:1'],
	['s3.amazonaws.com', {defaultPort: 9000}, 'https://s3.amazonaws.com'],
	['[::1]:9000', {}, 'http://[::1]:9000'],
] as const) {
	test(`endpoint "${text}" with ${JSON.stringify(options)} is ${url}`, t => {
		t.is(readEndpoint(entry(text), options), url);
	});
}

for (const [storage, expected] of [
	[
		'{type: s3, bucket: b}',
		{
			region: 'us-east-1',
			usePathStyle: false,
			auth: 'default',
			endpoint: undefined,
		},
	],
	[
		'{type: s3, bucket: b, region: cn-north-1}',
		{region: 'cn-north-1', usePathStyle: false, auth: 'default'},
	],
	[
		'{type: s3, bucket: b, accessKeyId: a, secretAccessKey: b}',
		{auth: 'static', endpoint: undefined},
	],
	[
		'{type: s3, bucket: b, endpoint: "https://s3.us-west-2.amazonaws.com"}',
		{region: 'us-west-2', usePathStyle: false, auth: 'default'},
	],
	[
		'{type: s3, bucket: b, endpoint: "https://s3.cn-north-1.amazonaws.com.cn"}',
		{region: 'cn-north-1', usePathStyle: false},
	],
	[
		'{type: s3, bucket: b, endpoint: "https://oss.example.com", pathStyle: no}',
		{region: 'us-east-1', usePathStyle: false, auth: 'static'},
	],
	['{auth: default}', {auth: 'default', endpoint: 'http://localhost:9000'}],
	['{multipartCopyThreshold: 100 MiB}', {multipartCopyThresholdBytes: 104_857_600}],
	['{multipartCopyThreshold: 50M}', {multipartCopyThresholdBytes: 50_000_000}],
	['{rootPath: /}', {rootPath: ''}],
	['{rootPath: ./files//a/}', {rootPath: 'files/a'}],
	['{path: /data}', {type: 'local', path: '/data'}],
] as const) {
	test(`storage ${storage}`, async t => {
		const {clusters} = await load(t, {
			yaml: `clusters: {a: {storage: ${storage}}}`,
		});
		t.like(clusters['a']?.storage, expected);
	});
}

test("the region of Amazon's own storage comes from AWS_REGION, of no other", async t => {
	const environment = {AWS_REGION: 'eu-central-1', AWS_DEFAULT_REGION: 'x'};
	const amazon = await load(t, {
		yaml: 'clusters: {a: {storage: {type: s3, bucket: b}}}',
		environment,
	});
	t.like(amazon.clusters['a']?.storage, {region: 'eu-central-1'});
	t.is(amazon.origins['clusters.a.storage.region'], 'environment AWS_REGION');
	const minio = await load(t, {environment});
	t.like(minio.clusters['default']?.storage, {region: 'us-east-1'});
});

test('TLS is on when its files are given', async t => {
	const mode = async (milvus: string) => {
		const {clusters} = await load(t, {
			yaml: `clusters: {a: {milvus: ${milvus}}}`,
		});
		return clusters['a']?.milvus.tls.mode;
	};

	t.is(await mode('{tls: {caFile: a}}'), 'one-way');
	t.is(await mode('{tls: {serverName: a}}'), 'one-way');
	t.is(await mode('{tls: {certFile: a, keyFile: b}}'), 'mutual');
	t.is(await mode('{address: "https://a"}'), 'one-way');
	t.is(await mode('{tls: {mode: One-Way}}'), 'one-way');
	t.is(await mode('{}'), 'off');
});
