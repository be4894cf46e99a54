import {createHash} from 'node:crypto';
import {crc32} from 'node:zlib';
import {readObjectChunks} from '../../storage/read-object.js';
import type {Storage} from '../../storage/storage.js';

/**
 * Is an object's content what a recorded checksum says, whatever kind of checksum the store tells now? A backup that was moved to
 * another store or to a directory keeps its content and not its ETags. Reads the object.
 *
 * @returns undefined for a checksum that does not follow from the content alone: an ETag of an upload in parts, or none
 */
export async function contentMatches(
	storage: Storage,
	key: string,
	recorded: string,
	signal?: AbortSignal,
): Promise<{isSame: boolean; found: string} | undefined> {
	if (/^crc32:[0-9a-f]{8}$/.test(recorded)) {
		let sum = 0;
		for await (const chunk of chunksOf(storage, key, signal)) {
			sum = crc32(chunk, sum);
		}

		const found = `crc32:${sum.toString(16).padStart(8, '0')}`;
		return {isSame: found === recorded, found};
	}

	if (/^[0-9a-f]{32}$/.test(recorded)) {
		const hash = createHash('md5');
		for await (const chunk of chunksOf(storage, key, signal)) {
			hash.update(chunk);
		}

		const found = hash.digest('hex');
		return {isSame: found === recorded, found};
	}

	return undefined;
}

/** The same for bytes that are at hand. */
export function bytesMatch(
	bytes: Uint8Array,
	recorded: string,
): {isSame: boolean; found: string} | undefined {
	const found = /^crc32:[0-9a-f]{8}$/.test(recorded)
		? `crc32:${crc32(bytes).toString(16).padStart(8, '0')}`
		: /^[0-9a-f]{32}$/.test(recorded)
			? createHash('md5').update(bytes).digest('hex')
			: undefined;
	return found === undefined ? undefined : {isSame: found === recorded, found};
}

/** Of any size: nothing is held. */
function chunksOf(
	storage: Storage,
	key: string,
	signal: AbortSignal | undefined,
): AsyncIterable<Uint8Array> {
	return readObjectChunks(storage, key, {
		mostBytes: Number.POSITIVE_INFINITY,
		signal,
	});
}
