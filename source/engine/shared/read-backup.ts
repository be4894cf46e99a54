import type {BackupInfo} from '../../format/messages.js';
import {
	parseMilvaultMeta,
	type MilvaultMeta,
} from '../../format/milvault-meta.js';
import {metaKeys} from '../../format/paths.js';
import {readBackupInfo} from '../../format/read-backup-meta.js';
import {hasCode, MilvaultError} from '../../model/milvault-error.js';
import {mostTextBytes, readObjectText} from '../../storage/read-object.js';
import {nearestNames} from '../../utils/nearest-names.js';
import type {Place} from '../session.js';
import {backupKey, backupPrefix, ownDirectory} from './backup-keys.js';

export type OpenedBackup = {
	name: string;
	info: BackupInfo;
	/** Our own record; absent in backups by milvus-backup. */
	record: MilvaultMeta | undefined;
};

/**
 * Reads a finished backup's metadata.
 *
 * @throws backup-missing (with near names), backup-unfinished, metadata-unreadable, snapshot-format, newer-format
 */
export async function readBackup(
	repository: Place,
	name: string,
	signal?: AbortSignal,
): Promise<OpenedBackup> {
	const files = await metaFilesOf(repository, name, signal);
	if (files.size === 0 && !(await isBackup(repository, name))) {
		throw await backupMissing(repository, name);
	}

	const record = files.has(metaKeys.milvault)
		? parseMilvaultMeta(
				(await readText(repository, name, metaKeys.milvault, signal)) ?? '',
				`${name}/${metaKeys.milvault}`,
			)
		: undefined;
	if (
		!files.has(metaKeys.backup) &&
		(record !== undefined || !files.has(metaKeys.full))
	) {
		throw new MilvaultError('backup-unfinished', {name});
	}

	const info = await readBackupInfo({
		read: async file =>
			files.has(file) ? readText(repository, name, file, signal) : undefined,
		name,
	});
	return {name, info, record};
}

/** The objects directly under a backup's meta/ by relative key, with their sizes in bytes. */
export async function metaFilesOf(
	repository: Place,
	name: string,
	signal?: AbortSignal,
): Promise<Map<string, number>> {
	const prefix = backupPrefix(repository, safeName(name));
	const files = new Map<string, number>();
	for await (const object of repository.storage.list(`${prefix}meta/`, {
		signal,
	})) {
		files.set(object.key.slice(prefix.length), object.sizeBytes);
	}

	return files;
}

/** Anything of a backup's own shape there, finished or not? A directory of Milvus's own data is none. */
export async function isBackup(
	repository: Place,
	name: string,
): Promise<boolean> {
	const prefix = backupPrefix(repository, safeName(name));
	for (const part of ['meta/', 'binlogs/', 'bundle/']) {
		if (await repository.storage.hasPrefix(`${prefix}${part}`)) {
			return true;
		}
	}

	return false;
}

/** Undefined for a missing file. */
export async function readText(
	repository: Place,
	name: string,
	file: string,
	signal?: AbortSignal,
): Promise<string | undefined> {
	try {
		const key = backupKey(repository, safeName(name), file);
		return await readObjectText(repository.storage, key, {
			mostBytes: mostTextBytes,
			signal,
		});
	} catch (error) {
		if (hasCode(error, 'object-missing')) {
			return undefined;
		}

		throw error;
	}
}

export async function backupMissing(
	repository: Place,
	name: string,
): Promise<MilvaultError> {
	const names: string[] = [];
	const root = repository.rootPath === '' ? '' : `${repository.rootPath}/`;
	for await (const directory of repository.storage.listDirectories(root, {
		onDenied() {},
	})) {
		if (directory !== ownDirectory) {
			names.push(directory);
		}
	}

	return new MilvaultError('backup-missing', {
		name,
		place: repository.label,
		near: nearestNames(name, names),
	});
}

/** Names of existing backups are not held to our rules, but never lead out of the repository. */
function safeName(name: string): string {
	if (name === '' || name.includes('/') || name === '.' || name === '..') {
		throw new MilvaultError('bad-backup-name', {
			name,
			rule: 'one directory name',
		});
	}

	return name;
}
