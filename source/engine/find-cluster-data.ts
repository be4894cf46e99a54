import {connectMilvus} from '../milvus/connect-milvus.js';
import {rowStatistics} from '../milvus/collections.js';
import type {Milvus} from '../milvus/milvus.js';
import {hasCode} from '../model/milvault-error.js';
import type {MilvusSettings, S3Settings} from '../settings/settings.js';
import {findBuckets, findRootPaths} from '../storage/discover.js';
import {openStorage} from '../storage/open-storage.js';
import {mapBounded} from './run/map-bounded.js';
import {metadataConcurrency} from '../milvus/map-calls.js';
import {listCluster} from './cluster/list-cluster.js';

export type ClusterData = {
	/**
	 * Each holds data of one of this Milvus's collections; none when nothing is flushed or the keys
	 * may not look around.
	 */
	places: Array<{bucket: string; rootPath: string}>;
};

/**
 * Checked even where the keys may not list buckets: the default names of Milvus's installations.
 */
const usualBuckets = ['a-bucket', 'milvus-bucket'];
const maxCollections = 200;

/**
 * Finds the bucket and the root path where a Milvus keeps its data, by the ids of its collections.
 *
 * @throws errors of Milvus and the store, and wrong keys
 */
export async function findClusterData(
	milvusSettings: MilvusSettings,
	storageSettings: S3Settings,
	{signal}: {signal?: AbortSignal} = {},
): Promise<ClusterData> {
	const ids = await collectionIds(milvusSettings, signal);
	const [bucket = ''] = usualBuckets;
	const storage = await openStorage({...storageSettings, bucket});
	try {
		await storage.ensureReachable({signal}).catch((error: unknown) => {
			if (!hasCode(error, 'bucket-missing') && !hasCode(error, 'storage-denied')) {
				throw error;
			}
		});
		const places = await findBuckets(storage, ids, {signal});
		for (const usual of usualBuckets) {
			const one = await openStorage({...storageSettings, bucket: usual});
			try {
				const rootPaths = await findRootPaths(one, ids, {signal}).catch(refused);
				places.push(...rootPaths.map(rootPath => ({bucket: usual, rootPath})));
			} finally {
				one.close();
			}
		}

		const distinct = new Map(places.map(place => [`${place.bucket}/${place.rootPath}`, place]));
		return {places: [...distinct.values()]};
	} finally {
		storage.close();
	}
}

/** A missing or forbidden bucket is treated as empty. */
function refused(error: unknown): string[] {
	if (hasCode(error, 'cancelled')) {
		throw error;
	}

	return [];
}

/** Those with the most rows first: they have been flushed. */
async function collectionIds(
	settings: MilvusSettings,
	signal: AbortSignal | undefined,
): Promise<string[]> {
	const milvus: Milvus = await connectMilvus(settings, {signal});
	try {
		const {collections} = await listCluster(milvus);
		const counted = await mapBounded(
			collections.slice(0, maxCollections),
			metadataConcurrency,
			async ({db, name, collectionId}) => ({
				collectionId,
				rows: BigInt(await rowStatistics(milvus, db, name).catch(() => '0')),
			}),
		);
		return counted
			.toSorted((a, b) => (a.rows > b.rows ? -1 : 1))
			.map(({collectionId}) => collectionId);
	} finally {
		milvus.close();
	}
}
