import getPort, {portNumbers} from 'get-port';

/** Every port that one Milvus process binds, by our name for it. */
export type ServerPorts = Readonly<Record<(typeof portNames)[number], number>>;

const portNames = [
	'proxy',
	'proxyInternal',
	'metrics',
	'etcdClient',
	'etcdPeer',
	'rootCoord',
	'queryCoord',
	'queryNode',
	'indexCoord',
	'indexNode',
	'dataCoord',
	'dataNode',
] as const;

/**
 * Chooses ports that are free on all interfaces, since Milvus binds them there.
 *
 * Below 32768, where Linux begins to take ports for outgoing connections: Milvus binds some of them
 * only seconds later.
 */
export async function choosePorts(): Promise<ServerPorts> {
	const ports: Record<string, number> = {};
	for (const name of portNames) {
		const first = 20_000 + Math.floor(Math.random() * 11_000);
		ports[name] = await getPort({
			port: portNumbers(first, first + 1000),
			exclude: Object.values(ports),
		});
	}

	return ports as ServerPorts;
}
