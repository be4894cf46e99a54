import type {BinlogOwner} from '../../format/binlog/check-binlog.js';
import type {SegmentCheck} from './segment-check.js';
import type {OwnerSeen} from './segment-check.js';

/**
 * Reports every binlog whose header names another collection, partition, segment or field than the
 * path where it lies.
 *
 * Not for a collection that Milvus made by copying the files of another one (restore of a snapshot,
 * Milvus 3): then none of its files names it, all name one other collection, and each segment's
 * name one other segment.
 */
export function checkOwners({owners, hasOwnBefore, view, nameOf, report}: SegmentCheck): void {
	const known = owners.filter(({owner}) => !isAnonymous(owner));
	const misplaced = known.filter(one => !isInPlace(one));
	if (!hasOwnBefore && misplaced.length === known.length && isCopied(known)) {
		return;
	}

	for (const {key, place, owner} of misplaced) {
		report({
			code: 'binlog-misplaced',
			key: nameOf(key),
			expected: textOf(place),
			found: textOf({...owner, fieldId: place.fieldId && owner.fieldId}),
		});
	}

	function isCopied(files: readonly OwnerSeen[]): boolean {
		const own = new Set([
			view.info.collection_id,
			...view.partitions.flatMap(({segments}) => segments.map(segment => segment.segment_id)),
		]);
		const sources = new Map<string, string>();
		for (const {place, owner} of files) {
			const source = `${owner.partitionId}/${owner.segmentId}`;
			if (
				own.has(owner.collectionId) ||
				own.has(owner.segmentId) ||
				owner.collectionId !== files[0]?.owner.collectionId ||
				(place.fieldId !== undefined && place.fieldId !== owner.fieldId) ||
				(sources.get(place.segmentId) ?? source) !== source
			) {
				return false;
			}

			sources.set(place.segmentId, source);
		}

		return new Set(sources.values()).size === sources.size;
	}
}

/** Does a binlog's header match its path, or name no owner? */
export function isInPlace({place, owner}: OwnerSeen): boolean {
	return isAnonymous(owner) || isSame(place, owner);
}

/** milvus-backup's l0compact writes delta logs that name no collection. */
function isAnonymous({collectionId, partitionId, segmentId}: BinlogOwner) {
	return collectionId === '0' && partitionId === '0' && segmentId === '0';
}

function isSame(place: OwnerSeen['place'], owner: BinlogOwner): boolean {
	return (
		place.collectionId === owner.collectionId &&
		place.partitionId === owner.partitionId &&
		place.segmentId === owner.segmentId &&
		(place.fieldId ?? owner.fieldId) === owner.fieldId
	);
}

function textOf({collectionId, partitionId, segmentId, fieldId}: OwnerSeen['place']): string {
	return [collectionId, partitionId, segmentId, fieldId].filter(id => id !== undefined).join('/');
}
