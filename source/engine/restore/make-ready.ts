import {createIndex, describeIndexes} from '../../milvus/indexes.js';
import {loadCollection, loadProgress, loadPartitions} from '../../milvus/loading.js';
import type {Milvus} from '../../milvus/milvus.js';
import type {CollectionName} from '../../model/collection-key.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {poll} from '../../utils/wait.js';
import {tolerateOutage} from '../run/tolerate-outage.js';
import type {RunContext} from '../run/run-context.js';
import type {BackupCollection} from '../repository/collection-view.js';

/** commonpb.IndexState */
const finished = 3;
const failed = 4;

/**
 * Creates every index of the backup that is not there yet. Before the rows are imported: Milvus then
 * builds each segment's index while it imports the next, and an index that it refuses is known
 * before hours of imports.
 */
export async function createIndexes(
	milvus: Milvus,
	view: BackupCollection,
	{db, name}: CollectionName,
	signal: AbortSignal | undefined,
): Promise<void> {
	if (view.indexes.length === 0) {
		return;
	}

	// An earlier run of the job may have created some.
	const there = new Set((await describeIndexes(milvus, db, name)).map(({indexName}) => indexName));
	for (const index of view.indexes) {
		signal?.throwIfAborted();
		if (!there.has(index.indexName)) {
			await createIndex(milvus, db, name, index);
		}
	}
}

/**
 * Waits until each index covers its rows.
 *
 * @throws index-failed, index-stalled
 */
export async function untilIndexed(
	milvus: Milvus,
	view: BackupCollection,
	{db, name}: CollectionName,
	options: {stallMs: number} & Pick<RunContext, 'signal' | 'onEvent'>,
): Promise<void> {
	const {collection} = view;
	const {stallMs, signal, onEvent} = options;
	if (view.indexes.length === 0) {
		return;
	}

	const seen = new Map<string, string>();
	await poll({
		ask: tolerateOutage(async () => {
			const states = await describeIndexes(milvus, db, name);
			for (const index of states) {
				const now = `${index.indexedRows}/${index.totalRows}`;
				if (seen.get(index.indexName) !== now) {
					seen.set(index.indexName, now);
					onEvent({
						type: 'index-progress',
						collection,
						index: index.indexName,
						indexedRows: Number(index.indexedRows),
						totalRows: Number(index.totalRows),
					});
				}

				if (index.state === failed) {
					throw new MilvaultError('index-failed', {
						collection,
						index: index.indexName,
						reason: index.failReason,
					});
				}
			}

			const isBuilt =
				states.length >= view.indexes.length &&
				states.every(
					({state, indexedRows, totalRows}) =>
						// 2.3.5 calls an index finished while it has not begun: its rows show it (measured).
						state === finished && BigInt(indexedRows) >= BigInt(totalRows),
				);
			return isBuilt ? true : undefined;
		}),
		progress: () => [...seen.values()].join(' '),
		firstMs: 50,
		maxMs: 500,
		timeoutMs: stallMs,
		onTimeout: waitedMs =>
			new MilvaultError('index-stalled', {
				collection,
				index: view.indexes.map(({indexName}) => indexName).join(', '),
				waitedMs,
			}),
		signal,
	});
}

/** The partitions to load when only some of them were; undefined: the whole collection. */
export function partitionsToLoad(view: BackupCollection): string[] | undefined {
	// milvus-backup asks for a collection's state in a partition's stead: only our own records can be
	// believed.
	if (!view.record) {
		return undefined;
	}

	const loaded = (view.info.partition_backups ?? [])
		.filter(({load_state: state}) => state === 'Loaded' || state === 'Loading')
		.map(partition => partition.partition_name);
	return loaded.length > 0 && loaded.length < view.partitions.length ? loaded : undefined;
}

/**
 * Loads what was loaded: the collection, or those of its partitions that were.
 *
 * @throws load-stalled
 */
export async function loadAsBefore(
	milvus: Milvus,
	view: BackupCollection,
	{db, name}: CollectionName,
	options: {stallMs: number} & Pick<RunContext, 'signal' | 'onEvent'>,
): Promise<void> {
	const {collection} = view;
	const {stallMs, signal, onEvent} = options;
	const partitions = partitionsToLoad(view);
	await (partitions
		? loadPartitions(milvus, db, name, partitions)
		: loadCollection(milvus, db, name));
	let percent = -1;
	await poll({
		ask: tolerateOutage(async () => {
			const now = await loadProgress(milvus, db, name, partitions);
			if (now !== percent) {
				percent = now;
				onEvent({type: 'load-progress', collection, percent});
			}

			return percent >= 100 ? true : undefined;
		}),
		progress: () => percent,
		firstMs: 50,
		maxMs: 500,
		timeoutMs: stallMs,
		onTimeout: waitedMs => new MilvaultError('load-stalled', {collection, waitedMs}),
		signal,
	});
}
