import {partitionStatistics} from '../../milvus/collections.js';
import {metadataConcurrency} from '../../milvus/map-calls.js';
import type {Milvus} from '../../milvus/milvus.js';
import type {CollectionName} from '../../model/collection-key.js';
import {hasCode, MilvaultError} from '../../model/milvault-error.js';
import {collectionKey} from '../../model/collection-key.js';
import {poll} from '../../utils/wait.js';
import {mapBounded} from '../run/map-bounded.js';
import {tolerateOutage} from '../run/tolerate-outage.js';

/** Statistics follow a flush within a moment; what is taken for different is done once more. */
const settleMs = 3000;

/**
 * The partitions of a flushed collection that do not hold as many rows as they are to, by Milvus's
 * statistics; none where it has no statistics of partitions.
 *
 * @param expected - Rows by partition
 */
export async function differentPartitions(
	milvus: Milvus,
	{db, name}: CollectionName,
	expected: ReadonlyMap<string, bigint>,
	signal: AbortSignal | undefined,
): Promise<ReadonlySet<string>> {
	let different = new Set(expected.keys());
	const late = new MilvaultError('restored-differs', {
		collection: collectionKey({db, name}),
		differences: [],
	});
	try {
		await poll({
			ask: tolerateOutage(async () => {
				const found = await mapBounded([...different], metadataConcurrency, async partition => {
					const rows = BigInt(await partitionStatistics(milvus, db, name, partition));
					return rows === expected.get(partition) ? [] : [partition];
				});
				different = new Set(found.flat());
				return different.size === 0 ? true : undefined;
			}),
			progress: () => different.size,
			firstMs: 100,
			maxMs: 1000,
			timeoutMs: settleMs,
			onTimeout: () => late,
			signal,
		});
	} catch (error) {
		if (hasCode(error, 'milvus-unsupported')) {
			return new Set();
		}

		if (error !== late) {
			throw error;
		}
	}

	return different;
}
