import {describeCollection, dropCollection} from '../../milvus/collections.js';
import {findCollection, isUnderName} from '../../milvus/find-collection.js';
import {flush} from '../../milvus/flush.js';
import type {Milvus} from '../../milvus/milvus.js';
import {collectionKey, type CollectionName} from '../../model/collection-key.js';
import type {CollectionDescription} from '../../model/collection.js';
import {MilvaultError} from '../../model/milvault-error.js';
import type {CollectionPast} from '../journal/restore-history.js';

/** A collection that a restore creates, and the proof that it did. */
export type OwnCollection = {
	/** The name that it was made under. */
	readonly name: CollectionName;
	/** Undefined: not created, or its id is not known yet. */
	collectionId?: string;
	/** CreateCollection was or is about to be called, when no collection had the name. */
	isBegun: boolean;
	/** The server's time (TSO) then, where it reports one. */
	madeAfter?: string;
};

/** The collection that an earlier run of this job created for the same source, if any. */
export function ownBefore(
	name: CollectionName,
	{working, madeAfter, collectionId}: CollectionPast,
): OwnCollection {
	const isBegun = working === collectionKey(name);
	return isBegun ? {name, isBegun, madeAfter, collectionId} : {name, isBegun: false};
}

/**
 * Drops what a restore created. By its id: another collection under its name belongs to another
 * program.
 *
 * @returns gone, and whether there was anything; or the name where its own is now, or what stands
 *   under its name, left alone
 */
export async function dropOwn(
	milvus: Milvus,
	own: OwnCollection,
): Promise<{isGone: true; wasThere: boolean} | {isGone: false; at: string}> {
	const {db, name} = own.name;
	const there = await describeCollection(milvus, db, name);
	const isOwn =
		there?.name === name &&
		(own.collectionId === undefined
			? await isProven(milvus, own, there)
			: there.collectionId === own.collectionId);
	if (isOwn) {
		await dropCollection(milvus, db, name);
		return {isGone: true, wasThere: true};
	}

	if (own.collectionId !== undefined) {
		const now = await findCollection(milvus, db, own.collectionId);
		return now ? {isGone: false, at: collectionKey(now)} : {isGone: true, wasThere: false};
	}

	return there && own.isBegun
		? {isGone: false, at: collectionKey(own.name)}
		: {isGone: true, wasThere: false};
}

/**
 * Did the process end after it had made a collection and before it wrote its id down? Such a one
 * stands under a name that only this job and this target have, was made after the job found the
 * name free, and nothing was ever written into it: so nothing can be lost.
 */
export async function isProven(
	milvus: Milvus,
	{isBegun, madeAfter, name: {db, name}}: OwnCollection,
	there: CollectionDescription,
): Promise<boolean> {
	if (!isBegun || madeAfter === undefined || BigInt(there.createdTimestamp) <= BigInt(madeAfter)) {
		return false;
	}

	// The statistics do not count what is still growing; a flush names every segment that there is.
	const segments = (await flush(milvus, db, [name])).get(name);
	return (
		segments !== undefined && segments.sealed.length === 0 && segments.flushedBefore.length === 0
	);
}

/**
 * To be called before each call by name, since Milvus's calls take names.
 *
 * @throws working-changed when another program renamed or dropped it meanwhile
 */
export async function assertOwn(
	milvus: Milvus,
	{name, collectionId = ''}: OwnCollection,
): Promise<void> {
	if (!(await isUnderName(milvus, name, collectionId))) {
		throw await workingChanged(milvus, name, collectionId);
	}
}

export async function workingChanged(
	milvus: Milvus,
	name: CollectionName,
	collectionId: string,
): Promise<MilvaultError> {
	const now = await findCollection(milvus, name.db, collectionId);
	return new MilvaultError('working-changed', {
		working: collectionKey(name),
		now: now ? collectionKey(now) : '',
	});
}
