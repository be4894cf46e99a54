import {encodeMessage} from '../format/encode-message.js';
import {writeGoJson} from '../format/go-json.js';
import {backupInfoShape} from '../format/messages.js';
import {metaFilesOf, readBackup} from './repository/read-backup.js';
import type {Session} from './session.js';

/**
 * What milvus-backup reports of a backup: its own metadata without partitions and segments, as JSON
 * with int64 as bare numbers. Logins and encryption keys are left out.
 *
 * @returns `json` of one object; `metaBytes`, the size of its metadata
 * @throws backup-missing, backup-unfinished, metadata-unreadable, snapshot-format, newer-format
 */
export async function getBackupInfo(
	session: Session,
	name: string,
	{signal}: {signal?: AbortSignal} = {},
): Promise<{json: string; metaBytes: number}> {
	const repository = await session.repositoryPlace();
	const {info} = await readBackup(repository, name, signal);
	const files = await metaFilesOf(repository, name, signal);
	const brief = {
		...info,
		name,
		rbac_meta: undefined,
		database_backups: info.database_backups?.map(database => ({
			...database,
			ezk: undefined,
		})),
		collection_backups: info.collection_backups?.map(collection => ({
			...collection,
			partition_backups: undefined,
			l0_segments: undefined,
		})),
	};
	return {
		json: writeGoJson(encodeMessage(backupInfoShape, brief)),
		metaBytes: [...files.values()].reduce((sum, size) => sum + size, 0),
	};
}
