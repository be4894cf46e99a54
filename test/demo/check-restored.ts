import {isDeepStrictEqual} from 'node:util';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {ok} from '../helpers/milvus/rows.js';

/**
 * Compares a restored collection with its original: rows, index, and what searches find.
 *
 * @returns what was found to hold, as sentences; throws at the first thing that does not.
 */
export async function checkRestored(
	client: MilvusClient,
	{name, restored, rows}: {name: string; restored: string; rows: number},
): Promise<string[]> {
	const counted = await countRows(client, restored);
	if (counted !== rows) {
		throw new Error(`${restored} has ${counted} rows instead of ${rows}`);
	}

	const index = await indexOf(client, restored);
	same(index, await indexOf(client, name), `the index of ${restored}`);

	for (const key of ['0', '1', String(rows - 1)]) {
		same(
			await nearest(client, {collection: restored, original: name, key}),
			await nearest(client, {collection: name, original: name, key}),
			`the search in ${restored} around row ${key}`,
		);
	}

	return [
		`${restored} has all ${rows.toLocaleString('en')} rows`,
		`${restored} has its index again: ${index['index_type']}, ${index['metric_type']}`,
		`a search in ${restored} finds what the same search finds in ${name}`,
	];
}

/** Drops those of the collections that there are; returns them. */
export async function dropRestored(
	client: MilvusClient,
	names: readonly string[],
): Promise<string[]> {
	const dropped: string[] = [];
	for (const name of names) {
		const {value} = ok(await client.hasCollection({collection_name: name}));
		if (value) {
			ok(await client.dropCollection({collection_name: name}));
			dropped.push(name);
		}
	}

	return dropped;
}

function same(actual: unknown, expected: unknown, what: string): void {
	if (!isDeepStrictEqual(actual, expected)) {
		throw new Error(
			`${what} differs: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`,
		);
	}
}

/** By the rows’ keys, since 2.2.16 has no count(*); as many as one query gives. */
async function countRows(client: MilvusClient, collection: string): Promise<number> {
	const {data} = ok(
		await client.query({
			collection_name: collection,
			expr: 'pk != ""',
			output_fields: ['pk'],
			limit: 16_384,
		}),
	);
	return data.length;
}

async function indexOf(client: MilvusClient, collection: string): Promise<Record<string, string>> {
	const {index_descriptions: descriptions} = ok(
		await client.describeIndex({collection_name: collection}),
	);
	return Object.fromEntries(
		descriptions.flatMap(({params}) => params.map(({key, value}) => [key, String(value)] as const)),
	);
}

/** The five rows nearest to a row of the original, with their distances. */
async function nearest(
	client: MilvusClient,
	{collection, original, key}: {collection: string; original: string; key: string},
) {
	const {data} = ok(
		await client.query({
			collection_name: original,
			expr: `pk == "${key}"`,
			output_fields: ['embeddings'],
		}),
	);
	const vector = data[0]?.['embeddings'] as number[];
	const {results} = ok(
		await client.search({
			collection_name: collection,
			data: vector,
			limit: 5,
			output_fields: ['pk', 'random'],
			// As many as there are lists: the answer does not depend on how the index was cut.
			params: {nprobe: 128},
			consistency_level: 0,
		}),
	);
	return results.map(({pk, random, score}) => ({
		pk: String(pk),
		random: Number(random),
		score,
	}));
}
