import type {SeenCluster} from '../engine/look-at-collections.js';

type Seen = Pick<SeenCluster, 'databases' | 'collections'>;

/**
 * The filter that chooses exactly what was picked: nothing for everything, `db.*` for all of a database, else names. What somebody picks
 * as a whole grows with it: a collection made later is in the next backup.
 */
export function filterOf(
	{databases, collections}: Seen,
	picked: readonly string[],
): string | undefined {
	const chosen = new Set(picked);
	const offered = collections.filter(({isWorking}) => !isWorking);
	const isWhole = (db: string): boolean =>
		offered.some(one => one.db === db) &&
		collections
			.filter(one => one.db === db && !one.isWorking)
			.every(({collection}) => chosen.has(collection)) &&
		!collections.some(
			one => one.db === db && one.isWorking && chosen.has(one.collection),
		);
	const isEverything =
		offered.every(({collection}) => chosen.has(collection)) &&
		chosen.size === offered.length;
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

/** What is picked at first: what was picked the last time as far as it is still there, else everything. */
export function firstPicks(
	{collections}: Seen,
	remembered: readonly string[] | undefined,
): string[] {
	const offered = collections
		.filter(({isWorking}) => !isWorking)
		.map(({collection}) => collection);
	const known = (remembered ?? []).filter(one => offered.includes(one));
	return known.length > 0 ? known : offered;
}
