import {mkdir, rm, writeFile} from 'node:fs/promises';
import path from 'node:path';
import type {Session} from '../../../source/engine/session.js';
import {verifyBackups} from '../../../source/engine/verify-backups.js';
import {MilvaultError} from '../../../source/model/milvault-error.js';
import type {BackupFiles} from '../backups/backup-files.js';

/** Puts a backup into a repository that is a directory. */
export async function writeBackup(
	repository: string,
	name: string,
	files: BackupFiles,
): Promise<void> {
	for (const [key, bytes] of files) {
		const file = path.join(repository, name, key);
		await mkdir(path.dirname(file), {recursive: true});
		await writeFile(file, bytes);
	}
}

export async function removeBackup(repository: string, name: string): Promise<void> {
	await rm(path.join(repository, name), {recursive: true, force: true});
}

/**
 * What verify --level full says of a backup: undefined when it finds nothing. Whatever is not an
 * error of ours is thrown.
 */
export async function findingOf(session: Session, name: string): Promise<string | undefined> {
	try {
		const {backups} = await verifyBackups(session, [name], {level: 'full'});
		const [backup] = backups;
		if (!backup || backup.outcome === 'complete') {
			return undefined;
		}

		const code = backup.error?.code ?? backup.differences[0]?.code;
		if (code === 'unexpected' || code === undefined) {
			throw new Error(JSON.stringify(backup));
		}

		return code;
	} catch (error) {
		if (error instanceof MilvaultError && error.code !== 'unexpected') {
			return error.code;
		}

		throw error;
	}
}
