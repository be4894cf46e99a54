import {createServer, request as send} from 'node:http';
import {once} from 'node:events';
import type {AddressInfo} from 'node:net';
import {pipeline} from 'node:stream/promises';
import type {ExecutionContext} from 'ava';

export type RecordedRequest = {
	method: string;
	/** Path without its query. */
	path: string;
	/** The store was asked to copy by itself: no bytes went through us. */
	isCopy: boolean;
	/** Path of what it was asked to copy. */
	copySource?: string;
};

/**
 * A door to a store that writes down what is asked of it, until the end of the test. Signatures
 * stay valid: Host is passed on.
 */
export async function recordingProxy(
	t: ExecutionContext,
	target: string,
	{
		refusesCopies = false,
		before,
	}: {
		/** Answers copies as a store that has none. */
		refusesCopies?: boolean;
		/** What happens just before a request is passed on. */
		before?: (request: RecordedRequest) => Promise<void>;
	} = {},
): Promise<{endpoint: string; requests: RecordedRequest[]}> {
	const requests: RecordedRequest[] = [];
	const server = createServer((incoming, outgoing) => {
		const {method = '', url = '', headers} = incoming;
		const {'x-amz-copy-source': source} = headers;
		const isCopy = source !== undefined;
		const request: RecordedRequest = {
			method,
			path: decodeURIComponent(url.split('?')[0] ?? ''),
			isCopy,
			...(isCopy && {copySource: decodeURIComponent(String(source))}),
		};
		requests.push(request);
		if (isCopy && refusesCopies) {
			incoming.resume();
			outgoing.writeHead(501, {'content-type': 'application/xml'});
			outgoing.end(
				'<Error><Code>NotImplemented</Code><Message>A header you provided implies functionality that is not implemented.</Message></Error>',
			);
			return;
		}

		const onward = send(new URL(url, target), {method, headers});
		onward.on('response', response => {
			outgoing.writeHead(response.statusCode ?? 502, response.headers);
			pipeline(response, outgoing).catch(() => outgoing.destroy());
		});
		const passOn = async (): Promise<void> => {
			await before?.(request);
			await pipeline(incoming, onward);
		};

		passOn().catch(() => outgoing.destroy());
	}).listen(0, '127.0.0.1');
	t.teardown(() => {
		server.closeAllConnections();
		server.close();
	});
	await once(server, 'listening');
	const {port} = server.address() as AddressInfo;
	return {endpoint: `http://127.0.0.1:${port}`, requests};
}
