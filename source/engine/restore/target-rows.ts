import {countRows, rowStatistics} from '../../milvus/collections.js';
import {loadState, partitionLoadStates} from '../../milvus/loading.js';
import type {Milvus} from '../../milvus/milvus.js';
import {showPartitions} from '../../milvus/partitions.js';
import type {CollectionName} from '../../model/collection-key.js';
import type {StandingRows} from '../../model/resolve-targets.js';

/**
 * Rows of a collection that a restore finds: counted where all of it is loaded and Milvus can
 * count, or else by Milvus's statistics, which leave out what is not flushed (2.2.16 and 2.3.5;
 * growing segments are not listed either) and what was deleted.
 */
export async function targetRows(milvus: Milvus, target: CollectionName): Promise<StandingRows> {
	// Without permission to count, or without a query node, there are still the statistics.
	const counted = await countLoaded(milvus, target).catch(() => undefined);
	return counted === undefined
		? {
				rows: await rowStatistics(milvus, target.db, target.name),
				isUncounted: true,
			}
		: {rows: counted};
}

/** Of a collection that is loaded in part, count(*) leaves out the other partitions. */
async function countLoaded(
	milvus: Milvus,
	{db, name}: CollectionName,
): Promise<string | undefined> {
	if (!milvus.features.countStar || (await loadState(milvus, db, name)) !== 'Loaded') {
		return undefined;
	}

	const partitions = (await showPartitions(milvus, db, name)).map(partition => partition.name);
	const states = await partitionLoadStates(milvus, db, name, partitions);
	return [...states.values()].every(state => state === 'Loaded')
		? countRows(milvus, db, name)
		: undefined;
}
