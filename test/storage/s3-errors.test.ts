import {once} from 'node:events';
import {readFile} from 'node:fs/promises';
import {createServer as createTlsServer} from 'node:https';
import {createServer as createTcpServer, type AddressInfo} from 'node:net';
import {Readable} from 'node:stream';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';
import {inspect} from 'node:util';
import test from 'ava';
import getPort from 'get-port';
import {findBuckets} from '../../source/storage/discover.js';
import {openStorage} from '../../source/storage/open-storage.js';
import {keysOf, throwsCode} from '../contract/storage.js';
import {
	httpServer,
	newBucket,
	open,
	openDenied,
	secret,
	settingsOf,
} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';

const {minio} = servers();

test('a missing bucket is named, with where it was looked for', async t => {
	const storage = await open(t, settingsOf('not-there'));
	const {details} = await throwsCode(t, 'bucket-missing', async () => storage.put('a', 'x'));
	const {buckets = [], ...where} = details as {buckets?: readonly string[]};
	t.deepEqual(where, {bucket: 'not-there', endpoint: minio.endpoint});
	t.true(buckets.length > 0 && buckets.length <= 10, 'and which buckets there are');
	await throwsCode(t, 'bucket-missing', async () => storage.deleteMany(['a']));
	await throwsCode(t, 'bucket-missing', async () =>
		storage.put('a', Readable.from(['x']), {sizeBytes: 1}),
	);
});

test('where nothing listens and a user waits, three tries report it, each pause as long as reported', async t => {
	for (const [endpoint, reason] of [
		[`http://127.0.0.1:${await getPort()}`, /nothing listens there/],
		['http://no-such-host.invalid:9000', /host name/],
	] as const) {
		const waits: number[] = [];
		const storage = await open(t, settingsOf('bucket', {endpoint}), {
			hooks: {isHasty: true, onRetry: ({waitMs}) => waits.push(waitMs)},
		});
		const {details} = await throwsCode(t, 'storage-unreachable', async () =>
			storage.ensureReachable(),
		);
		t.regex(details.reason, reason);
		t.is(waits.length, 2);
		t.true(
			waits.every(wait => wait > 0 && wait <= 1000),
			waits.join(' '),
		);
	}
});

test('a job waits longer for a store that is being started', async t => {
	const port = await getPort();
	let tries = 0;
	const storage = await open(t, settingsOf('bucket', {endpoint: `http://127.0.0.1:${port}`}), {
		hooks: {onRetry: () => tries++},
	});
	await throwsCode(t, 'storage-unreachable', async () => storage.head('a'));
	t.true(tries > 3, String(tries));
});

for (const [what, changes] of [
	['access key', {accessKeyId: secret('nobody')}],
	['secret', {secretAccessKey: secret('wrong-secret-value')}],
	['session token', {sessionToken: secret('wrong-token-value')}],
] as const) {
	test(`a wrong ${what} is told as such by every call, without the secret`, async t => {
		const bucket = await newBucket();
		const right = await open(t, settingsOf(bucket));
		await right.put('a', 'x');
		const settings = settingsOf(bucket, changes);
		const storage = await open(t, settings);
		const calls: Array<() => Promise<unknown>> = [
			async () => storage.ensureReachable(),
			async () => storage.head('a'),
			async () => storage.get('a'),
			async () => storage.put('b', 'x'),
			async () => storage.putIfAbsent('b', 'x'),
			async () => storage.put('b', Readable.from(['x']), {sizeBytes: 1}),
			async () => storage.put('b', Readable.from(['x'])),
			async () => storage.copyFrom(storage, 'a', 'b', {sizeBytes: 1}),
			async () => storage.deleteMany(['a']),
		];
		for (const call of calls) {
			const error = await throwsCode(t, 'storage-wrong-key', call);
			t.is(error.details.accessKeyId, settings.accessKeyId?.value ?? '');
			t.is(error.details.endpoint, minio.endpoint);
			const shown = inspect(error, {depth: 10, showHidden: true});
			for (const hidden of [
				settings.secretAccessKey?.value,
				settings.sessionToken?.value,
				'Signature=',
			]) {
				t.false(hidden !== undefined && shown.includes(hidden), shown);
			}
		}

		t.deepEqual(await keysOf(right, ''), ['a']);
	});
}

test('what may only be read is read, and writing is denied by action and object', async t => {
	const bucket = await newBucket();
	const owner = await open(t, settingsOf(bucket));
	await owner.put('dir/a', 'content');
	const storage = await openDenied(t, bucket, [
		{
			Effect: 'Allow',
			Action: ['s3:GetObject', 's3:ListBucket'],
			Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
		},
	]);
	t.is(await text(await storage.get('dir/a')), 'content');
	t.is((await storage.head('dir/a'))?.sizeBytes, 7);
	t.is(await storage.head('dir/b'), undefined);
	const calls: Array<[string, () => Promise<unknown>]> = [
		['s3:PutObject', async () => storage.put('dir/b', 'x')],
		['s3:PutObject', async () => storage.putIfAbsent('dir/b', 'x')],
		['s3:PutObject', async () => storage.put('dir/b', Readable.from(['x']), {sizeBytes: 1})],
		['s3:PutObject', async () => storage.put('dir/b', Readable.from(['x']))],
		['s3:PutObject', async () => storage.copyFrom(storage, 'dir/a', 'dir/b', {sizeBytes: 7})],
		['s3:DeleteObject', async () => storage.deleteMany(['dir/b'])],
	];
	for (const [action, call] of calls) {
		const {details} = await throwsCode(t, 'storage-denied', call);
		t.deepEqual(details, {
			action,
			resource: `${bucket}/dir/b`,
			endpoint: minio.endpoint,
		});
	}

	t.deepEqual(await keysOf(owner, ''), ['dir/a']);
});

test('where nothing may be read, the action and the object are named, also for what answers without a body', async t => {
	const bucket = await newBucket();
	const owner = await open(t, settingsOf(bucket));
	await owner.put('a', 'x');
	const storage = await openDenied(t, bucket, [
		{
			Effect: 'Allow',
			Action: ['s3:PutObject'],
			Resource: [`arn:aws:s3:::${bucket}/*`],
		},
	]);
	const head = await throwsCode(t, 'storage-denied', async () => storage.head('a'));
	t.is(head.details.action, 's3:GetObject');
	t.is(head.details.resource, `${bucket}/a`);
	const list = await throwsCode(t, 'storage-denied', async () => storage.ensureReachable());
	t.is(list.details.action, 's3:ListBucket');
	t.is(list.details.resource, bucket);
	const copy = await throwsCode(t, 'storage-denied', async () =>
		storage.copyFrom(storage, 'a', 'b', {sizeBytes: 1}),
	);
	t.is(copy.details.action, 's3:GetObject');
	t.is(copy.details.resource, `${bucket}/a`);
	t.deepEqual(await findBuckets(storage, ['449']), []);
});

test('a port where nothing listens is unreachable', async t => {
	const endpoint = `http://127.0.0.1:${await getPort({host: '127.0.0.1'})}`;
	const storage = await open(t, settingsOf('bucket', {endpoint}));
	const {details} = await throwsCode(t, 'storage-unreachable', async () =>
		storage.ensureReachable(),
	);
	t.deepEqual(details, {
		endpoint,
		reason: 'nothing listens there (connection refused)',
	});
});

test('a host name that does not exist is unreachable', async t => {
	const endpoint = 'http://milvault-test.invalid:9000';
	const storage = await open(t, settingsOf('bucket', {endpoint}));
	const {details} = await throwsCode(t, 'storage-unreachable', async () => storage.head('a'));
	t.is(details.endpoint, endpoint);
	t.regex(details.reason, /host name/);
});

for (const status of [200, 403, 404, 502]) {
	test(`a web page (HTTP ${status}) is not an S3 store`, async t => {
		const endpoint = await httpServer(t, (request, response) => {
			request.resume();
			response.writeHead(status, {'content-type': 'text/html; charset=utf-8'});
			response.end('<!doctype html><html><body>Console</body></html>');
		});
		const storage = await open(t, settingsOf('bucket', {endpoint}));
		for (const call of [async () => storage.ensureReachable(), async () => storage.put('a', 'x')]) {
			const {details} = await throwsCode(t, 'storage-unreachable', call);
			t.is(
				details.reason,
				`the server answers with a web page (HTTP ${status}), so it is not an S3 store; is it the console's port?`,
			);
		}
	});
}

for (const [what, status, type, body] of [
	['JSON', 200, 'application/json', '{"ok":true}'],
	['plain text', 200, 'text/plain', 'hello'],
	['a plain refusal', 400, 'text/plain', 'Client sent an HTTP request'],
	['JSON of an error', 404, 'application/json', '{"error":"not found"}'],
] as const) {
	test(`what answers with ${what} is not an S3 store`, async t => {
		const endpoint = await httpServer(t, (request, response) => {
			request.resume();
			response.writeHead(status, {'content-type': type});
			response.end(body);
		});
		const storage = await open(t, settingsOf('bucket', {endpoint}));
		const {details} = await throwsCode(t, 'storage-unreachable', async () =>
			storage.ensureReachable(),
		);
		t.regex(details.reason, /does not answer like an S3 store/);
	});
}

test('what does not speak HTTP is unreachable', async t => {
	const server = createTcpServer(socket => {
		socket.on('error', () => {});
		socket.end('SSH-2.0-OpenSSH_9.2\r\n');
	}).listen(0, '127.0.0.1');
	t.teardown(() => server.close());
	await once(server, 'listening');
	const {port} = server.address() as AddressInfo;
	const storage = await open(t, settingsOf('bucket', {endpoint: `http://127.0.0.1:${port}`}));
	const {details} = await throwsCode(t, 'storage-unreachable', async () =>
		storage.ensureReachable(),
	);
	t.is(details.reason, 'the server does not speak HTTP');
});

test('https where only http is spoken is told as such', async t => {
	const endpoint = minio.endpoint.replace('http:', 'https:');
	const storage = await open(t, settingsOf('bucket', {endpoint}));
	const {details} = await throwsCode(t, 'storage-unreachable', async () =>
		storage.ensureReachable(),
	);
	t.regex(details.reason, /does not speak TLS/);
});

test('a CA file that cannot be read is named', async t => {
	const {details} = await throwsCode(t, 'storage-unreachable', async () =>
		openStorage(settingsOf('bucket', {caFile: '/not/there.pem'})),
	);
	t.is(details.reason, 'the CA file /not/there.pem cannot be read');
});

test('a certificate is checked against the CA file, and without it nothing is sent', async t => {
	const file = (name: string): string =>
		fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));
	const requests: string[] = [];
	const server = createTlsServer(
		{
			cert: await readFile(file('server.pem')),
			key: await readFile(file('server-key.pem')),
		},
		(request, response) => {
			requests.push(request.method ?? '');
			request.resume();
			response.writeHead(200, {etag: '"abc"'});
			response.end();
		},
	).listen(0, '127.0.0.1');
	t.teardown(() => {
		server.closeAllConnections();
		server.close();
	});
	await once(server, 'listening');
	const {port} = server.address() as AddressInfo;
	const endpoint = `https://127.0.0.1:${port}`;

	const without = await open(t, settingsOf('bucket', {endpoint}));
	const {details} = await throwsCode(t, 'storage-unreachable', async () => without.put('a', 'x'));
	t.regex(details.reason, /authority that this machine does not know/);
	t.deepEqual(requests, []);

	const withFile = await open(t, settingsOf('bucket', {endpoint, caFile: file('ca.pem')}));
	t.is((await withFile.put('a', 'x')).checksum, 'abc');
	t.deepEqual(requests, ['PUT']);
});
