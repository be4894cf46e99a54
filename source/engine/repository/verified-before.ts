import {createHash} from 'node:crypto';
import type {SegmentBackupInfo} from '../../format/messages.js';
import type {ObjectInfo} from '../../storage/storage.js';
import type {Journal} from '../journal/journal.js';
import {keysOfSegment, type BackupCollection} from './collection-view.js';
import type {RecordedSum} from './recorded-sum.js';

/** What was read longer ago is read again: disks lose bits too. */
const validMs = 7 * 24 * 60 * 60 * 1000;

/**
 * The segments that earlier runs of the same verification have read and found well, and those that
 * this one does.
 */
export type VerifiedBefore = {
	/** Undefined for a segment of which an object is missing: it is never well. */
	fingerprint(view: BackupCollection, segment: SegmentBackupInfo, seen: Seen): string | undefined;
	has(fingerprint: string): boolean;
	add(fingerprint: string): Promise<void>;
	/** Is anything there to continue with? */
	isAny(): boolean;
};

/**
 * What the repository shows of a collection's objects now, and what was recorded; by key relative
 * to the backup.
 */
export type Seen = {
	listed: ReadonlyMap<string, ObjectInfo>;
	sums: ReadonlyMap<string, RecordedSum>;
};

/**
 * A fingerprint stands for the metadata of a segment, the recorded sums of its objects, and what
 * the store shows of each object: size, and ETag or, of a file, the time of its last change.
 * Whatever is put in the place of one is another fingerprint.
 */
export function verifiedBefore(journal: Journal | undefined): VerifiedBefore {
	const since = Date.now() - validMs;
	const known = new Set(
		(journal?.entries ?? []).flatMap(entry =>
			entry.type === 'segment-verified' && Date.parse(entry.at) > since ? [entry.fingerprint] : [],
		),
	);
	return {
		fingerprint(view, segment, {listed, sums}) {
			const objects: unknown[] = [];
			for (const key of keysOfSegment(view, segment)) {
				const object = listed.get(key);
				if (!object) {
					return undefined;
				}

				const {sizeBytes, checksum, modifiedAt} = object;
				const version = checksum ?? modifiedAt?.getTime();
				objects.push([object.key, sizeBytes, version, sums.get(key)]);
			}

			return createHash('sha256')
				.update(JSON.stringify([view.info.schema, segment, objects]))
				.digest('base64url');
		},
		has: fingerprint => known.has(fingerprint),
		async add(fingerprint) {
			known.add(fingerprint);
			await journal?.append({
				type: 'segment-verified',
				fingerprint,
				at: new Date().toISOString(),
			});
		},
		isAny: () => known.size > 0,
	};
}
