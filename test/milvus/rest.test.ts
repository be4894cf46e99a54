import {once} from 'node:events';
import {createServer, type RequestListener} from 'node:http';
import {createServer as createTcpServer, type Socket} from 'node:net';
import type {AddressInfo} from 'node:net';
import {text} from 'node:stream/consumers';
import test, {type ExecutionContext} from 'ava';
import {isRestAbsent, openRest} from '../../source/milvus/rest.js';
import {MilvaultError} from '../../source/model/milvault-error.js';
import type {MilvusSettings} from '../../source/settings/settings.js';
import {httpServer} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';

/* The REST API of Milvus 2.4 and later: an HTTP server answers as it is published to. */

function open(restUrl: string, settings: Partial<MilvusSettings> = {}) {
	return openRest({
		address: 'milvus.invalid:19530',
		tls: {mode: 'off'},
		restUrl,
		...settings,
	});
}

async function failure(t: ExecutionContext, call: Promise<unknown>) {
	const error = await t.throwsAsync(call, {instanceOf: MilvaultError});
	return [error?.code, error?.details, isRestAbsent(error)];
}

const answering =
	(status: number, body: string): RequestListener =>
	(_, response) => {
		response.statusCode = status;
		response.end(body);
	};

test('simulated Milvus: numbers beyond 2^53 arrive whole, and leave as bare numbers', async t => {
	const received: string[] = [];
	const url = await httpServer(t, (request, response) => {
		void text(request).then(body => {
			received.push(`${request.url} ${body}`);
			response.end(
				'{"code":0,"data":{"id":470638317492441403,"few":7,"part":0.5,"ids":[470638317492441405]}}',
			);
		});
	});
	// A base with a path of its own, as behind a gateway.
	const rest = open(`${url}/gateway`);
	t.deepEqual(await rest('v2/x', {id: 470_638_317_492_441_403n, text: '集'}), {
		id: '470638317492441403',
		few: 7,
		part: 0.5,
		ids: ['470638317492441405'],
	});
	t.deepEqual(received, ['/gateway/v2/x {"id":470638317492441403,"text":"集"}']);
});

test('simulated Milvus: the same login as for gRPC goes along', async t => {
	const seen: Array<string | undefined> = [];
	const url = await httpServer(t, (request, response) => {
		seen.push(request.headers.authorization);
		response.end('{"code":0,"data":{}}');
	});
	const secret = (value: string) => ({value, origin: 'test'});
	await open(url, {username: 'anna', password: secret('pw')})('v2/x', {});
	await open(url, {token: secret('key')})('v2/x', {});
	await open(url)('v2/x', {});
	t.deepEqual(seen, ['Bearer anna:pw', 'Bearer key', undefined]);
});

const answers: ReadonlyArray<
	[title: string, status: number, body: string, code: string, details: object]
> = [
	[
		'a code that is not 0',
		200,
		'{"code":1100,"message":"invalid parameter"}',
		'milvus-refused',
		{rpc: 'v2/x', code: 1100, reason: 'invalid parameter'},
	],
	[
		'no JSON',
		200,
		'<html>hello</html>',
		'milvus-refused',
		{rpc: 'v2/x', code: 200, reason: '<html>hello</html>'},
	],
	[
		'JSON without a code',
		200,
		'{"data":{"jobId":"1"}}',
		'milvus-refused',
		{rpc: 'v2/x', code: 200, reason: '{"data":{"jobId":"1"}}'},
	],
	['a broken server', 500, 'oops', 'milvus-refused', {rpc: 'v2/x', code: 500, reason: 'oops'}],
	['a login that is refused', 401, '', 'milvus-login', {address: 'milvus.invalid:19530', user: ''}],
	[
		'a privilege that is missing',
		403,
		'no',
		'milvus-denied',
		{rpc: 'v2/x', user: '', reason: 'no'},
	],
	[
		'a server that is not ready yet',
		200,
		'{"code":65535,"message":"service not ready[datacoord=1: Initializing]"}',
		'milvus-unreachable',
		{
			address: 'milvus.invalid:19530',
			reason: 'service not ready[datacoord=1: Initializing]',
		},
	],
	[
		'a path that is not served',
		404,
		'404 page not found',
		'milvus-unsupported',
		{feature: 'v2/x', version: ''},
	],
];

for (const [title, status, body, code, details] of answers) {
	test(`simulated Milvus: ${title} is an error with its code`, async t => {
		const url = await httpServer(t, answering(status, body));
		t.deepEqual(await failure(t, open(url)('v2/x', {})), [
			code,
			details,
			code === 'milvus-unsupported',
		]);
	});
}

test('Milvus 2.3.5 has no such API', async t => {
	const {address} = servers().milvus235;
	const rest = openRest({address, tls: {mode: 'off'}});
	t.deepEqual(await failure(t, rest('v2/vectordb/jobs/import/list', {dbName: 'default'})), [
		'milvus-unsupported',
		{feature: 'v2/vectordb/jobs/import/list', version: ''},
		true,
	]);
});

test('an address that does not answer is a time-out, one without a server is unreachable', async t => {
	const sockets: Socket[] = [];
	const server = createTcpServer(socket => sockets.push(socket));
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
	const rest = open(`http://${host}`);
	t.deepEqual(await failure(t, rest('v2/x', {}, {timeoutMs: 200})), [
		'milvus-timeout',
		{address: host, rpc: 'v2/x', timeoutMs: 200},
		true,
	]);
	const controller = new AbortController();
	const calling = rest('v2/x', {}, {signal: controller.signal});
	controller.abort();
	await t.throwsAsync(calling, {name: 'AbortError'});
	server.close();
	for (const socket of sockets) {
		socket.destroy();
	}

	const [code, , isAbsent] = await failure(t, rest('v2/x', {}));
	t.deepEqual([code, isAbsent], ['milvus-unreachable', true]);
});

test('an HTTP server that begins an answer and breaks off is unreachable', async t => {
	const server = createServer((_, response) => {
		response.writeHead(200, {'content-length': '100'});
		response.write('{"code":0', () => response.destroy());
	}).listen(0, '127.0.0.1');
	t.teardown(() => server.close());
	await once(server, 'listening');
	const {port} = server.address() as AddressInfo;
	const [code] = await failure(t, open(`http://127.0.0.1:${port}`)('v2/x', {}));
	t.is(code, 'milvus-unreachable');
});
