import {nearestNames} from '../utils/nearest-names.js';
import {collectionKey, defaultDatabase, type CollectionName} from './collection-key.js';
import {MilvaultError} from './milvault-error.js';

/** `collection` undefined: the database's record only (`db.`); `*`: all of its collections. */
export type FilterPart = {
	text: string;
	db: string;
	collection?: string;
};

export type Filter = {text: string; parts: FilterPart[]};

/**
 * The one grammar for choosing collections, comma separated: `coll` (in database default),
 * `db.coll`, `db.*`, `db.` (the database without its collections), `*` (everything). Absent or
 * blank: everything.
 *
 * @throws filter-syntax
 */
export function parseFilter(text: string | undefined): Filter {
	if (text === undefined || text.trim() === '') {
		return {text: '*', parts: [{text: '*', db: '*', collection: '*'}]};
	}

	const parts = text.split(',').map(raw => parsePart(raw.trim(), text));
	return {text: parts.map(part => part.text).join(','), parts};
}

/** Does any part choose this collection? */
export function matchesCollection(filter: Filter, {db, name}: CollectionName): boolean {
	return filter.parts.some(part => partMatches(part, {db, name}));
}

/** Does any part choose this very collection by its name? */
export function isNamed(filter: Filter, {db, name}: CollectionName): boolean {
	return filter.parts.some(part => part.db === db && part.collection === name);
}

/** Does any part name this database, with or without collections? */
export function matchesDatabase(filter: Filter, db: string): boolean {
	return filter.parts.some(part => part.db === '*' || part.db === db);
}

/**
 * A part that matches nothing is a mistake of the person who wrote it: never a quiet no-op.
 *
 * @param targetOf where a restore sends a collection: milvus-backup's own filter is of those names,
 *   so people give them
 * @throws filter-no-match with near names; `*` alone may match nothing
 */
export function assertFilterMatches(
	filter: Filter,
	databases: readonly string[],
	collections: readonly CollectionName[],
	targetOf: (source: CollectionName) => CollectionName = source => source,
): void {
	for (const part of filter.parts) {
		if (part.db === '*') {
			continue;
		}

		const isDatabaseKnown = databases.includes(part.db);
		const isMatch =
			part.collection === undefined || part.collection === '*'
				? isDatabaseKnown
				: collections.some(collection => partMatches(part, collection));
		if (!isMatch) {
			throw new MilvaultError('filter-no-match', {
				part: part.text,
				near: nearParts(part, databases, collections, targetOf),
			});
		}
	}
}

function parsePart(text: string, filter: string): FilterPart {
	if (text === '*') {
		return {text, db: '*', collection: '*'};
	}

	const match = /^(?:(?<db>\w+)\.)?(?<collection>[\w$]+|\*)?$/.exec(text);
	const {db, collection} = match?.groups ?? {};
	if (!match || (db === undefined && collection === undefined)) {
		throw new MilvaultError('filter-syntax', {filter, part: text});
	}

	return {text, db: db ?? defaultDatabase, collection};
}

function partMatches(part: FilterPart, {db, name}: CollectionName): boolean {
	return (
		(part.db === '*' || part.db === db) && (part.collection === '*' || part.collection === name)
	);
}

function nearParts(
	part: FilterPart,
	databases: readonly string[],
	collections: readonly CollectionName[],
	targetOf: (source: CollectionName) => CollectionName,
): string[] {
	if (part.collection === undefined || part.collection === '*') {
		const tail = part.collection === '*' ? '.*' : '.';
		return nearestNames(part.db, databases).map(db => `${db}${tail}`);
	}

	const wanted = part.collection;
	const elsewhere = collections
		.filter(source => source.name === wanted || partMatches(part, targetOf(source)))
		.map(collection => collectionKey(collection));
	const near = nearestNames(
		collectionKey({db: part.db, name: wanted}),
		collections.map(collection => collectionKey(collection)),
	);
	return [...new Set([...elsewhere, ...near])].slice(0, 3);
}
