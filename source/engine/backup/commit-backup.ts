import type {BackupInfo} from '../../format/messages.js';
import {
	writeMilvaultMeta,
	type MilvaultMeta,
} from '../../format/milvault-meta.js';
import {metaKeys} from '../../format/paths.js';
import {metaFiles} from '../../format/write-backup-meta.js';
import {backupKey} from '../shared/backup-keys.js';
import {summaryOf} from '../shared/backup-summary.js';
import {mark} from '../shared/summary-marks.js';
import type {Place} from '../session.js';

/**
 * Writes what makes a backup a backup, in this order: our own record with its final state, the level files, full_meta,
 * and backup_meta last. Until that last put it is visibly unfinished, for us and for milvus-backup. Then it is marked for listings.
 */
export async function commitBackup(
	repository: Place,
	name: string,
	{info, record}: {info: BackupInfo; record: MilvaultMeta},
	signal?: AbortSignal,
): Promise<void> {
	const {storage} = repository;
	await storage.put(
		backupKey(repository, name, metaKeys.milvault),
		writeMilvaultMeta(record),
		{signal},
	);
	let checksum: string | undefined;
	for (const {file, body} of metaFiles(info)) {
		const key = backupKey(repository, name, file);
		({checksum} = await storage.put(key, body, {signal}));
	}

	await mark(repository, summaryOf({name, record, isCommitted: true}), {
		checksum,
		signal,
	});
}
