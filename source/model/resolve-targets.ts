import {assertCollectionName, collectionKey, type CollectionName} from './collection-key.js';
import {MilvaultError} from './milvault-error.js';
import type {CollectionKey} from './job-events.js';
import type {OnConflict, RestoreAction} from './plans.js';

/** Rows of what stands there; int64 as a string. */
export type StandingRows = {
	rows: string;
	/** Milvus's statistics: without rows that are not flushed. */
	isUncounted?: true;
};

/** A collection (or an alias) that stands where a restore wants to go. */
export type Existing = StandingRows & {
	/** Undefined for an alias. */
	collectionId?: string;
	/** An alias of a collection that was dropped: nothing that gets its name can be found by it. */
	leadsNowhere?: true;
	/** Schema differences to the backup's; empty: rows can be appended. */
	differences: readonly string[];
};

export type ResolvedTarget = {
	source: CollectionName;
	target: CollectionName;
	action: RestoreAction;
	conflict?: {target: CollectionKey; resolvedBy: OnConflict} & Existing;
};

/**
 * Decides for each collection its target name, and what happens to an existing collection.
 *
 * 1. Two sources on one target are refused, whatever stands there.
 * 2. A free target is created.
 * 3. A taken one is resolved: fail lists them all at once; rename takes the first free of
 *    `<name>_restored`, `<name>_restored_2` ...; skip leaves it; append needs the same schema;
 *    replace needs a collection, not an alias.
 *
 * @throws same-target, alias-leads-nowhere, target-exists, target-differs, target-is-alias,
 *   bad-collection-name
 */
export function resolveTargets(
	wanted: ReadonlyArray<{source: CollectionName; target: CollectionName}>,
	howFor: (source: CollectionName) => OnConflict,
	existing: ReadonlyMap<CollectionKey, Existing>,
	/** Every name on the target cluster, aliases too, that a new name must avoid. */
	names: ReadonlySet<CollectionKey>,
): ResolvedTarget[] {
	for (const {target} of wanted) {
		assertCollectionName(target.name);
	}

	assertDistinct(wanted);
	assertLeadSomewhere(wanted, howFor, existing);
	const taken = new Set([...names, ...wanted.map(({target}) => collectionKey(target))]);
	const resolved = wanted.map(({source, target}): ResolvedTarget => {
		const key = collectionKey(target);
		const found = existing.get(key);
		if (!found) {
			return {source, target, action: 'create'};
		}

		const onConflict = howFor(source);
		const conflict = {target: key, ...found, resolvedBy: onConflict};
		if (onConflict === 'append' && found.differences.length > 0) {
			throw new MilvaultError('target-differs', {
				target: key,
				differences: found.differences,
			});
		}

		if (onConflict === 'rename') {
			const free = freeName(target, taken);
			taken.add(collectionKey(free));
			return {source, target: free, action: 'create', conflict};
		}

		if (onConflict === 'replace' && found.collectionId === undefined) {
			throw new MilvaultError('target-is-alias', {
				target: key,
				reason: found.differences.join(', '),
			});
		}

		const action = onConflict === 'fail' ? 'skip' : onConflict;
		return {source, target, action, conflict};
	});

	assertNoConflicts(resolved);
	return resolved;
}

/** All of them at once; skip and rename leave such a name alone. */
function assertLeadSomewhere(
	wanted: ReadonlyArray<{source: CollectionName; target: CollectionName}>,
	howFor: (source: CollectionName) => OnConflict,
	existing: ReadonlyMap<CollectionKey, Existing>,
): void {
	const targets = wanted
		.filter(({source}) => !['rename', 'skip'].includes(howFor(source)))
		.map(({target}) => collectionKey(target))
		.filter(target => existing.get(target)?.leadsNowhere);
	if (targets.length > 0) {
		throw new MilvaultError('alias-leads-nowhere', {targets});
	}
}

function assertDistinct(
	wanted: ReadonlyArray<{source: CollectionName; target: CollectionName}>,
): void {
	const sourcesOf = Map.groupBy(wanted, ({target}) => collectionKey(target));
	for (const [target, pairs] of sourcesOf) {
		if (pairs.length > 1) {
			throw new MilvaultError('same-target', {
				target,
				sources: pairs.map(({source}) => collectionKey(source)),
			});
		}
	}
}

function assertNoConflicts(resolved: readonly ResolvedTarget[]): void {
	const targets = resolved.flatMap(({conflict}) =>
		conflict?.resolvedBy === 'fail'
			? [
					{
						target: conflict.target,
						rows: conflict.rows,
						...(conflict.isUncounted && {isUncounted: true as const}),
					},
				]
			: [],
	);
	if (targets.length > 0) {
		throw new MilvaultError('target-exists', {targets});
	}
}

function freeName(target: CollectionName, taken: ReadonlySet<CollectionKey>): CollectionName {
	for (let count = 1; ; count++) {
		const tail = count === 1 ? '_restored' : `_restored_${count}`;
		const candidate = {
			db: target.db,
			name: `${target.name.slice(0, 255 - tail.length)}${tail}`,
		};
		if (!taken.has(collectionKey(candidate))) {
			return candidate;
		}
	}
}
