import {MilvaultError} from '../model/milvault-error.js';
import {backupMissing} from './repository/read-backup.js';
import {putPin, readPin, removePins} from './repository/pins.js';
import {lookAtBackup} from './list-backups.js';
import type {Session} from './session.js';

/**
 * Keeps backups from being deleted and pruned; a pin that one has is replaced. All names are looked
 * at before the first is pinned.
 *
 * @param options.until RFC 3339; default: without end
 * @throws backup-missing, backup-unfinished and what keeps a backup from being read: a pin holds one
 *   backup, which must show its id
 */
export async function pinBackups(
	session: Session,
	names: readonly string[],
	{reason, until, signal}: {reason?: string; until?: string; signal?: AbortSignal} = {},
): Promise<void> {
	const repository = await session.repositoryPlace();
	await repository.storage.ensureReachable({signal});
	const ids = new Map<string, string>();
	for (const name of names) {
		const backup = await lookAtBackup(repository, name, signal);
		if (!backup) {
			throw await backupMissing(repository, name);
		}

		if (backup.error) {
			const {code, details} = backup.error;
			throw new MilvaultError(code, details as never);
		}

		if (!backup.id) {
			throw new MilvaultError('backup-unfinished', {name});
		}

		ids.set(name, backup.id);
	}

	for (const [name, backupId] of ids) {
		await putPin(repository, name, {
			backupId,
			...(reason !== undefined && reason !== '' && {reason}),
			...(until !== undefined && {until}),
			signal,
		});
	}
}

/**
 * @returns the names that had a pin
 * @throws what keeps the repository from answering
 */
export async function unpinBackups(
	session: Session,
	names: readonly string[],
	{signal}: {signal?: AbortSignal} = {},
): Promise<string[]> {
	const repository = await session.repositoryPlace();
	await repository.storage.ensureReachable({signal});
	const pinned: string[] = [];
	for (const name of new Set(names)) {
		if (await readPin(repository, name, signal)) {
			await removePins(repository, [name], signal);
			pinned.push(name);
		} else if (!(await lookAtBackup(repository, name, signal))) {
			throw await backupMissing(repository, name);
		}
	}

	return pinned;
}
