import type {SegmentBackupInfo} from '../../format/messages.js';

/** The ids that a segment's keys in a backup are made of (format/paths.ts). */
export function segmentIds(
	collectionId: string,
	segment: SegmentBackupInfo,
): {
	collectionId: string;
	partitionId: string;
	segmentId: string;
	groupId: string;
} {
	return {
		collectionId,
		partitionId: segment.partition_id,
		segmentId: segment.segment_id,
		groupId: segment.group_id ?? '0',
	};
}
