import {describeCollection, rowStatistics} from '../../milvus/collections.js';
import {unlessMissing} from '../../milvus/recognise-error.js';
import {collectionKey} from '../../model/collection-key.js';
import {assertRootPath} from '../cluster/assert-root-path.js';
import {ok, type Found} from './found.js';
import type {Session} from '../session.js';
import {mapBounded} from '../run/map-bounded.js';
import {metadataConcurrency} from '../../milvus/map-calls.js';
import {listCluster} from '../cluster/list-cluster.js';

/** Enough to find one that has rows. */
const maxCollections = 50;

/**
 * Do the bucket and the root path hold the binlogs of this Milvus? By the collection with the most
 * rows.
 *
 * @throws wrong-root-path with the values that would be right
 */
export async function checkRootPath(
	session: Session,
	signal: AbortSignal | undefined,
): Promise<Found> {
	const milvus = await session.milvus();
	const cluster = await session.clusterPlace();
	const {collections} = await listCluster(milvus);
	const counted = await mapBounded(
		collections.slice(0, maxCollections),
		metadataConcurrency,
		async ({db, name}) => {
			signal?.throwIfAborted();
			const description = await describeCollection(milvus, db, name);
			// It may be dropped while we look.
			const rows = await unlessMissing(rowStatistics(milvus, db, name));
			return description && rows !== undefined
				? {db, name, collectionId: description.collectionId, rows}
				: undefined;
		},
	);
	const looked = await assertRootPath(milvus, cluster, counted);
	const {label: place} = cluster;
	return looked
		? ok({
				code: 'root-path-right',
				details: {place, collection: collectionKey(looked)},
			})
		: ok({code: 'root-path-unknown', details: {place}});
}
