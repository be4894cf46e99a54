import {readdir, readFile} from 'node:fs/promises';
import path from 'node:path';
import {joinKey} from '../../../source/storage/keys.js';
import type {Storage} from '../../../source/storage/storage.js';

/** A backup's files: keys relative to it, and what is in them. */
export type BackupFiles = ReadonlyMap<string, Buffer>;

/** Where the backups lie that milvus-backup 0.5.16 made. */
export const fixturesDirectory = path.join(
	import.meta.dirname,
	'../../fixtures/milvus-backup-0.5.16',
);

export async function readBackupFiles(directory: string): Promise<BackupFiles> {
	const entries = await readdir(directory, {
		recursive: true,
		withFileTypes: true,
	});
	const files = entries
		.filter(entry => entry.isFile())
		.map(entry => path.join(entry.parentPath, entry.name));
	return new Map(
		await Promise.all(
			files.map(
				async file =>
					[path.relative(directory, file).split(path.sep).join('/'), await readFile(file)] as const,
			),
		),
	);
}

/** Puts a backup into a repository, as a copy by other means would. */
export async function putBackupFiles(
	storage: Storage,
	prefix: string,
	files: BackupFiles,
): Promise<void> {
	await Promise.all([...files].map(async ([key, body]) => storage.put(joinKey(prefix, key), body)));
}

/** Without full_meta.json: what is left are the files for old readers. */
export function withoutFullMeta(files: BackupFiles): BackupFiles {
	return new Map([...files].filter(([key]) => key !== 'meta/full_meta.json'));
}
