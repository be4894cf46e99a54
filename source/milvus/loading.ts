import type {LoadState} from '../model/collection.js';
import type {Milvus} from './milvus.js';

/** commonpb.LoadState: 0 NotExist 1 NotLoad 2 Loading 3 Loaded */
const states: Readonly<Record<number, LoadState>> = {2: 'Loading', 3: 'Loaded'};

export async function loadState(milvus: Milvus, db: string, name: string): Promise<LoadState> {
	const answer = await milvus.call<{state: number}>(
		'GetLoadState',
		{db_name: db, collection_name: name},
		{db},
	);
	return states[answer.state] ?? 'NotLoad';
}

/** milvuspb.ShowType */
const inMemory = 1;

/**
 * The load state of each partition of a collection that is loaded at least in part: one call for
 * all of them.
 */
export async function partitionLoadStates(
	milvus: Milvus,
	db: string,
	name: string,
	partitions: readonly string[],
): Promise<Map<string, LoadState>> {
	const answer = await milvus.call<{
		partition_names: string[];
		inMemory_percentages: string[];
	}>('ShowPartitions', {db_name: db, collection_name: name, type: inMemory}, {db});
	const percentages = new Map(
		answer.partition_names.map((partition, index) => [
			partition,
			Number(answer.inMemory_percentages[index] ?? 0),
		]),
	);
	return new Map(
		partitions.map((partition): [string, LoadState] => {
			const percent = percentages.get(partition);
			return [partition, percent === undefined ? 'NotLoad' : percent >= 100 ? 'Loaded' : 'Loading'];
		}),
	);
}

/** Starts to load a collection, one replica. */
export async function loadCollection(milvus: Milvus, db: string, name: string): Promise<void> {
	await milvus.call(
		'LoadCollection',
		{db_name: db, collection_name: name, replica_number: 1},
		{db},
	);
}

/** Starts to load some partitions. */
export async function loadPartitions(
	milvus: Milvus,
	db: string,
	name: string,
	partitions: readonly string[],
): Promise<void> {
	await milvus.call(
		'LoadPartitions',
		{
			db_name: db,
			collection_name: name,
			partition_names: [...partitions],
			replica_number: 1,
		},
		{db},
	);
}

/**
 * Percent, 0-100, of a collection, or of some of its partitions, that is being loaded.
 *
 * @throws milvus-refused for a collection that is not being loaded
 */
export async function loadProgress(
	milvus: Milvus,
	db: string,
	name: string,
	partitions: readonly string[] = [],
): Promise<number> {
	const answer = await milvus.call<{progress: string}>(
		'GetLoadingProgress',
		{
			db_name: db,
			collection_name: name,
			partition_names: [...partitions],
		},
		{db},
	);
	return Number(answer.progress);
}
