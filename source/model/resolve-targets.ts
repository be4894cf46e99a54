import {
	assertCollectionName,
	collectionKey,
	type CollectionName,
} from './collection-key.js';
import {MilvaultError} from './milvault-error.js';
import type {CollectionKey} from './job-events.js';
import type {OnConflict, RestoreAction} from './plans.js';

/** A collection (or an alias) that stands where a restore wants to go. */
export type Existing = {
	rows: string;
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
 * Decides for each collection where it goes and what happens to what is there.
 *
 * 1. Two sources on one target are refused, whatever stands there.
 * 2. A free target is created.
 * 3. A taken one is resolved: fail lists them all at once; rename takes the first free of `<name>_restored`,
 *    `<name>_restored_2` ...; skip leaves it; append needs the same schema.
 *
 * @throws same-target, target-exists, target-differs, bad-collection-name
 */
export async function resolveTargets(
	wanted: ReadonlyArray<{source: CollectionName; target: CollectionName}>,
	onConflict: OnConflict,
	lookUp: (
		target: CollectionName,
		source: CollectionName,
	) => Promise<Existing | undefined>,
): Promise<ResolvedTarget[]> {
	for (const {target} of wanted) {
		assertCollectionName(target.name);
	}

	assertDistinct(wanted);
	const taken = new Set(wanted.map(({target}) => collectionKey(target)));
	const resolved: ResolvedTarget[] = [];
	for (const {source, target} of wanted) {
		const existing = await lookUp(target, source);
		if (!existing) {
			resolved.push({source, target, action: 'create'});
			continue;
		}

		const conflict = {
			target: collectionKey(target),
			...existing,
			resolvedBy: onConflict,
		};
		if (onConflict === 'append' && existing.differences.length > 0) {
			throw new MilvaultError('target-differs', {
				target: conflict.target,
				differences: existing.differences,
			});
		}

		if (onConflict === 'rename') {
			const free = await freeName(target, async candidate => {
				const key = collectionKey(candidate);
				return (
					taken.has(key) || (await lookUp(candidate, source)) !== undefined
				);
			});
			taken.add(collectionKey(free));
			resolved.push({source, target: free, action: 'create', conflict});
		} else {
			const action = onConflict === 'append' ? 'append' : 'skip';
			resolved.push({source, target, action, conflict});
		}
	}

	if (onConflict === 'fail') {
		assertNoConflicts(resolved);
	}

	return resolved;
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
		conflict ? [{target: conflict.target, rows: conflict.rows}] : [],
	);
	if (targets.length > 0) {
		throw new MilvaultError('target-exists', {targets});
	}
}

async function freeName(
	target: CollectionName,
	isTaken: (candidate: CollectionName) => Promise<boolean>,
): Promise<CollectionName> {
	for (let count = 1; ; count++) {
		const tail = count === 1 ? '_restored' : `_restored_${count}`;
		const candidate = {
			db: target.db,
			name: `${target.name.slice(0, 255 - tail.length)}${tail}`,
		};
		if (!(await isTaken(candidate))) {
			return candidate;
		}
	}
}
