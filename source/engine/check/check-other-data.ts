import {joinKey} from '../../storage/keys.js';
import {listCluster} from '../cluster/list-cluster.js';
import type {Session} from '../session.js';
import {ok, warning, type Found} from './found.js';

const maxNamed = 5;

/**
 * Are there collections under the root path that this Milvus does not list? They were dropped a
 * while ago, or another Milvus keeps its data in the same place: then the garbage collector of each
 * deletes the data of the other. Ids are all that storage reports.
 */
export async function checkOtherData(
	session: Session,
	signal: AbortSignal | undefined,
): Promise<Found> {
	const {storage, rootPath, label: place} = await session.clusterPlace();
	const there = new Set<string>();
	for (const kind of ['insert_log', 'delta_log']) {
		const prefix = `${joinKey(rootPath, kind)}/`;
		for await (const name of storage.listDirectories(prefix, {signal})) {
			if (/^\d+$/.test(name)) {
				there.add(name);
			}
		}
	}

	// Asked afterwards: what was made meanwhile is known.
	const {collections} = await listCluster(await session.milvus());
	for (const {collectionId} of collections) {
		there.delete(collectionId);
	}

	const ids = [...there].toSorted();
	return ids.length === 0
		? ok({code: 'other-data-none', details: {place}})
		: warning({
				code: 'other-data',
				details: {place, ids: ids.slice(0, maxNamed), count: ids.length},
			});
}
