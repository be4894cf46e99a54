import type {CopyObject} from './copy-objects-of.js';
import type {CopyTarget} from './look-at-target.js';

/**
 * What a listing of the target says of an object. `same`: its content is that of the source;
 * `unknown`: it has the size, and only reading it shows more.
 */
export type Found = 'same' | 'unknown' | 'other' | 'missing';

/**
 * @param etag the MD5 of the object's content, where it was recorded or the source's store makes such
 *   ETags
 */
export function compareWithTarget(
	{key, sizeBytes}: CopyObject,
	{listed, copied}: Pick<CopyTarget, 'listed' | 'copied'>,
	etag?: string,
): Found {
	const there = listed.get(key);
	if (!there) {
		return 'missing';
	}

	if (there.sizeBytes !== sizeBytes) {
		return 'other';
	}

	// A directory's listing has none.
	if (there.checksum === undefined) {
		return 'unknown';
	}

	const known = copied?.get(key);
	if (known) {
		return known.checksum === there.checksum ? 'same' : 'other';
	}

	return etag !== undefined && etag === there.checksum ? 'same' : 'unknown';
}
