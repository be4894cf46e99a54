import {MilvaultError} from './milvault-error.js';
import type {CollectionKey} from './job-events.js';

export const defaultDatabase = 'default';

export type CollectionName = {db: string; name: string};

/** `db.collection`, as events, plans and reports name a collection. */
export function collectionKey({db, name}: CollectionName): CollectionKey {
	return `${db === '' ? defaultDatabase : db}.${name}`;
}

/** Reverse of collectionKey; neither databases nor collections can hold a dot. */
export function parseCollectionKey(key: CollectionKey): CollectionName {
	const dot = key.indexOf('.');
	return dot < 0
		? {db: defaultDatabase, name: key}
		: {db: key.slice(0, dot), name: key.slice(dot + 1)};
}

/** Milvus's rule for names (proxy validateCollectionName): a letter or `_` first, letters, digits, `_` and `$`, at most 255. */
export function assertCollectionName(name: string): void {
	if (brokenCollectionName(name)) {
		throw new MilvaultError('bad-collection-name', {
			name,
			rule: 'a letter or _ first, then letters, digits, _ or $, at most 255 characters',
		});
	}
}

/** Would Milvus refuse this name? */
export function brokenCollectionName(name: string): boolean {
	return !/^[A-Za-z_][\w$]{0,254}$/.test(name);
}

/**
 * The name under which a collection is restored until all is well: the target's, cut so that it fits into 255 characters, and the
 * job's id, which keeps it unique.
 */
export function workingName(
	{db, name}: CollectionName,
	jobId: string,
): CollectionName {
	const tail = `_milvault_${jobId.slice(0, 8)}`;
	return {db, name: `${name.slice(0, 255 - tail.length)}${tail}`};
}

/** The name under which a collection that is replaced makes room until its successor is in place. */
export function oldName(
	{db, name}: CollectionName,
	jobId: string,
): CollectionName {
	const tail = `_old_${jobId.slice(0, 8)}`;
	return {db, name: `${name.slice(0, 255 - tail.length)}${tail}`};
}

/** Such a name: of a restore that runs, or of one that was interrupted. */
export function isWorkingName(name: string): boolean {
	return /_milvault_[0-9a-f]{8}$/.test(name);
}
