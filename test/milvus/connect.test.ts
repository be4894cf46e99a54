import {once} from 'node:events';
import {createServer as createHttp2Server} from 'node:http2';
import {createServer as createHttpServer} from 'node:http';
import {
	createServer as createTcpServer,
	type AddressInfo,
	type Server,
	type Socket,
} from 'node:net';
import {Server as GrpcServer, ServerCredentials} from '@grpc/grpc-js';
import test, {type ExecutionContext} from 'ava';
import {connectMilvus} from '../../source/milvus/connect-milvus.js';
import {MilvaultError} from '../../source/model/milvault-error.js';
import type {MilvusSettings} from '../../source/settings/settings.js';
import {servers} from '../helpers/servers/servers.js';

/* Real Milvus where there is one; else a real server that is none. */

const secret = (value: string) => ({value, origin: 'test'});

async function connect(
	settings: Partial<MilvusSettings> & {address: string},
	options?: {timeoutMs?: number; signal?: AbortSignal},
) {
	const milvus = await connectMilvus({tls: {mode: 'off'}, ...settings}, options);
	milvus.close();
	return milvus;
}

async function failure(t: ExecutionContext, ...parameters: Parameters<typeof connect>) {
	const error = await t.throwsAsync(connect(...parameters));
	return error instanceof MilvaultError ? {code: error.code, ...error.details} : error;
}

/** Address of a server on the loopback, until the end of the test. */
async function listening(t: ExecutionContext, server: Server): Promise<string> {
	const sockets = new Set<Socket>();
	server.on('connection', (socket: Socket) => sockets.add(socket));
	server.listen(0, '127.0.0.1');
	t.teardown(() => {
		server.close();
		for (const socket of sockets) {
			socket.destroy();
		}
	});
	await once(server, 'listening');
	return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

for (const name of ['milvus235', 'milvus235local', 'milvus2216'] as const) {
	test(`${name} tells its version`, async t => {
		const {version, cluster} = servers()[name];
		const milvus = await connect(cluster.milvus);
		t.is(milvus.version, version);
		t.is(milvus.buildTag, `v${version}-lite`);
		t.true(milvus.features.isRunLive);
	});
}

for (const name of ['milvus235local', 'milvus2216'] as const) {
	test(`${name} accepts user and password, or both as a token, and no other login`, async t => {
		const {address, password = ''} = servers()[name];
		const token = secret(`root:${password}`);
		t.is((await connect({address, token})).version, servers()[name].version);
		const refused = {code: 'milvus-login', address};
		t.deepEqual(
			await failure(t, {
				address,
				username: 'root',
				password: secret('another'),
			}),
			{...refused, user: 'root'},
		);
		t.deepEqual(await failure(t, {address, username: 'nobody', password: secret('x')}), {
			...refused,
			user: 'nobody',
		});
		for (const login of [{}, {token: secret('another')}]) {
			t.deepEqual(await failure(t, {address, ...login}), {
				...refused,
				user: '',
			});
		}
	});
}

test('where nothing listens is said at once', async t => {
	const server = createTcpServer();
	const address = await listening(t, server);
	server.close();
	const since = performance.now();
	t.deepEqual(await failure(t, {address}), {
		code: 'milvus-unreachable',
		address,
		reason: 'nothing listens there',
	});
	// Connecting's own limit is ten seconds: nothing was waited for.
	t.true(performance.now() - since < 5000);
});

test('an unknown host is said to be one', async t => {
	const address = 'no-such-host.invalid:19530';
	t.deepEqual(await failure(t, {address}), {
		code: 'milvus-unreachable',
		address,
		reason: 'the host name is not known',
	});
});

test('a web server is no Milvus', async t => {
	const address = await listening(
		t,
		createHttpServer((_, response) => response.end('hello')),
	);
	t.deepEqual(await failure(t, {address}), {
		code: 'not-a-milvus',
		address,
		reason: 'it does not speak HTTP/2',
	});
});

test('MinIO’s port is no Milvus', async t => {
	const {endpoint} = servers().minio;
	const address = new URL(endpoint).host;
	t.like(await failure(t, {address}), {code: 'not-a-milvus', address});
});

for (const [status, reason] of [
	[404, 'it does not know Milvus’s calls'],
	[200, 'it does not speak gRPC'],
] as const) {
	test(`an HTTP/2 server that answers ${status} is no Milvus`, async t => {
		const server = createHttp2Server();
		server.on('stream', stream => {
			stream.respond({':status': status, 'content-type': 'text/html'});
			stream.end('hello');
		});
		const address = await listening(t, server);
		t.deepEqual(await failure(t, {address}), {
			code: 'not-a-milvus',
			address,
			reason,
		});
	});
}

test('another gRPC server is no Milvus', async t => {
	const server = new GrpcServer();
	t.teardown(() => {
		server.forceShutdown();
	});
	const port = await new Promise<number>((resolve, reject) => {
		server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
			if (error) {
				reject(error);
			} else {
				resolve(bound);
			}
		});
	});
	const address = `127.0.0.1:${port}`;
	t.deepEqual(await failure(t, {address}), {
		code: 'not-a-milvus',
		address,
		reason: 'it does not know Milvus’s calls',
	});
});

test('a server that takes the connection and says nothing is given up after the time-out', async t => {
	const address = await listening(t, createTcpServer());
	t.deepEqual(await failure(t, {address}, {timeoutMs: 300}), {
		code: 'milvus-timeout',
		address,
		rpc: 'GetVersion',
		timeoutMs: 300,
	});
});

test('cancelling ends a connection without an answer at once', async t => {
	const server = createTcpServer();
	const address = await listening(t, server);
	const controller = new AbortController();
	const connecting = failure(t, {address}, {signal: controller.signal});
	await once(server, 'connection');
	controller.abort();
	t.deepEqual(await connecting, {code: 'cancelled'});
});

test('TLS to a Milvus without it is said to be that', async t => {
	const {address} = servers().milvus235;
	t.deepEqual(await failure(t, {address, tls: {mode: 'one-way'}}), {
		code: 'milvus-tls',
		address,
		reason: 'the server does not speak TLS',
	});
});
