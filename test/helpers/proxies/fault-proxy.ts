import {once} from 'node:events';
import {createServer, request as send, type IncomingMessage} from 'node:http';
import type {AddressInfo} from 'node:net';
import {pipeline} from 'node:stream/promises';
import type {ExecutionContext} from 'ava';
import {seededRandom} from '../runner/seeded-random.js';

/**
 * - `cut`: the answer's body ends half way with the connection; of an answer without a body the
 *   head is lost.
 * - `busy`: 503 SlowDown, as MinIO and AWS say it.
 * - `reset`: the connection is closed before the request has got to the store.
 * - `lost`: the store does what is asked, and the connection is closed before its answer.
 * - `swallowed`: nothing ever comes back, and nothing gets to the store.
 */
export type Fault = 'cut' | 'busy' | 'reset' | 'lost' | 'swallowed';

export type FaultyRequest = {
	method: string;
	/** Path without its query. */
	path: string;
	query: URLSearchParams;
	isCopy: boolean;
	headers: Readonly<IncomingMessage['headers']>;
};

/**
 * A way to a real store that loses some of what goes over it, until the end of the test. Signatures
 * stay valid.
 */
export async function faultProxy(
	t: ExecutionContext,
	target: string,
	faultOf: (request: FaultyRequest) => Fault | undefined,
): Promise<{
	endpoint: string;
	requests: FaultyRequest[];
	/** How often each fault was put in. */
	counts: Record<Fault, number>;
}> {
	const requests: FaultyRequest[] = [];
	const counts = {cut: 0, busy: 0, reset: 0, lost: 0, swallowed: 0};
	const server = createServer((incoming, outgoing) => {
		const {method = '', url = '', headers} = incoming;
		const {pathname, searchParams: query} = new URL(url, target);
		const request = {
			method,
			path: decodeURIComponent(pathname),
			query,
			isCopy: headers['x-amz-copy-source'] !== undefined,
			headers,
		};
		requests.push(request);
		const fault = faultOf(request);
		if (fault) {
			counts[fault]++;
		}

		if (fault === 'reset') {
			incoming.socket.resetAndDestroy();
			return;
		}

		if (fault === 'swallowed' || fault === 'busy') {
			// The whole request is taken first: an answer before would be a second kind of failure.
			incoming.resume().on('end', () => {
				if (fault === 'busy') {
					outgoing.writeHead(503, {'content-type': 'application/xml'});
					outgoing.end(
						'<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>',
					);
				}
			});
			return;
		}

		const onward = send(new URL(url, target), {method, headers});
		onward.on('response', response => {
			if (fault === 'lost') {
				response.resume();
				incoming.socket.resetAndDestroy();
				return;
			}

			outgoing.writeHead(response.statusCode ?? 502, response.headers);
			const work =
				fault === 'cut' ? cut(response, incoming, outgoing) : pipeline(response, outgoing);
			work.catch(() => outgoing.destroy());
		});
		pipeline(incoming, onward).catch(() => outgoing.destroy());
	}).listen(0, '127.0.0.1');
	t.teardown(() => {
		server.closeAllConnections();
		server.close();
	});
	await once(server, 'listening');
	const {port} = server.address() as AddressInfo;
	return {endpoint: `http://127.0.0.1:${port}`, requests, counts};
}

/** Half of the body, where its length is known, and then no more. */
async function cut(
	response: IncomingMessage,
	incoming: IncomingMessage,
	outgoing: NodeJS.WritableStream,
): Promise<void> {
	let rest = Math.floor(Number(response.headers['content-length'] ?? 0) / 2);
	for await (const chunk of response as AsyncIterable<Buffer>) {
		const part = chunk.subarray(0, rest);
		rest -= part.length;
		await new Promise(resolve => {
			outgoing.write(part, resolve);
		});
		if (rest === 0) {
			break;
		}
	}

	incoming.socket.destroy();
}

const million = 1_000_000;

/**
 * The same faults for the same seed, as far as requests come in the same order: each rate is a
 * share of all requests.
 */
export function seededFaults(
	name: string,
	rates: Readonly<Partial<Record<Fault, number>>>,
	seed?: number,
): () => Fault | undefined {
	const {below} = seededRandom(name, seed);
	return () => {
		let drawn = below(million) / million;
		for (const [fault, rate] of Object.entries(rates)) {
			if (drawn < rate) {
				return fault as Fault;
			}

			drawn -= rate;
		}

		return undefined;
	};
}
