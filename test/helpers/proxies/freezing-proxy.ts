import {once} from 'node:events';
import {connect, createServer, type AddressInfo, type Socket} from 'node:net';
import type {ExecutionContext} from 'ava';

/**
 * A way to a server that can stop passing bytes in either direction, with every connection left
 * open: a host that hangs. Or that can go away: every connection is dropped, and nothing listens
 * there.
 */
export async function freezingProxy(
	t: ExecutionContext,
	address: string,
): Promise<{
	address: string;
	freeze: () => void;
	thaw: () => void;
	leave: () => void;
	comeBack: () => void;
}> {
	const [host = '', port = ''] = address.split(':');
	const sockets = new Set<Socket>();
	let isFrozen = false;
	const pass = (from: Socket, to: Socket): void => {
		sockets.add(from);
		from.on('data', bytes => {
			if (!isFrozen) {
				to.write(bytes);
			}
		});
		from.on('error', () => to.destroy());
		from.on('close', () => {
			sockets.delete(from);
			to.destroy();
		});
	};

	const server = createServer(incoming => {
		const onward = connect(Number(port), host);
		pass(incoming, onward);
		pass(onward, incoming);
	}).listen(0, '127.0.0.1');
	const end = (): void => {
		for (const socket of sockets) {
			socket.destroy();
		}
	};

	t.teardown(() => {
		end();
		server.close();
	});
	await once(server, 'listening');
	const {port: own} = server.address() as AddressInfo;
	return {
		address: `127.0.0.1:${own}`,
		freeze() {
			isFrozen = true;
		},
		/** Connections that hung are closed: what they were in the middle of is lost. */
		thaw() {
			isFrozen = false;
			end();
		},
		leave() {
			server.close();
			end();
		},
		/** On the same port. */
		comeBack() {
			server.listen(own, '127.0.0.1');
		},
	};
}
