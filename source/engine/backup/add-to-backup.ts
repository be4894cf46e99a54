import type {BackupInfo, CollectionBackupInfo} from '../../format/messages.js';
import type {MilvaultMeta} from '../../format/milvault-meta.js';
import {MilvaultError} from '../../model/milvault-error.js';
import type {OpenedBackup} from '../repository/read-backup.js';

type Backup = {info: BackupInfo; record: MilvaultMeta};

/**
 * A partial backup with what a later run (`--only-failed`) has taken: it keeps its identity and its
 * time, each collection has its own cut. Adding the same again changes nothing, so that a commit
 * that was interrupted can be repeated.
 */
export function addToBackup({info, record, name}: OpenedBackup, added: Backup): Backup {
	if (!record) {
		throw new MilvaultError('backup-unfinished', {name});
	}

	const isAdded = new Set(added.record.collections.map(({collection}) => collection));
	const ids = new Set(added.record.collections.map(({collectionId}) => collectionId));
	const collections = [
		...record.collections.filter(({collection}) => !isAdded.has(collection)),
		...added.record.collections,
	];
	const infos = [
		...(info.collection_backups ?? []).filter(({collection_id: id}) => !ids.has(id)),
		...(added.info.collection_backups ?? []),
	];
	const triedAgain = new Set(added.record.failed.map(({collection}) => collection));
	const failed = [
		...record.failed.filter(
			({collection}) => !isAdded.has(collection) && !triedAgain.has(collection),
		),
		...added.record.failed,
	];
	return {
		info: {
			...info,
			collection_backups: infos,
			size: sumOfSizes(infos),
			database_backups: [
				...(info.database_backups ?? []),
				...(added.info.database_backups ?? []).filter(
					({db_name: db}) => !(info.database_backups ?? []).some(known => known.db_name === db),
				),
			],
		},
		record: {
			...record,
			state: failed.length === 0 ? 'complete' : 'partial',
			endedAt: added.record.endedAt,
			rows: collections.reduce((total, {rows}) => total + BigInt(rows), 0n).toString(),
			bytes: collections.reduce((total, {bytes}) => total + bytes, 0),
			objects: collections.reduce((total, {objects}) => total + objects, 0),
			collections,
			failed,
			warnings: [...record.warnings, ...added.record.warnings],
		},
	};
}

export function sumOfSizes(infos: readonly CollectionBackupInfo[]): string {
	return infos.reduce((total, {size}) => total + BigInt(size ?? 0), 0n).toString();
}
