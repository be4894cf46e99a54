import type {SegmentBackupInfo} from '../../../source/format/messages.js';
import type {BackupCollection} from '../../../source/engine/repository/collection-view.js';

/** A collection of a backup, with one partition of these segments, for tests that read no files. */
export function viewOf(
	segments: SegmentBackupInfo[],
	schema: Partial<BackupCollection['info']['schema']> = {},
): BackupCollection {
	return {
		collection: 'default.c',
		db: 'default',
		name: 'c',
		info: {
			collection_id: '7',
			collection_name: 'c',
			schema: {name: 'c', fields: [], ...schema},
		},
		record: undefined,
		partitions: [{id: '8', name: '_default', segments}],
		l0Segments: [],
		indexes: [],
		properties: [],
		loadState: 'NotLoad',
		rows: 0n,
		bytes: 0,
	};
}
