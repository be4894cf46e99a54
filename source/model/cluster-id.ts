/**
 * What tells one Milvus from another: an address may lead to another one by now, and a name in a
 * configuration too. Milvus has no id of its own; it keeps for ever when its database `default` was
 * made (2.3 and newer), and no two collections of any have the same id.
 */
export type ClusterId = {
	/** Nanoseconds since 1970; absent where the server does not tell (2.2). */
	defaultDatabaseMadeNs?: string;
	/** There: ids of collections that it held, of very many the oldest and the newest. */
	collections: readonly string[];
};

/** Of each kind. */
const maxCollections = 50;

export function clusterId(
	defaultDatabaseMadeNs: string | undefined,
	collectionIds: readonly string[],
): ClusterId {
	if (defaultDatabaseMadeNs !== undefined) {
		return {defaultDatabaseMadeNs, collections: []};
	}

	const sorted = collectionIds.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1));
	return {
		collections: [
			...new Set([...sorted.slice(0, maxCollections), ...sorted.slice(-maxCollections)]),
		],
	};
}

/**
 * Is this the Milvus that a job was planned for? Where it does not tell when it began, it is
 * another one when not one of the collections is there any more.
 *
 * @param made ids of collections that the job has made since: one of them there proves it too
 */
export function isSameCluster(
	planned: ClusterId,
	now: {defaultDatabaseMadeNs?: string; collectionIds: readonly string[]},
	made: readonly string[] = [],
): boolean {
	if (planned.defaultDatabaseMadeNs && now.defaultDatabaseMadeNs) {
		return planned.defaultDatabaseMadeNs === now.defaultDatabaseMadeNs;
	}

	const known = [...planned.collections, ...made];
	return known.length === 0 || known.some(id => now.collectionIds.includes(id));
}
