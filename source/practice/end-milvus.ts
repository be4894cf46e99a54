import {rm} from 'node:fs/promises';
import {endProcessGroup, type ProcessIdentity} from '../utils/process-identity.js';

/**
 * Ends a Milvus with all its processes, and removes the file that it keeps outside of its data:
 * `/tmp/milvus/server_id_<pid>`, of which every start would leave one.
 *
 * @returns whether it had to be killed.
 */
export async function endMilvus(
	identity: ProcessIdentity,
	options: {graceMs: number; onKill?: () => void},
): Promise<boolean> {
	const wasKilled = await endProcessGroup(identity, options);
	await rm(`/tmp/milvus/server_id_${identity.pid}`, {force: true});
	return wasKilled;
}
