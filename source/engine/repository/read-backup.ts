import type {BackupInfo} from '../../format/messages.js';
import {isSumsKey, parseMilvaultMeta, type MilvaultMeta} from '../../format/milvault-meta.js';
import {metaKeys} from '../../format/paths.js';
import {readBackupInfo} from '../../format/read-backup-meta.js';
import {hasCode, MilvaultError} from '../../model/milvault-error.js';
import {maxSmallBytes, maxTextBytes} from '../../model/read-limits.js';
import {fragment} from '../../model/fragments.js';
import {readObject} from '../../storage/read-object.js';
import {verifiedKey} from '../../format/verified.js';
import {nearestNames} from '../../utils/nearest-names.js';
import {sha256} from '../../utils/sha256.js';
import type {Place} from '../session.js';
import {backupKey, backupPrefix, ownDirectory} from './backup-keys.js';

export type OpenedBackup = {
	name: string;
	info: BackupInfo;
	/**
	 * SHA-256 of all its metadata that was read, hexadecimal: the same for a copy of it, another for
	 * one that was created again.
	 */
	id: string;
	/** Our own record; absent in backups by milvus-backup. */
	record: MilvaultMeta | undefined;
	/**
	 * The other record of a run that adds to the backup and was interrupted while it wrote the
	 * metadata.
	 */
	otherRecord?: MilvaultMeta;
	/** What lies under meta/, by key relative to the backup. */
	files: ReadonlyMap<string, number>;
	/** SHA-256 of each of milvus-backup's files that was read. */
	sums: ReadonlyMap<string, string>;
};

/**
 * Reads a finished backup's metadata.
 *
 * @throws backup-missing (with near names), backup-unfinished, metadata-unreadable,
 *   snapshot-format, newer-format
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

	const ours = files.has(metaKeys.milvault)
		? ((await readText(repository, name, metaKeys.milvault, signal)) ?? '')
		: undefined;
	const record =
		ours === undefined ? undefined : parseMilvaultMeta(ours, `${name}/${metaKeys.milvault}`);
	if (
		// A run that commits writes its end into the record first.
		record?.state === 'unfinished' ||
		(!files.has(metaKeys.backup) && (record !== undefined || !files.has(metaKeys.full)))
	) {
		throw new MilvaultError('backup-unfinished', {name});
	}

	assertRecord(name, files);
	const sums = new Map<string, string>();
	const info = await readBackupInfo({
		async read(file) {
			const bytes = files.has(file) ? await readBytes(repository, name, file, signal) : undefined;
			if (bytes) {
				sums.set(file, sha256(bytes));
			}

			return bytes && decode(bytes);
		},
		name,
	});
	return {
		name,
		id: idOf(sums, ours),
		info,
		...recordOf(record, sums),
		files,
		sums,
	};
}

/** Of the checksums of what was read, and of our own record. */
function idOf(sums: ReadonlyMap<string, string>, ours: string | undefined): string {
	const read = [...sums].map(([file, sum]) => `${file} ${sum}\n`).toSorted();
	return sha256(Buffer.from(`${read.join('')}${ours ?? ''}`));
}

/**
 * Sums without the record that they belong to: the record was deleted, and without it the backup
 * would pass for one by milvus-backup, without recorded checksums.
 *
 * @throws metadata-unreadable
 */
export function assertRecord(name: string, files: ReadonlyMap<string, number>): void {
	if (!files.has(metaKeys.milvault) && [...files.keys()].some(file => isSumsKey(file))) {
		throw new MilvaultError('metadata-unreadable', {
			file: `${name}/${metaKeys.milvault}`,
			reason: fragment('missing'),
		});
	}
}

/** Of two records, as an interrupted run leaves them, the one that the metadata is of. */
function recordOf(
	whole: MilvaultMeta | undefined,
	sums: ReadonlyMap<string, string>,
): Pick<OpenedBackup, 'record' | 'otherRecord'> {
	if (!whole?.previous) {
		return {record: whole};
	}

	const {previous, ...record} = whole;
	const full = sums.get(metaKeys.full);
	return full !== undefined &&
		full !== record.metadata?.[metaKeys.full] &&
		full === previous.metadata?.[metaKeys.full]
		? {record: previous, otherRecord: record}
		: {record, otherRecord: previous};
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

/**
 * Is there anything with the layout of a backup, finished or not? A directory of Milvus's own data
 * has another layout.
 */
export async function isBackup(repository: Place, name: string): Promise<boolean> {
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
	const bytes = await readBytes(repository, name, file, signal);
	return bytes && decode(bytes);
}

/** Undefined for a missing file. */
export async function readBytes(
	repository: Place,
	name: string,
	file: string,
	signal?: AbortSignal,
): Promise<Uint8Array | undefined> {
	try {
		const key = backupKey(repository, safeName(name), file);
		return await readObject(repository.storage, key, {
			maxBytes: file === verifiedKey ? maxSmallBytes : maxTextBytes,
			signal,
		});
	} catch (error) {
		if (hasCode(error, 'object-missing')) {
			return undefined;
		}

		throw error;
	}
}

function decode(bytes: Uint8Array): string {
	return new TextDecoder().decode(bytes);
}

export async function backupMissing(repository: Place, name: string): Promise<MilvaultError> {
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
			rule: fragment('name-directory'),
		});
	}

	return name;
}
