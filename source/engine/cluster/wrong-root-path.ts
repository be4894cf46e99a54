import type {PersistentSegment} from '../../milvus/segments.js';
import {collectionKey, type CollectionName} from '../../model/collection-key.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {findBuckets, findRootPaths} from '../../storage/discover.js';
import type {Place} from '../session.js';

/**
 * Milvus has rows, but its storage holds none of their binlogs: the most frequent mistake, and
 * never a success. Reports where this collection's id does appear.
 */
export async function wrongRootPath(
	cluster: Place,
	collection: CollectionName,
	{collectionId}: {collectionId: string},
	segments: readonly PersistentSegment[],
): Promise<MilvaultError> {
	const rows = segments.reduce((sum, segment) => sum + BigInt(segment.rows), 0n);
	const suggestions = await findRootPaths(cluster.storage, [collectionId]);
	return new MilvaultError('wrong-root-path', {
		collection: collectionKey(collection),
		rows: rows.toString(),
		place: cluster.label,
		rootPath: cluster.rootPath,
		suggestions,
		otherBuckets:
			suggestions.length === 0 ? await findBuckets(cluster.storage, [collectionId]) : [],
	});
}
