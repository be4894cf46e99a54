import type {SegmentBackupInfo} from '../../format/messages.js';
import type {BackupCollection} from './backup-collection-view.js';

/** The ids that a segment's keys in a backup are made of (format/paths.ts). */
export function segmentIds(
	{info}: Pick<BackupCollection, 'info'>,
	segment: SegmentBackupInfo,
): {
	collectionId: string;
	partitionId: string;
	segmentId: string;
	groupId: string;
} {
	return {
		collectionId: info.collection_id,
		partitionId: segment.partition_id,
		segmentId: segment.segment_id,
		groupId: segment.group_id ?? '0',
	};
}
