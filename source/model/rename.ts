import {nearestNames} from '../utils/nearest-names.js';
import {
	assertCollectionName,
	collectionKey,
	parseCollectionKey,
	type CollectionName,
} from './collection-key.js';
import {MilvaultError} from './milvault-error.js';

/** One `from:to`; a wildcard rename moves every collection of a database. */
export type Rename =
	| {kind: 'collection'; text: string; from: CollectionName; to: CollectionName}
	| {kind: 'database'; text: string; from: string; to: string};

/**
 * Reads `a:b`, `db.a:db2.b` and `db.*:db2.*`; several may stand in one text, comma separated.
 *
 * @throws rename-syntax, bad-collection-name
 */
export function parseRenames(texts: readonly string[]): Rename[] {
	return texts.flatMap(text => text.split(',')).map(text => parseRename(text.trim()));
}

/** Where a collection goes; a rename of exactly this collection beats that of its database. */
export function renamedTarget(renames: readonly Rename[], source: CollectionName): CollectionName {
	let byDatabase: CollectionName | undefined;
	for (const rename of renames) {
		if (rename.kind === 'database') {
			if (rename.from === source.db) {
				byDatabase = {db: rename.to, name: source.name};
			}
		} else if (rename.from.db === source.db && rename.from.name === source.name) {
			return rename.to;
		}
	}

	return byDatabase ?? source;
}

/**
 * @param databases - Chosen ones; one without collections can be renamed too
 * @throws rename-no-match for a rename that no chosen collection answers to, with near names
 */
export function assertRenamesMatch(
	renames: readonly Rename[],
	sources: readonly CollectionName[],
	databases: readonly string[],
): void {
	for (const rename of renames) {
		const isMatch =
			rename.kind === 'database'
				? databases.includes(rename.from)
				: sources.some(({db, name}) => db === rename.from.db && name === rename.from.name);
		if (!isMatch) {
			throw new MilvaultError('rename-no-match', {
				rename: rename.text,
				near:
					rename.kind === 'database'
						? nearestNames(rename.from, databases).map(db => `${db}.*`)
						: nearestNames(
								collectionKey(rename.from),
								sources.map(source => collectionKey(source)),
							),
			});
		}
	}
}

function parseRename(text: string): Rename {
	const [from, to, ...rest] = text.split(':');
	if (!from || !to || rest.length > 0) {
		throw new MilvaultError('rename-syntax', {rename: text});
	}

	const wildcard = /^(\w+)\.\*$/;
	const fromDatabase = wildcard.exec(from)?.[1];
	const toDatabase = wildcard.exec(to)?.[1];
	if (fromDatabase !== undefined && toDatabase !== undefined) {
		return {kind: 'database', text, from: fromDatabase, to: toDatabase};
	}

	const name = /^(?:\w+\.)?[\w$]+$/;
	if (!name.test(from) || !name.test(to)) {
		throw new MilvaultError('rename-syntax', {rename: text});
	}

	const target = parseCollectionKey(to);
	assertCollectionName(target.name);
	return {
		kind: 'collection',
		text,
		from: parseCollectionKey(from),
		to: target,
	};
}
