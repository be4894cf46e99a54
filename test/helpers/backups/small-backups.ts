import {commitBackup} from '../../../source/engine/backup/commit-backup.js';
import {backupKey} from '../../../source/engine/repository/backup-keys.js';
import {metaKeys} from '../../../source/format/paths.js';
import {writeMilvaultMeta, type MilvaultMeta} from '../../../source/format/milvault-meta.js';
import type {Place} from '../../../source/engine/session.js';

export type SmallBackup = {
	name: string;
	/** RFC 3339. */
	at: string;
	id?: string;
	cluster?: string;
	filter?: string;
	state?: 'complete' | 'partial' | 'unfinished';
};

/** A backup of no collections, with some objects that pass for binlogs. */
export async function putSmallBackup(
	repository: Place,
	{name, at, id = `id of ${name}`, cluster = 'prod', filter = '', state = 'complete'}: SmallBackup,
): Promise<void> {
	for (const log of ['1', '2', '3']) {
		const key = backupKey(repository, name, `binlogs/insert_log/1/2/3/4/${log}`);
		await repository.storage.put(key, 'rows');
	}

	const record: MilvaultMeta = {
		formatVersion: 1,
		tool: {name: 'milvault', version: '0.0.0'},
		jobId: id,
		state,
		name,
		cluster,
		milvusVersion: 'v2.3.5',
		startedAt: at,
		strategy: 'auto',
		filter,
		rows: '0',
		bytes: 12,
		objects: 3,
		collections: [],
		failed: [],
		warnings: [],
	};
	if (state === 'unfinished') {
		const key = backupKey(repository, name, metaKeys.milvault);
		await repository.storage.put(key, writeMilvaultMeta(record));
		return;
	}

	const info = {
		id,
		name,
		state_code: 2,
		collection_backups: [],
		size: '12',
		milvus_version: 'v2.3.5',
	};
	await commitBackup(repository, name, {record, info});
}
