import {MilvaultError} from '../model/milvault-error.js';

/** An empty segment, `.` or `..`: also what a leading or a trailing slash leaves behind. */
const unsafeSegment = /(?:^|\/)\.{0,2}(?:\/|$)/;

/**
 * One key from parts, each of which may be empty (left out), a name or a key of its own; slashes at
 * the ends of a part do not count. All parts empty is the empty key, the root.
 *
 * @throws metadata-unsafe when a part, for example a name from a backup's metadata, would lead
 *   elsewhere
 */
export function joinKey(...parts: readonly string[]): string {
	const key = parts
		.map(part => part.replace(/^\/+|\/+$/g, ''))
		.filter(part => part !== '')
		.join('/');
	if (key !== '') {
		assertSafeKey(key);
	}

	return key;
}

/**
 * Keys are slash-separated and relative, without `.`, `..` or empty segments, NUL, or halves of
 * surrogate pairs.
 *
 * @param file - What named the key, for the error; default: the key itself
 * @throws metadata-unsafe
 */
export function assertSafeKey(key: string, file = key): void {
	if (unsafeSegment.test(key) || key.includes('\0') || !key.isWellFormed()) {
		throw new MilvaultError('metadata-unsafe', {file, key});
	}
}

/**
 * What a listing of a bucket may return: any key that S3 knows, such as the `directory/` markers of
 * S3 browsers, as long as it cannot be taken for a way up.
 *
 * @throws metadata-unsafe
 */
export function assertInsideKey(key: string): void {
	if (key === '' || /(?:^|\/)\.\.?(?:\/|$)/.test(key) || key.includes('\0')) {
		throw new MilvaultError('metadata-unsafe', {file: key, key});
	}
}
