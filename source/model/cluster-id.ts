/**
 * Identifies a Milvus: an address, and a name in a configuration, may lead to another one now.
 * Milvus has no id; it keeps for ever the time when its database `default` was made (2.3 and
 * newer), and no two collections of any Milvus have the same id.
 */
export type ClusterId = {
	/** Nanoseconds since 1970; absent where the server has none (2.2). */
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
 * Is this the Milvus that a job was planned for? Without that time it is another one when none of
 * the collections exists.
 *
 * @param made ids of collections that the job has made since: any of them proves it too
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
