import {boundTo} from '../../milvus/bound-to.js';
import {describeCollection, dropCollection} from '../../milvus/collections.js';
import {
	collectionKey,
	type CollectionName,
} from '../../model/collection-key.js';
import type {CollectionPast} from '../journal/restore-past.js';
import type {BackupCollection} from './backup-collection-view.js';
import {createTarget} from './create-target.js';
import type {RestoreJob} from './restore-job.js';
import {settleImports} from './settle-imports.js';
import {targetExists} from './swap-names.js';

/** The working collection, new or as an earlier run left it. */
export async function createWorking(
	view: BackupCollection,
	{
		working,
		target,
		past,
	}: {working: CollectionName; target: CollectionName; past: CollectionPast},
	{milvus, journal}: RestoreJob,
): Promise<{isThere: boolean; imports: CollectionPast['imports']}> {
	const source = view.collection;
	const there = await describeCollection(milvus, working.db, working.name);
	if (there && there.collectionId === past.collectionId) {
		return {isThere: true, imports: past.imports};
	}

	// Where nothing can be renamed, creating what somebody made since the plan would succeed, and dropping it after a failure too.
	if (there && working.name === target.name) {
		throw await targetExists(milvus, target);
	}

	await journal?.append({
		type: 'creating',
		source,
		working: collectionKey(working),
	});
	if (there) {
		// Made by half before an interruption, and nothing was imported into it.
		await dropCollection(milvus, working.db, working.name);
	}

	await createTarget(milvus, view, working);
	const made = await describeCollection(milvus, working.db, working.name);
	await journal?.append({
		type: 'created',
		source,
		collectionId: made?.collectionId ?? '',
	});
	return {isThere: false, imports: new Map()};
}

/** So that a cancel returns within ten seconds. */
const settleMs = 7000;

/**
 * The failure before it is the one to report: a working collection that cannot be dropped, or that an import job still fills, is a
 * warning beside it.
 *
 * @returns whether it is gone
 */
export async function dropWorking(
	working: CollectionName,
	job: RestoreJob,
): Promise<boolean> {
	const {cluster, warn, signal} = job;
	// After a cancel a server that is silent is not waited for.
	const unbound = signal?.aborted
		? boundTo(job.unbound, {signal: AbortSignal.timeout(settleMs)})
		: job.unbound;
	try {
		const isSettled = await settleImports(
			{...job, milvus: unbound},
			{into: working, timeoutMs: settleMs},
		);
		if (!isSettled) {
			throw new Error('an import job still fills it');
		}

		await dropCollection(unbound, working.db, working.name);
		return true;
	} catch {
		warn({
			code: 'left-behind',
			details: {what: collectionKey(working), where: cluster.label},
		});
		return false;
	}
}
