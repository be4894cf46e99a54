import {createHash} from 'node:crypto';
import {MilvaultError} from './milvault-error.js';
import type {CollectionKey} from './job-events.js';
import {shortJobId} from './short-job-id.js';
import {fragment} from './fragments.js';

export const defaultDatabase = 'default';

export type CollectionName = {db: string; name: string};

const maxName = 255;

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

/**
 * Milvus's rule for names (proxy validateCollectionName): a letter or `_` first, letters, digits
 * and `_`, at most 255; where it may be one of a newer Milvus, `$` too.
 *
 * @param server the Milvus that is to have a collection of this name; left out: whatever some
 *   Milvus takes
 * @throws bad-collection-name, with one that would do
 */
export function assertCollectionName(
	name: string,
	server?: {version: string; features: {dollarInNames: boolean}},
): void {
	const isPlain = server !== undefined && !server.features.dollarInNames;
	if (brokenCollectionName(name) || (isPlain && name.includes('$'))) {
		const suggestion = name
			.replaceAll(/[^A-Za-z0-9_]+/g, '_')
			.replace(/^(?=\d)/, '_')
			.slice(0, maxName);
		throw new MilvaultError('bad-collection-name', {
			name,
			rule: fragment(isPlain ? 'collection-name' : 'collection-name-dollar', {max: maxName}),
			...(suggestion !== '' && {suggestion}),
			...(isPlain && {version: server.version}),
		});
	}
}

/** Would every Milvus refuse this name? */
export function brokenCollectionName(name: string): boolean {
	return !/^[A-Za-z_][\w$]{0,254}$/.test(name);
}

/**
 * The name under which a collection is restored until all checks passed: `<target>_milvault_<job>`.
 * No two targets and no two jobs share one, however long the targets are (withTail).
 */
export function workingName(target: CollectionName, jobId: string): CollectionName {
	return withTail(target, `_milvault_${shortJobId(jobId)}`, jobId);
}

/**
 * The name of a replaced collection until the restored one is in place: `<target>_old_<job>`.
 */
export function oldName(target: CollectionName, jobId: string): CollectionName {
	return withTail(target, `_old_${shortJobId(jobId)}`, jobId);
}

/**
 * A name that has no room for the tail is cut and gets a hash of the whole of it and of the job.
 * Such names have exactly 255 characters, those that were not cut fewer: the two kinds cannot meet
 * either.
 */
function withTail({db, name}: CollectionName, tail: string, jobId: string): CollectionName {
	if (name.length + tail.length < maxName) {
		return {db, name: `${name}${tail}`};
	}

	const hash = createHash('sha256')
		.update(`${jobId} ${collectionKey({db, name})}`)
		.digest('hex')
		.slice(0, 32);
	const room = maxName - tail.length - hash.length - 1;
	return {db, name: `${name.slice(0, room)}_${hash}${tail}`};
}

/**
 * Such a name: perhaps of a restore that runs or was interrupted. Any client may choose one: it
 * proves nothing.
 */
export function isWorkingName(name: string): boolean {
	return /_milvault_[0-9a-f]{8}$/.test(name);
}
