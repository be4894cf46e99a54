import type {CollectionName} from '../model/collection-key.js';
import {hasCode} from '../model/milvault-error.js';
import {describeCollection, showCollections} from './collections.js';
import {mapCalls} from './map-calls.js';
import type {Milvus} from './milvus.js';

export type Alias = {alias: string; collection: string};

/** Every alias of a database and the collection that it stands for. */
export async function listAllAliases(milvus: Milvus, db: string): Promise<Alias[]> {
	let aliases: string[];
	try {
		const answer = await milvus.call<{aliases: string[]}>('ListAliases', {db_name: db}, {db});
		({aliases} = answer);
	} catch (error) {
		if (hasCode(error, 'milvus-unsupported')) {
			return aliasesByCollection(milvus, db);
		}

		throw error;
	}

	const described = await mapCalls(aliases, async alias => {
		const collection = await describeCollection(milvus, db, alias);
		return collection && {alias, collection: collection.name};
	});
	return described.filter(alias => alias !== undefined);
}

/**
 * The aliases of one collection; undefined where ListAliases is not served. Better than what
 * DescribeCollection says: Milvus 2.6 answers that from a cache which a new alias does not refresh
 * (seen on 2.6.19: still without it after 20 s).
 */
export async function listAliasesOf(
	milvus: Milvus,
	{db, name}: CollectionName,
): Promise<string[] | undefined> {
	try {
		const {aliases} = await milvus.call<{aliases: string[]}>(
			'ListAliases',
			{db_name: db, collection_name: name},
			{db},
		);
		return aliases;
	} catch (error) {
		if (hasCode(error, 'milvus-unsupported')) {
			return undefined;
		}

		throw error;
	}
}

export async function createAlias(
	milvus: Milvus,
	db: string,
	alias: string,
	collection: string,
): Promise<void> {
	await milvus.call('CreateAlias', {db_name: db, collection_name: collection, alias}, {db});
}

/** Moves an alias from whatever collection has it. */
export async function alterAlias(
	milvus: Milvus,
	db: string,
	alias: string,
	collection: string,
): Promise<void> {
	await milvus.call('AlterAlias', {db_name: db, collection_name: collection, alias}, {db});
}

/** Milvus 2.2 has no ListAliases: each collection is asked for its own. */
async function aliasesByCollection(milvus: Milvus, db: string): Promise<Alias[]> {
	const collections = await showCollections(milvus, db);
	const found = await mapCalls(collections, async ({name}) => {
		const description = await describeCollection(milvus, db, name);
		return (description?.aliases ?? []).map(alias => ({
			alias,
			collection: name,
		}));
	});
	return found.flat();
}
