import {randomUUID} from 'node:crypto';
import {MilvaultError, hasCode, toMilvaultError} from '../model/milvault-error.js';
import type {DeleteResult} from '../model/plans.js';
import {fragment} from '../model/fragments.js';
import {removeBackup} from './repository/remove-backup.js';
import {underLock} from './locks/under-lock.js';
import {backupPrefix} from './repository/backup-keys.js';
import {isOfTheRepository} from './repository/is-of-the-repository.js';
import {mapBounded} from './run/map-bounded.js';
import {outcomeOf} from './run/outcome-of.js';
import {keptAfterDeletion} from './repository/kept-versions.js';
import {lookAtBackup} from './list-backups.js';
import {markOfBackup} from './repository/backup-id.js';
import {readPin, removePins} from './repository/pins.js';
import {backupMissing, isBackup, readBackup} from './repository/read-backup.js';
import type {Place, Session} from './session.js';
import type {RunOptions} from './run/run-options.js';

export type PlannedDelete = {
	name: string;
	state: 'complete' | 'partial' | 'unfinished' | 'unreadable';
	objects: number;
	bytes: number;
};

export type DeleteOptions = RunOptions & {
	/** Deletes pinned ones too, with their pins; default false. */
	withPinned?: boolean;
};

/**
 * What deleting these backups would remove; also unfinished and unreadable ones.
 *
 * @throws backup-missing for a name under which no backup lies: a directory of Milvus's own data is
 *   never one; backup-pinned
 */
export async function planDelete(
	session: Session,
	names: readonly string[],
	{withPinned = false}: Pick<DeleteOptions, 'withPinned'> = {},
): Promise<PlannedDelete[]> {
	const repository = await session.repositoryPlace();
	await repository.storage.ensureReachable();
	return mapBounded([...new Set(names)], 8, async name => {
		if (!(await isBackup(repository, name))) {
			throw await backupMissing(repository, name);
		}

		if (!withPinned) {
			await assertNotPinned(repository, name);
		}

		let objects = 0;
		let bytes = 0;
		for await (const object of repository.storage.list(backupPrefix(repository, name))) {
			objects++;
			bytes += object.sizeBytes;
		}

		return {name, state: await stateOf(repository, name), objects, bytes};
	});
}

/**
 * What the repository's bucket keeps of deleted objects, to be shown before the user confirms.
 */
export async function keptOfDeleted(session: Session): ReturnType<typeof keptAfterDeletion> {
	return keptAfterDeletion(await session.repositoryPlace());
}

/**
 * Deletes backups one after another, each in the order that never makes a half-deleted one look
 * healthy. A failed one does not stop the others. A job that is continued deletes what it was begun
 * for: one that was created again under the name stays.
 */
export async function deleteBackups(
	session: Session,
	names: readonly string[],
	{signal, journal, jobId = randomUUID(), withPinned = false}: DeleteOptions = {},
): Promise<DeleteResult> {
	const repository = await session.repositoryPlace();
	const before = journal?.entries.find(({type}) => type === 'deleting');
	if (journal && !before) {
		await journal.append({
			type: 'deleting',
			backups: await marksOf(repository, names, signal),
		});
	}

	const backups: Array<DeleteResult['backups'][number]> = [];
	for (const name of new Set(names)) {
		try {
			signal?.throwIfAborted();
			if (!(await isBackup(repository, name))) {
				throw await backupMissing(repository, name);
			}

			if (before?.type === 'deleting') {
				await assertSame(repository, name, before.backups[name], signal);
			}

			const removed = await removeLocked(repository, name, {
				signal,
				jobId,
				async look() {
					if (!withPinned) {
						await assertNotPinned(repository, name, signal);
					}
				},
			});
			backups.push({name, outcome: 'complete', ...removed});
		} catch (error) {
			const {code, details} = toMilvaultError(error);
			backups.push({
				name,
				outcome: 'failed',
				objects: 0,
				foreignFiles: 0,
				error: {code, details},
			});
		}
	}

	const outcome = outcomeOf(backups);
	const isGone = backups.some(backup => backup.outcome === 'complete');
	const keptVersions = isGone ? await keptAfterDeletion(repository, signal) : undefined;
	return {
		kind: 'delete',
		outcome: outcome !== 'complete' && signal?.aborted ? 'cancelled' : outcome,
		backups,
		...(keptVersions && {keptVersions}),
	};
}

/** An unreadable backup is deleted too: nothing distinguishes it from another. */
async function marksOf(
	repository: Place,
	names: readonly string[],
	signal: AbortSignal | undefined,
): Promise<Record<string, string>> {
	const marks: Record<string, string> = {};
	for (const name of names) {
		marks[name] = await markOfBackup(repository, name, signal).catch(() => '');
	}

	return marks;
}

/** @throws backup-changed */
async function assertSame(
	repository: Place,
	name: string,
	before: string | undefined,
	signal: AbortSignal | undefined,
): Promise<void> {
	const mark = await markOfBackup(repository, name, signal).catch(() => '');
	if (mark !== '' && mark !== before) {
		const place = `${repository.label}/${name}`;
		throw new MilvaultError('backup-changed', {name, place});
	}
}

/** @throws backup-pinned */
async function assertNotPinned(
	repository: Place,
	name: string,
	signal?: AbortSignal,
): Promise<void> {
	if (await readPin(repository, name, signal)) {
		const pin = (await lookAtBackup(repository, name, signal))?.pin;
		if (pin) {
			throw new MilvaultError('backup-pinned', {name, ...pin});
		}
	}
}

/**
 * Removes a backup, and its pin with it.
 *
 * @param options.look called under the lock; what it throws keeps the backup
 * @throws locked while it is made, restored or verified
 */
export async function removeLocked(
	repository: Place,
	name: string,
	{
		signal,
		jobId,
		look,
	}: {signal?: AbortSignal; jobId: string; look: (signal: AbortSignal) => Promise<void>},
): ReturnType<typeof removeBackup> {
	const locking = {
		jobId,
		kind: 'delete',
		mode: 'exclusive',
		warn: () => undefined,
		signal,
	} as const;
	return underLock(repository, name, locking, async held => {
		await look(held.signal);
		const removed = await removeBackup(repository, name, held);
		if (await isBackup(repository, name)) {
			throw new MilvaultError('storage-refused', {
				action: 'delete',
				resource: backupPrefix(repository, name),
				reason: fragment('objects-after-delete'),
			});
		}

		if (await readPin(repository, name, signal)) {
			await removePins(repository, [name], signal);
		}

		return removed;
	});
}

async function stateOf(repository: Place, name: string): Promise<PlannedDelete['state']> {
	try {
		const {record} = await readBackup(repository, name);
		return record?.state === 'partial' ? 'partial' : 'complete';
	} catch (error) {
		if (isOfTheRepository(toMilvaultError(error))) {
			throw error;
		}

		return hasCode(error, 'backup-unfinished') ? 'unfinished' : 'unreadable';
	}
}
