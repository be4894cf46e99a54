import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {allRows, ok} from '../milvus/rows.js';

/** All that a restored collection must have in common with the one that was backed up, but rows. */
export type Structure = {
	/** DescribeCollection's answer without names, ids and times. */
	description: Record<string, unknown>;
	aliases: string[];
	partitions: string[];
	/** DescribeIndex's, by name. */
	indexes: Array<{field: string; name: string; params: Record<string, string>}>;
	loadState: string;
	/** Only where the server has it (2.3), and only of a loaded collection. */
	partitionLoadStates: Record<string, string>;
};

/** Looks at a collection with Milvus's own SDK. */
export async function structureOf(
	client: MilvusClient,
	db: string,
	name: string,
): Promise<Structure> {
	const collection = {db_name: db, collection_name: name};
	const [described, partitions, indexes, load] = await Promise.all([
		client.describeCollection(collection),
		client.listPartitions(collection),
		client.describeIndex(collection),
		client.getLoadState(collection),
	]);
	const names = ok(partitions).partition_names.toSorted();
	const {state} = ok(load);
	return {
		description: comparable(ok(described)),
		aliases: described.aliases.toSorted(),
		partitions: names,
		indexes:
			indexes.status.error_code === 'IndexNotExist'
				? []
				: ok(indexes)
						.index_descriptions.map(index => ({
							field: index.field_name,
							name: index.index_name,
							params: Object.fromEntries(index.params.map(({key, value}) => [key, String(value)])),
						}))
						.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
		loadState: state,
		partitionLoadStates:
			state === 'LoadStateLoaded' ? await partitionStates(client, db, name, names) : {},
	};
}

/**
 * Rows of each partition by primary key, as `allRows` gives them; of a collection that was made
 * readable.
 */
export async function rowsByPartition(
	client: MilvusClient,
	db: string,
	name: string,
): Promise<Record<string, Map<string, string>>> {
	const collection = {db_name: db, collection_name: name};
	const {partition_names: names} = ok(await client.listPartitions(collection));
	const rows: Record<string, Map<string, string>> = {};
	for (const partition of names.toSorted()) {
		rows[partition] = await allRows(client, db, name, [partition]);
	}

	return rows;
}

/**
 * Loads all partitions, with an index of its own where there is none; of a collection that is
 * loaded in part, 2.3.5 would call the rest loaded before it is (measured).
 */
export async function makeReadable(client: MilvusClient, db: string, name: string): Promise<void> {
	const collection = {db_name: db, collection_name: name};
	const structure = await structureOf(client, db, name);
	const isWhole =
		structure.loadState === 'LoadStateLoaded' &&
		Object.values(structure.partitionLoadStates).every(state => state === structure.loadState);
	if (isWhole) {
		return;
	}

	if (structure.indexes.length === 0) {
		ok(
			await client.createIndex({
				...collection,
				field_name: 'v',
				index_type: 'FLAT',
				metric_type: 'L2',
			}),
		);
	}

	ok(await client.releaseCollection(collection));
	ok(await client.loadCollectionSync(collection));
}

export type Found = {key: string; distance: number};

/** What each of some searches finds: ten keys with their distances, nearest first. */
export async function searchResults(
	client: MilvusClient,
	db: string,
	name: string,
	{vectors, field}: {vectors: number[][]; field: string},
): Promise<Found[][]> {
	const collection = {db_name: db, collection_name: name};
	const {index_descriptions: indexes} = ok(await client.describeIndex(collection));
	const metric = indexes
		.find(index => index.field_name === field)
		?.params.find(({key}) => key === 'metric_type');
	const {schema} = ok(await client.describeCollection(collection));
	const key = schema.fields.find(({is_primary_key: isKey}) => isKey)!.name;
	const found: Found[][] = [];
	for (const vector of vectors) {
		const {results} = ok(
			await client.search({
				...collection,
				data: vector,
				anns_field: field,
				limit: 10,
				metric_type: String(metric?.value),
				output_fields: [key],
				consistency_level: 0,
			}),
		);
		found.push(results.map(row => ({key: String(row[key]), distance: row.score})));
	}

	return found;
}

async function partitionStates(
	client: MilvusClient,
	db: string,
	name: string,
	partitions: readonly string[],
): Promise<Record<string, string>> {
	const states: Record<string, string> = {};
	for (const partition of partitions) {
		const {state} = ok(
			await client.getLoadState({
				db_name: db,
				collection_name: name,
				partition_names: [partition],
			}),
		);
		states[partition] = state;
	}

	return states;
}

/** What is another collection's own; all else must be equal. */
const ownKeys = new Set([
	'aliases',
	'collectionID',
	'collection_name',
	'created_timestamp',
	'created_utc_timestamp',
	'db_name',
	'physical_channel_names',
	'start_positions',
	'virtual_channel_names',
]);

function comparable(answer: object): Record<string, unknown> {
	const kept = Object.entries(answer).filter(([key]) => !ownKeys.has(key));
	const {schema, ...rest} = Object.fromEntries(kept) as {
		schema: {name: string};
	};
	return {...rest, schema: {...schema, name: ''}};
}
