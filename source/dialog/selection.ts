import type {SeenCluster} from '../engine/list-collections.js';
import {parseCollectionKey} from '../model/collection-key.js';

type Seen = Pick<SeenCluster, 'databases' | 'collections'>;

/**
 * The filter that chooses exactly what was picked: nothing for everything, `db.*` for all of a
 * database, else names. What is picked as a whole grows with it: a collection made later is in
 * the next backup.
 */
export function filterOf(
	{databases, collections}: Seen,
	picked: readonly string[],
): string | undefined {
	const chosen = new Set(picked);
	const offered = collections.filter(({isWorking}) => !isWorking);
	const isWhole = (db: string): boolean =>
		offered.some(one => one.db === db) &&
		offered.filter(one => one.db === db).every(({collection}) => chosen.has(collection)) &&
		!collections.some(one => one.db === db && one.isWorking && chosen.has(one.collection));
	const isEverything =
		offered.every(({collection}) => chosen.has(collection)) && chosen.size === offered.length;
	if (isEverything) {
		return undefined;
	}

	return databases
		.flatMap(db =>
			isWhole(db)
				? [`${db}.*`]
				: collections
						.filter(one => one.db === db && chosen.has(one.collection))
						.map(({collection}) => collection),
		)
		.join(',');
}

/**
 * The initial selection: everything, or the last selection as far as it still exists. A collection
 * that was not there then is picked where all that was there of its database was, and one of a new
 * database where everything was.
 */
export function firstPicks(
	{collections}: Seen,
	{
		collections: before = [],
		offered = [],
	}: {
		collections?: readonly string[];
		offered?: readonly string[];
	},
): string[] {
	const picked = new Set(before);
	const offeredBefore = new Set(offered);
	const isEverything = offered.every(one => picked.has(one));
	const ofDatabase = Map.groupBy(offered, one => parseCollectionKey(one).db);
	const wasWhole = (db: string): boolean =>
		ofDatabase.get(db)?.every(one => picked.has(one)) ?? isEverything;
	const all = collections.filter(({isWorking}) => !isWorking);
	const first = all.filter(({collection, db}) =>
		offeredBefore.has(collection) ? picked.has(collection) : wasWhole(db),
	);
	return (first.length > 0 ? first : all).map(({collection}) => collection);
}
