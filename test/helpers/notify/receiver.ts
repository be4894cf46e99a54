import {createServer, type IncomingHttpHeaders, type ServerResponse} from 'node:http';
import {once} from 'node:events';
import type {AddressInfo} from 'node:net';
import {text} from 'node:stream/consumers';
import type {ExecutionContext} from 'ava';

export type Received = {path: string; headers: IncomingHttpHeaders; body: string};

/** A server that keeps what it is sent, until the end of the test. */
export async function startReceiver(
	t: ExecutionContext,
	answer: (response: ServerResponse, received: Received, count: number) => void = response => {
		response.end('{}');
	},
): Promise<{url: string; received: Received[]}> {
	const received: Received[] = [];
	const server = createServer((request, response) => {
		void (async () => {
			const body = await text(request);
			const one = {path: request.url ?? '', headers: request.headers, body};
			received.push(one);
			answer(response, one, received.length);
		})();
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	t.teardown(async () => {
		server.closeAllConnections();
		server.close();
	});
	const {port} = server.address() as AddressInfo;
	return {url: `http://127.0.0.1:${port}`, received};
}
