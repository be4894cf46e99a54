import {RequestError} from '../problem.js';
import type {CreateRequest, V1RestoreRequest} from './requests.js';

type DbCollections = CreateRequest['db_collections'];

/**
 * The filter that a request means; undefined for everything. Newer forms win over older ones, as in
 * milvus-backup.
 *
 * @throws RequestError 400 for a text that is not the JSON it should be
 */
export function filterOf({
	filter,
	db_collections: dbCollections,
	collection_names: names,
}: Pick<CreateRequest, 'filter' | 'db_collections' | 'collection_names'>): string | undefined {
	const parts =
		filter && Object.keys(filter).length > 0 ? partsOf(filter) : partsOfDatabases(dbCollections);
	const chosen = parts.length > 0 ? parts : (names ?? []);
	return chosen.length > 0 ? chosen.join(',') : undefined;
}

/** `{db: {colls}}` as parts of our filter. */
export function partsOf(filter: NonNullable<CreateRequest['filter']>): string[] {
	return Object.entries(filter).flatMap(([db, one]) => partsOfDatabase(db, one?.colls));
}

/** @throws RequestError 400 */
export function partsOfDatabases(given: DbCollections): string[] {
	const databases = typeof given === 'string' ? parse(given) : given;
	return Array.isArray(databases)
		? []
		: Object.entries(databases ?? {}).flatMap(([db, collections]) =>
				partsOfDatabase(db, collections),
			);
}

function partsOfDatabase(db: string, collections: readonly string[] | null | undefined): string[] {
	const name = db === '' ? 'default' : db;
	return !collections || collections.length === 0 || collections.includes('*')
		? [`${name}.*`]
		: collections.map(collection => `${name}.${collection}`);
}

/** A database name of a request's JSON text, to the collections that are meant. */
function parse(text: string): Record<string, string[] | null> {
	if (text.trim() === '') {
		return {};
	}

	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		value = undefined;
	}

	const isRight =
		typeof value === 'object' &&
		value !== null &&
		!Array.isArray(value) &&
		Object.values(value).every(
			one => one === null || (Array.isArray(one) && one.every(item => typeof item === 'string')),
		);
	if (!isRight) {
		throw new RequestError(400, 'bad-request', texts => texts.badDatabases);
	}

	return value as Record<string, string[] | null>;
}

/** `old: new` as our renames: `a`, `db.a`, `db.*`, and `db.` for a whole database. */
export function renamesOf(renames: NonNullable<V1RestoreRequest['collection_renames']>): string[] {
	return Object.entries(renames).map(([from, to]) =>
		from.endsWith('.') && to.endsWith('.') ? `${from}*:${to}*` : `${from}:${to}`,
	);
}
