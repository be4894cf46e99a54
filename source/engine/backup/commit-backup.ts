import type {BackupInfo} from '../../format/messages.js';
import {writeMilvaultMeta, type MilvaultMeta} from '../../format/milvault-meta.js';
import {metaKeys} from '../../format/paths.js';
import {metaFiles} from '../../format/write-backup-meta.js';
import {sha256} from '../../utils/sha256.js';
import {backupKey} from '../repository/backup-keys.js';
import {summaryOf} from '../repository/backup-summary.js';
import type {OpenedBackup} from '../repository/read-backup.js';
import {mark} from '../repository/summary-cache.js';
import type {Place} from '../session.js';

/**
 * Commits a backup by writing its metadata in this order: our own record with its final state, the
 * level files, full_meta, and backup_meta last. Until that last put it is visibly unfinished, for
 * us and for milvus-backup. Then it is marked for listings.
 *
 * Our record has the checksums of all the others. A run that adds to an existing backup (`added`)
 * keeps the previous record along with its own until all is written: wherever it is interrupted,
 * the metadata matches one of the two.
 */
export async function commitBackup(
	repository: Place,
	name: string,
	{info, record}: {info: BackupInfo; record: MilvaultMeta},
	{signal, added}: {signal?: AbortSignal; added?: OpenedBackup} = {},
): Promise<void> {
	const {storage} = repository;
	const files = metaFiles(info);
	const sealed: MilvaultMeta = {
		...record,
		metadata: Object.fromEntries(files.map(({file, body}) => [file, sha256(body)])),
	};
	const putRecord = async (meta: MilvaultMeta): Promise<void> => {
		const key = backupKey(repository, name, metaKeys.milvault);
		await storage.put(key, writeMilvaultMeta(meta), {signal});
	};

	const previous = added?.record && {
		...added.record,
		metadata: added.record.metadata ?? Object.fromEntries(added.sums),
	};
	await putRecord({...sealed, ...(previous && {previous})});
	let checksum: string | undefined;
	for (const {file, body} of files) {
		const key = backupKey(repository, name, file);
		({checksum} = await storage.put(key, body, {signal}));
	}

	if (previous) {
		await putRecord(sealed);
	}

	await mark(repository, summaryOf({name, record, isCommitted: true}), {
		checksum,
		signal,
	});
}
