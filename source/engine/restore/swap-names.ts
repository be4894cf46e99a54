import {alterAlias, listAllAliases} from '../../milvus/aliases.js';
import {assertNoDanglingAlias} from '../../milvus/dangling-alias.js';
import {describeCollection, dropCollection, renameCollection} from '../../milvus/collections.js';
import {isUnderName} from '../../milvus/find-collection.js';
import type {Milvus} from '../../milvus/milvus.js';
import {
	collectionKey,
	oldName,
	parseCollectionKey,
	type CollectionName,
} from '../../model/collection-key.js';
import {hasCode, MilvaultError} from '../../model/milvault-error.js';
import {fragment} from '../../model/fragments.js';
import type {Warning} from '../../model/job-events.js';
import type {PlannedRestore, RestoreRequest} from '../../model/plans.js';
import type {Swap} from '../journal/journal.js';
import {assertOwn, workingChanged, type OwnCollection} from './own-collection.js';
import {restoreAliases} from './restore-aliases.js';
import {targetRows} from './target-rows.js';

/**
 * What is to be renamed, by collection ids: after any failure, they show what has happened.
 *
 * @throws working-changed; target-exists, target-changed when another collection than that of the
 *   plan stands there now
 */
export async function planSwap(
	own: OwnCollection,
	target: CollectionName,
	{action, conflict}: PlannedRestore,
	{uncancelled, jobId}: {uncancelled: Milvus; jobId: string},
): Promise<Swap> {
	await assertOwn(uncancelled, own);
	const swap = {
		working: collectionKey(own.name),
		workingId: own.collectionId ?? '',
		target: collectionKey(target),
	};
	const there = await describeCollection(uncancelled, target.db, target.name);
	if (!there || there.collectionId === swap.workingId || there.name !== target.name) {
		return swap;
	}

	if (action !== 'replace') {
		throw await targetExists(uncancelled, target);
	}

	if (there.collectionId !== conflict?.collectionId) {
		throw new MilvaultError('target-changed', {target: swap.target});
	}

	const name = collectionKey(oldName(target, jobId));
	return {...swap, old: {collectionId: there.collectionId, name}};
}

type SwapOptions = {
	/** A cancel does not stop it. */
	uncancelled: Milvus;
	request: RestoreRequest;
	warn: (warning: Warning) => void;
};

/**
 * Gives a restored collection its final name; can be repeated after it was interrupted anywhere.
 *
 * 1. What stood there makes room: it is renamed, with all that is in it.
 * 2. The working collection takes the name. When that fails, the old one gets its name back.
 * 3. Every alias of the old one goes to the new one (a rename leaves aliases where they are,
 *    dropping would leave them dangling), then those of the backup.
 * 4. The new one is looked up by its name and its id. Only then the old one is dropped.
 *
 * Between 1 and 2 the name is missing. A cancel does not stop it: it takes a moment.
 *
 * @throws target-exists, target-changed, working-changed, alias-leads-nowhere, swap-failed
 */
export async function swapNames(
	swap: Swap,
	planned: PlannedRestore,
	options: SwapOptions,
): Promise<void> {
	const {uncancelled} = options;
	const target = parseCollectionKey(swap.target);
	if (!(await isRenamed(uncancelled, swap))) {
		await makeRoom(uncancelled, swap);
		await takeName(uncancelled, swap);
	}

	if (swap.old) {
		await moveAliases(uncancelled, swap.old, target);
	}

	await giveAliases(planned, target, options);
	if (!(await isRenamed(uncancelled, swap))) {
		throw swapFailed(swap, fragment('name-leads-elsewhere'));
	}

	if (swap.old) {
		await dropOld(uncancelled, swap.old);
	}
}

/** @throws target-exists that says how many rows are there */
export async function targetExists(milvus: Milvus, target: CollectionName): Promise<MilvaultError> {
	return new MilvaultError('target-exists', {
		targets: [
			{
				target: collectionKey(target),
				...(await targetRows(milvus, target)),
			},
		],
	});
}

/** Does the final name lead to the restored collection? */
export async function isRenamed(milvus: Milvus, swap: Swap): Promise<boolean> {
	return isUnderName(milvus, parseCollectionKey(swap.target), swap.workingId);
}

async function makeRoom(milvus: Milvus, swap: Swap): Promise<void> {
	const target = parseCollectionKey(swap.target);
	const there = await describeCollection(milvus, target.db, target.name);
	if (there?.name !== target.name) {
		return;
	}

	if (!swap.old) {
		throw await targetExists(milvus, target);
	}

	if (there.collectionId !== swap.old.collectionId) {
		throw new MilvaultError('target-changed', {target: swap.target});
	}

	const {name} = parseCollectionKey(swap.old.name);
	await rename(milvus, target, name, swap.old.collectionId);
}

async function takeName(milvus: Milvus, swap: Swap): Promise<void> {
	const working = parseCollectionKey(swap.working);
	const target = parseCollectionKey(swap.target);
	if (working.name === target.name) {
		return;
	}

	try {
		if (!(await isUnderName(milvus, working, swap.workingId))) {
			throw await workingChanged(milvus, working, swap.workingId);
		}

		// Up to 2.5 such a rename succeeds, and the name leads nowhere.
		await assertNoDanglingAlias(milvus, target);
		await rename(milvus, working, target.name, swap.workingId);
	} catch (error) {
		if (await isRenamed(milvus, swap)) {
			return;
		}

		await giveBack(milvus, swap, error);
		const isTaken =
			hasCode(error, 'milvus-refused') &&
			(await describeCollection(milvus, working.db, target.name));
		throw isTaken && !swap.old ? await targetExists(milvus, target) : error;
	}
}

/**
 * A Milvus that goes away meanwhile may have done it, and refuses the second time: the current
 * state shows it.
 */
async function rename(
	milvus: Milvus,
	from: CollectionName,
	name: string,
	collectionId: string,
): Promise<void> {
	const {db} = from;
	try {
		await renameCollection(milvus, db, from.name, name);
	} catch (error) {
		if (!(await isUnderName(milvus, {db, name}, collectionId))) {
			throw error;
		}
	}
}

/** The old collection's name back, as it was before. */
async function giveBack(milvus: Milvus, swap: Swap, cause: unknown): Promise<void> {
	if (!swap.old) {
		return;
	}

	const old = parseCollectionKey(swap.old.name);
	if (!(await isUnderName(milvus, old, swap.old.collectionId))) {
		return;
	}

	try {
		const target = parseCollectionKey(swap.target);
		await assertNoDanglingAlias(milvus, target);
		await rename(milvus, old, target.name, swap.old.collectionId);
	} catch {
		throw swapFailed(swap, cause instanceof Error ? cause.message : String(cause));
	}
}

async function moveAliases(
	milvus: Milvus,
	old: NonNullable<Swap['old']>,
	target: CollectionName,
): Promise<void> {
	const {db, name} = parseCollectionKey(old.name);
	if (!(await isUnderName(milvus, {db, name}, old.collectionId))) {
		return;
	}

	const aliases = await listAllAliases(milvus, target.db);
	for (const {alias, collection} of aliases) {
		if (collection === name) {
			await alterAlias(milvus, target.db, alias, target.name);
		}
	}
}

/** The collection is complete: a failure with the backup's aliases does not change that. */
async function giveAliases(
	{aliases}: PlannedRestore,
	target: CollectionName,
	{uncancelled, request, warn}: SwapOptions,
): Promise<void> {
	try {
		await restoreAliases(uncancelled, aliases, {
			target,
			isMoved: request.moveAliases ?? false,
			warn,
		});
	} catch {
		warn({
			code: 'not-restored',
			details: {collection: collectionKey(target), what: aliases.join(', ')},
		});
	}
}

async function dropOld(milvus: Milvus, old: NonNullable<Swap['old']>): Promise<void> {
	const aside = parseCollectionKey(old.name);
	if (await isUnderName(milvus, aside, old.collectionId)) {
		await dropCollection(milvus, aside.db, aside.name);
	}
}

function swapFailed(swap: Swap, reason: string): MilvaultError {
	return new MilvaultError('swap-failed', {
		target: swap.target,
		working: swap.working,
		old: swap.old?.name ?? '',
		reason,
	});
}
