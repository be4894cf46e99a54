import {metaKeys} from '../format/paths.js';
import {describeCollection, renameCollection} from '../milvus/collections.js';
import {assertNoDanglingAlias} from '../milvus/dangling-alias.js';
import {isUnderName} from '../milvus/find-collection.js';
import {importApi, listImports} from '../milvus/imports.js';
import type {Milvus} from '../milvus/milvus.js';
import {parseCollectionKey} from '../model/collection-key.js';
import type {Warning} from '../model/job-events.js';
import {MilvaultError} from '../model/milvault-error.js';
import type {BackupPlan, RestorePlan} from '../model/plans.js';
import {holdsClaim} from './repository/claim-name.js';
import {removeBackup, removeCollectionData} from './repository/remove-backup.js';
import {replayBackup} from './journal/backup-history.js';
import type {Journal, Swap} from './journal/journal.js';
import {endedRows, replayRestore, type CollectionPast} from './journal/restore-history.js';
import {underLock, type HeldLock} from './locks/under-lock.js';
import {dropOwn, ownBefore} from './restore/own-collection.js';
import {createImportTracker, type ImportTracker} from './import/import-tracker.js';
import {removeStaged, temporaryPrefix} from './import/stage-binlogs.js';
import {isRenamed, swapNames} from './restore/swap-names.js';
import {removeCreatedDatabases} from './restore/target-databases.js';
import {assertSameCluster} from './repository/assert-bound.js';
import {backupKey} from './repository/backup-keys.js';
import {readBackup} from './repository/read-backup.js';
import type {Session} from './session.js';

export type CleanOptions = {
	jobId: string;
	/** What the job wrote down. */
	journal: Journal;
	signal?: AbortSignal;
	/** How long to wait for import jobs that still run; default 60 s. */
	settleMs?: number;
};

/** What was removed, and what stays: names of collections, databases and prefixes. */
export type CleanResult = {
	removed: readonly string[];
	warnings: readonly Warning[];
};

/**
 * Removes what an interrupted job has left. Complete results stay: a committed backup, collections
 * that have their final name. A collection that was to be replaced and whose name is missing gets
 * it back.
 *
 * @throws locked, cluster-changed, imports-running (a collection must not be taken from under an
 * import job), alias-leads-nowhere, and what Milvus and storage throw
 */
export async function cleanJob(
	session: Session,
	plan: BackupPlan | RestorePlan,
	options: CleanOptions,
): Promise<CleanResult> {
	const repository = await session.repositoryPlace();
	const warnings: Warning[] = [];
	const warn = (warning: Warning): void => {
		warnings.push(warning);
	};

	const {jobId, journal, signal, settleMs = defaultSettleMs} = options;
	const {name, kind} = plan;
	const mode = kind === 'backup' ? 'exclusive' : 'shared';
	const locking = {jobId, kind, mode, warn, signal} as const;
	const removed = await underLock(repository, name, locking, async held =>
		plan.kind === 'backup'
			? cleanBackup(session, plan, {jobId, journal, held})
			: cleanRestore(session, plan, {jobId, journal, settleMs, signal: held.signal, warn}),
	);
	return {removed, warnings};
}

async function cleanBackup(
	session: Session,
	plan: BackupPlan,
	{jobId, journal, held}: Pick<CleanOptions, 'jobId' | 'journal'> & {held: HeldLock},
): Promise<string[]> {
	const repository = await session.repositoryPlace();
	if (plan.addsToExisting) {
		return cleanAdded(session, plan, journal, held);
	}

	if (!(await holdsClaim(repository, plan.name, jobId, held.signal))) {
		return [];
	}

	const committed = backupKey(repository, plan.name, metaKeys.backup);
	if (await repository.storage.head(committed, {signal: held.signal})) {
		return [];
	}

	await removeBackup(repository, plan.name, held);
	return [`${repository.label}/${plan.name}`];
}

/** The data of collections that were to be added and are not in the backup's metadata. */
async function cleanAdded(
	session: Session,
	plan: BackupPlan,
	journal: Journal,
	{signal, assertHeld}: HeldLock,
): Promise<string[]> {
	const repository = await session.repositoryPlace();
	const {info} = await readBackup(repository, plan.name, signal);
	const kept = new Set((info.collection_backups ?? []).map(({collection_id: id}) => id));
	const {cuts, copied} = replayBackup(journal.entries);
	const removed: string[] = [];
	for (const {collection, collectionId} of plan.collections) {
		const isBegun = cuts.has(collection) || copied.has(collection);
		if (isBegun && !kept.has(collectionId)) {
			await assertHeld();
			await removeCollectionData(repository, plan.name, collectionId);
			removed.push(`${repository.label}/${plan.name}: ${collection}`);
		}
	}

	return removed;
}

async function cleanRestore(
	session: Session,
	plan: RestorePlan,
	{
		jobId,
		journal,
		settleMs,
		signal,
		warn,
	}: {
		jobId: string;
		journal: Journal;
		settleMs: number;
		signal: AbortSignal;
		warn: (warning: Warning) => void;
	},
): Promise<string[]> {
	const [milvus, cluster] = await Promise.all([session.milvus(), session.clusterPlace()]);
	const past = replayRestore(journal.entries);
	const made = [...past.collections.values()].map(one => one.collectionId);
	await assertSameCluster(
		milvus,
		plan,
		made.filter(id => id !== undefined),
	);
	const unfinished = [...past.collections].filter(([, {result}]) => !result);
	await assertSettled(
		session,
		unfinished.map(([, collection]) => collection),
		settleMs,
	);
	const removed: string[] = [];
	for (const [source, collection] of unfinished) {
		const {swap} = collection;
		const planned = plan.collections.find(one => one.source === source);
		if (swap && planned && (await isRenamed(milvus, swap))) {
			// Checked and in its place: only the replaced collection still exists.
			const {request} = plan;
			await swapNames(swap, planned, {uncancelled: milvus, request, warn});
			continue;
		}

		if (swap) {
			await undoSwap(milvus, swap);
		}

		const added = endedRows(collection);
		if (planned?.action === 'append' && added > 0n) {
			const details = {collection: planned.target, rows: added.toString()};
			warn({code: 'appended-in-part', details});
		}

		removed.push(...(await removeWorking(milvus, collection, warn)));
	}

	const prefix = temporaryPrefix(cluster, jobId);
	if (await cluster.storage.hasPrefix(`${prefix}/`, {signal})) {
		await removeStaged(cluster, jobId, signal);
		removed.push(`${cluster.storage.place}/${prefix}`);
	}

	await removeCreatedDatabases({
		uncancelled: milvus,
		cluster,
		created: [...past.databases],
		warn,
	});
	return removed;
}

/**
 * Drops what the job created for one source, by its id; never by its name, which another program's
 * collection may have now.
 *
 * @throws alias-leads-nowhere when a server let it be renamed to such a name, under which nothing
 *   can be done to it
 */
async function removeWorking(
	milvus: Milvus,
	past: CollectionPast,
	warn: (warning: Warning) => void,
): Promise<string[]> {
	const {working, swap} = past;
	if (working === undefined) {
		return [];
	}

	const own = ownBefore(parseCollectionKey(working), past);
	const dropped = await dropOwn(milvus, own);
	if (dropped.isGone) {
		return dropped.wasThere ? [working] : [];
	}

	const {at} = dropped;
	if (at === swap?.target) {
		await assertNoDanglingAlias(milvus, parseCollectionKey(at));
	}

	const details = {collection: at, working};
	warn(at === working ? {code: 'not-proven-own', details} : {code: 'renamed-meanwhile', details});
	return [];
}

const defaultSettleMs = 60_000;

async function assertSettled(
	session: Session,
	unfinished: readonly CollectionPast[],
	settleMs: number,
): Promise<void> {
	const milvus = await session.milvus();
	const api = await importApi(milvus);
	const running = createImportTracker(api);
	for (const {working, imports} of unfinished) {
		for (const {id, rows} of imports.values()) {
			if (rows === undefined) {
				if (id === undefined) {
					running.startUnknown(working ?? '');
				} else {
					running.start(id, working ?? '');
				}
			}
		}
	}

	await resolveUnknown(session, unfinished, running);
	if (!(await running.settle(milvus, {timeoutMs: settleMs}))) {
		throw new MilvaultError('imports-running', {collections: running.collections()});
	}
}

/**
 * Every import job of a working collection that the server knows: all of them belong to this job.
 */
async function resolveUnknown(
	session: Session,
	unfinished: readonly CollectionPast[],
	running: ImportTracker,
): Promise<void> {
	if (!running.hasUnknown) {
		return;
	}

	const milvus = await session.milvus();
	for (const {working, collectionId} of unfinished) {
		if (working !== undefined && collectionId !== undefined) {
			const {db, name} = parseCollectionKey(working);
			const listed = (await isUnderName(milvus, {db, name}, collectionId))
				? await listImports(milvus, running.api, {db, collection: name})
				: [];
			for (const {id} of listed) {
				running.start(id, working);
			}
		}
	}

	running.endUnknown();
}

/**
 * Between the two renames of a replacement the name is missing: the previous collection gets it
 * back.
 */
async function undoSwap(milvus: Milvus, swap: Swap): Promise<void> {
	if (!swap.old) {
		return;
	}

	const target = parseCollectionKey(swap.target);
	const old = parseCollectionKey(swap.old.name);
	const there = await describeCollection(milvus, target.db, target.name);
	if (!there && (await isUnderName(milvus, old, swap.old.collectionId))) {
		await assertNoDanglingAlias(milvus, target);
		await renameCollection(milvus, target.db, old.name, target.name);
	}
}
