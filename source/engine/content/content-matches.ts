import {createHash} from 'node:crypto';
import {crc32} from 'node:zlib';
import {readObjectChunks} from '../../storage/read-object.js';
import type {Storage} from '../../storage/storage.js';
import {crc64Nvme} from '../../utils/crc64-nvme.js';
import type {RecordedSum} from '../repository/recorded-sum.js';

/** The checksum of an object's content, of the same kind as the recorded one. */
export type ContentSum = {isSame: boolean; found: string};

/** Sums up bytes as they come, and compares them with what was recorded. */
export type ContentSummer = {
	update: (bytes: Uint8Array) => void;
	compare: () => ContentSum;
};

type Sum = {update: (bytes: Uint8Array) => void; digest: () => string};

/**
 * Is an object's content what was recorded? A backup that was moved to another store or to a
 * directory keeps its content and not its ETags. Reads the object.
 *
 * @returns undefined where no checksum of the content was recorded: an ETag of an upload in parts,
 *   or of an encrypted object
 */
export async function contentMatches(
	storage: Storage,
	key: string,
	recorded: RecordedSum,
	signal?: AbortSignal,
): Promise<ContentSum | undefined> {
	const sum = contentSummer(recorded);
	if (!sum) {
		return undefined;
	}

	const options = {maxBytes: Number.POSITIVE_INFINITY, signal};
	for await (const chunk of readObjectChunks(storage, key, options)) {
		sum.update(chunk);
	}

	return sum.compare();
}

/** Undefined where no checksum of the content was recorded. */
export function contentSummer(recorded: RecordedSum): ContentSummer | undefined {
	const expected = comparable(recorded);
	const sum = expected === undefined ? undefined : sumLike(expected);
	return (
		sum && {
			update: sum.update,
			compare() {
				const found = sum.digest();
				return {isSame: found === expected, found};
			},
		}
	);
}

/** The same for bytes that are at hand. */
export function bytesMatch(bytes: Uint8Array, recorded: RecordedSum): ContentSum | undefined {
	const sum = contentSummer(recorded);
	sum?.update(bytes);
	return sum?.compare();
}

/**
 * The recorded checksum that can be compared with the content; an ETag that may be an MD5 is
 * treated as one.
 */
function comparable({checksum, contentSum, mayBeMd5}: RecordedSum): string | undefined {
	return contentSum ?? (mayBeMd5 ? `md5:${checksum}` : undefined);
}

/** Undefined for a kind that this version does not know. */
function sumLike(expected: string): Sum | undefined {
	const algorithm = /^(md5|sha256):[\da-f]+$/.exec(expected)?.[1];
	if (algorithm !== undefined) {
		const hash = createHash(algorithm);
		return {
			update(bytes) {
				hash.update(bytes);
			},
			digest: () => `${algorithm}:${hash.digest('hex')}`,
		};
	}

	if (/^crc32:[\da-f]{8}$/.test(expected)) {
		let sum = 0;
		return {
			update(bytes) {
				sum = crc32(bytes, sum);
			},
			digest: () => `crc32:${sum.toString(16).padStart(8, '0')}`,
		};
	}

	if (/^crc64nvme:[\da-f]{16}$/.test(expected)) {
		const sum = crc64Nvme();
		return {
			update(bytes) {
				sum.update(bytes);
			},
			digest: () => `crc64nvme:${sum.digest()}`,
		};
	}

	return undefined;
}
