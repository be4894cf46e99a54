import {fileURLToPath} from 'node:url';
import anyTest, {type ExecutionContext, type TestFn} from 'ava';
import {showCollections} from '../../source/milvus/collections.js';
import {connectMilvus} from '../../source/milvus/connect-milvus.js';
import {hasCode} from '../../source/model/milvault-error.js';
import type {TlsSettings} from '../../source/settings/settings.js';
import {cacheDir} from '../helpers/runner/cache-dir.js';
import {startMilvus, type RunningMilvus} from '../helpers/servers/milvus.js';

/*
 * Two real Milvus 2.3.5 of our own: one that shows a certificate, one that asks for the client's
 * too.
 */

type Context = {oneWay: RunningMilvus; mutual: RunningMilvus};

const test = anyTest as TestFn<Context>;

const path = (file: string): string =>
	fileURLToPath(new URL(`../fixtures/tls/${file}`, import.meta.url));
const caFile = path('ca.pem');
const client = {
	certFile: path('client.pem'),
	keyFile: path('client-key.pem'),
};

test.before(async t => {
	const start = async (mode: 'one-way' | 'mutual') =>
		startMilvus({
			version: '2.3.5',
			cacheDir: cacheDir(),
			storage: {type: 'local'},
			tls: {
				mode,
				caFile,
				certFile: path('server.pem'),
				keyFile: path('server-key.pem'),
			},
		});
	const [oneWay, mutual] = await Promise.all([start('one-way'), start('mutual')]);
	t.context = {oneWay, mutual};
});

test.after.always(async t => {
	const {oneWay, mutual} = t.context;
	await Promise.all([oneWay?.stop(), mutual?.stop()]);
});

async function connect({address}: RunningMilvus, tls: TlsSettings) {
	const milvus = await connectMilvus({address, tls});
	try {
		return [milvus.version, await showCollections(milvus, 'default')];
	} finally {
		milvus.close();
	}
}

async function failure(t: ExecutionContext<Context>, server: RunningMilvus, tls: TlsSettings) {
	const error = await t.throwsAsync(connect(server, tls));
	return hasCode(error, 'milvus-tls') ||
		hasCode(error, 'milvus-unreachable') ||
		hasCode(error, 'config-bad-value')
		? {code: error.code, ...error.details}
		: error;
}

test('Milvus’s certificate is checked with the authority that is named', async t => {
	const {oneWay} = t.context;
	t.deepEqual(await connect(oneWay, {mode: 'one-way', caFile}), ['2.3.5', []]);
	t.deepEqual(await failure(t, oneWay, {mode: 'one-way'}), {
		code: 'milvus-tls',
		address: oneWay.address,
		reason: 'unable to verify the first certificate',
	});
	t.deepEqual(await failure(t, oneWay, {mode: 'one-way', caFile: client.certFile}), {
		code: 'milvus-tls',
		address: oneWay.address,
		reason: 'unable to verify the first certificate',
	});
});

test('the name in the certificate may be another than the address', async t => {
	const {oneWay} = t.context;
	t.deepEqual(await connect(oneWay, {mode: 'one-way', caFile, serverName: 'localhost'}), [
		'2.3.5',
		[],
	]);
	t.deepEqual(
		await failure(t, oneWay, {
			mode: 'one-way',
			caFile,
			serverName: 'elsewhere',
		}),
		{
			code: 'milvus-tls',
			address: oneWay.address,
			reason:
				"Hostname/IP does not match certificate's altnames: Host: elsewhere. is not in the cert's altnames: DNS:localhost, IP Address:127.0.0.1",
		},
	);
});

test('a Milvus that asks for a client certificate gets it', async t => {
	const {oneWay, mutual} = t.context;
	t.deepEqual(await connect(mutual, {mode: 'mutual', caFile, ...client}), ['2.3.5', []]);
	// One that does not ask is content.
	t.deepEqual(await connect(oneWay, {mode: 'mutual', caFile, ...client}), ['2.3.5', []]);
	t.deepEqual(await failure(t, mutual, {mode: 'one-way', caFile}), {
		code: 'milvus-tls',
		address: mutual.address,
		reason: 'it asks for a client certificate, or does not accept this one',
	});
});

test('plain text to a port with TLS says what may be wrong', async t => {
	const {oneWay} = t.context;
	t.deepEqual(await failure(t, oneWay, {mode: 'off'}), {
		code: 'milvus-unreachable',
		address: oneWay.address,
		reason: 'it closes the connection (does it want TLS?)',
	});
});

const files: ReadonlyArray<{
	title: string;
	tls: TlsSettings;
	key: string;
	value: string;
}> = [
	{
		title: 'an authority that is not there',
		tls: {mode: 'one-way', caFile: '/nowhere/ca.pem'},
		key: 'milvus.tls.caFile',
		value: '/nowhere/ca.pem',
	},
	{
		title: 'an authority that is no certificate',
		tls: {mode: 'one-way', caFile: client.keyFile},
		key: 'milvus.tls.caFile',
		value: client.keyFile,
	},
	{
		title: 'a certificate that is a directory',
		tls: {mode: 'mutual', ...client, certFile: path('.')},
		key: 'milvus.tls.certFile',
		value: path('.'),
	},
	{
		title: 'a key that is none',
		tls: {mode: 'mutual', ...client, keyFile: caFile},
		key: 'milvus.tls.keyFile',
		value: caFile,
	},
	{
		title: 'the key of another certificate',
		tls: {mode: 'mutual', ...client, keyFile: path('server-key.pem')},
		key: 'milvus.tls.keyFile',
		value: path('server-key.pem'),
	},
];

for (const {title, tls, key, value} of files) {
	test(`${title} is a mistake in the configuration, named with its key and path`, async t => {
		t.like(await failure(t, t.context.oneWay, tls), {
			code: 'config-bad-value',
			key,
			value,
		});
	});
}
