import type {RetentionBackup} from '../../model/retention.js';
import {backupKey, backupPrefix, deletingKey} from './backup-keys.js';
import type {Place} from '../session.js';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Of a backup without an end: when it was last written into, and whether that was a deletion, which
 * was then interrupted.
 */
export async function lastWriteOf(
	repository: Place,
	name: string,
	signal?: AbortSignal,
): Promise<Pick<RetentionBackup, 'writtenAt' | 'isHalfDeleted'>> {
	const {storage} = repository;
	const marker = backupKey(repository, name, deletingKey);
	const deletingSince = (await storage.head(marker, {signal}))?.modifiedAt;
	// What is younger than this shows all that is to be known: a large backup is not listed further.
	const enough = deletingSince?.getTime() ?? Date.now() - dayMs;
	let latest: Date | undefined;
	for await (const {key, modifiedAt} of storage.list(backupPrefix(repository, name), {signal})) {
		if (key !== marker && modifiedAt && modifiedAt > (latest ?? 0)) {
			latest = modifiedAt;
			if (latest.getTime() > enough) {
				break;
			}
		}
	}

	const writtenAt = latest ?? deletingSince;
	return {
		...(writtenAt && {writtenAt: writtenAt.toISOString()}),
		...(deletingSince && !(latest && latest > deletingSince) && {isHalfDeleted: true}),
	};
}
