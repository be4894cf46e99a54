import {endMilvus} from './end-milvus.js';
import type {ProcessIdentity} from '../utils/process-identity.js';

/**
 * Ends a server: SIGTERM, SIGKILL after ten seconds. Does nothing when the process is not the one
 * that was recorded.
 *
 * Milvus 2.2 and 2.3 with their etcd inside leave their sessions behind when they end, and the next
 * start waits for these to expire: 54 seconds instead of 3, measured. They are therefore removed
 * first; without them the server also ends by itself.
 *
 * @returns whether it had to be killed.
 */
export async function stopServer(
	server: ProcessIdentity & {etcdPort: number},
	options: {graceMs?: number; onKill?: () => void} = {},
): Promise<boolean> {
	const {graceMs = 10_000, onKill} = options;
	await removeSessions(server.etcdPort);
	return endMilvus(server, {graceMs, onKill});
}

async function removeSessions(etcdPort: number): Promise<void> {
	const encode = (key: string) => Buffer.from(key).toString('base64');
	try {
		// One request, so that none is left when the server notices the first and ends. `0` is the
		// character after `/`.
		await fetch(`http://127.0.0.1:${etcdPort}/v3/kv/deleterange`, {
			method: 'POST',
			body: JSON.stringify({
				key: encode('by-dev/meta/session/'),
				range_end: encode('by-dev/meta/session0'),
			}),
			signal: AbortSignal.timeout(2000),
		});
	} catch {
		// A courtesy to the next start: without it that only takes longer.
	}
}
