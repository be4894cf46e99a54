import {joinKey} from '../../storage/keys.js';
import type {Place} from '../session.js';

/** The key of something in a backup, from its key relative to the backup's own directory. */
export function backupKey(repository: Place, name: string, relative = ''): string {
	return joinKey(repository.rootPath, name, relative);
}

/** The prefix that everything of a backup starts with. */
export function backupPrefix(repository: Place, name: string): string {
	return `${backupKey(repository, name)}/`;
}

/** Beside the backups: locks, marks, records of jobs. Never a backup's name. */
export const ownDirectory = '.milvault';

/**
 * In a backup, from the moment that its deletion begins: what an interrupted deletion leaves is told
 * from a backup that is being made. Goes last.
 */
export const deletingKey = 'meta/milvault/deleting.json';
