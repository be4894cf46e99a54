import {once} from 'node:events';
import {createServer, request as send} from 'node:http';
import type {AddressInfo} from 'node:net';
import {pipeline} from 'node:stream/promises';

/** A door to a store that counts what is asked of it; runs through it are not timed. */
export async function countingProxy(target: string): Promise<{
	endpoint: string;
	paths: string[];
	summary: () => string;
	stop: () => void;
}> {
	const kinds = new Map<string, number>();
	const paths: string[] = [];
	const server = createServer((incoming, outgoing) => {
		const {method = '', url = '', headers} = incoming;
		const {pathname, searchParams} = new URL(url, target);
		const kind =
			'x-amz-copy-source' in headers
				? 'copy'
				: method === 'GET' && searchParams.has('list-type')
					? 'list'
					: method;
		kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
		paths.push(decodeURIComponent(pathname));
		const onward = send(new URL(url, target), {method, headers});
		onward.on('response', response => {
			outgoing.writeHead(response.statusCode ?? 502, response.headers);
			pipeline(response, outgoing).catch(() => outgoing.destroy());
		});
		pipeline(incoming, onward).catch(() => outgoing.destroy());
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const {port} = server.address() as AddressInfo;
	return {
		endpoint: `http://127.0.0.1:${port}`,
		paths,
		summary: () =>
			[...kinds]
				.toSorted(([a], [b]) => (a < b ? -1 : 1))
				.map(([kind, count]) => `${kind} ${count}`)
				.join(', '),
		stop() {
			server.closeAllConnections();
			server.close();
		},
	};
}
