import {hasCode, MilvaultError} from '../model/milvault-error.js';
import {fragment} from '../model/fragments.js';
import {countRetries} from './with-retries.js';
import type {ReadOptions, Storage} from './storage.js';

export type ReadObjectOptions = {
	/**
	 * Maximum of bytes to read (model/read-limits.ts): any program may have written the object, and
	 * it must not fill the memory.
	 */
	maxBytes: number;
	signal?: AbortSignal;
	/** Byte range, both ends included; without an end: up to the object's end. */
	range?: ReadOptions['range'];
};

export {maxBinlogBytes, maxSmallBytes, maxSumsBytes, maxTextBytes} from '../model/read-limits.js';

/** Something that is written more often than this while it is read is never read whole. */
const maxReplacements = 3;

type From = Pick<Storage, 'get' | 'hooks' | 'place'>;

/**
 * One object, or a range of it, whole. When the connection is lost half way it is continued from
 * there; an object that is replaced meanwhile is read again, so that two are never mixed. A request
 * that is not answered at all was tried again by the storage already.
 *
 * @throws object-missing, metadata-unreadable for more than `maxBytes`, what storage throws when it
 *   does not get through at the fourth try without a further byte, and cancelled
 */
export async function readObject(
	storage: From,
	key: string,
	options: ReadObjectOptions,
): Promise<Uint8Array> {
	let chunks: Uint8Array[] = [];
	const restart = (): void => {
		chunks = [];
	};

	for await (const chunk of chunksOf(storage, key, options, restart)) {
		chunks.push(chunk);
	}

	return Buffer.concat(chunks);
}

/** The same as text, UTF-8. */
export async function readObjectText(
	storage: From,
	key: string,
	options: ReadObjectOptions,
): Promise<string> {
	return new TextDecoder().decode(await readObject(storage, key, options));
}

/**
 * The same as it comes, in constant memory: for what is large and read line by line, or summed up.
 *
 * @throws also object-changed, when it was replaced before a lost connection could be taken up
 *   again
 */
export function readObjectChunks(
	storage: From,
	key: string,
	options: ReadObjectOptions,
): AsyncIterable<Uint8Array> {
	return chunksOf(storage, key, options);
}

/** @param restart - Forgets the chunks so far; without it they cannot be taken back */
async function* chunksOf(
	storage: From,
	key: string,
	{maxBytes, signal, range}: ReadObjectOptions,
	restart?: () => void,
): AsyncGenerator<Uint8Array> {
	const tries = countRetries(storage.hooks, {
		action: 'read',
		resource: key,
		signal,
	});
	const start = range?.start ?? 0;
	let offset = 0;
	let version: string | undefined;
	let timesReplaced = 0;
	// Nothing is left of a range whose last byte has come.
	while (range?.end === undefined || start + offset <= range.end) {
		let isAnswered = false;
		try {
			const body = await storage.get(
				key,
				offset === 0
					? {signal, range}
					: {signal, range: {start: start + offset, end: range?.end}, version},
			);
			({version} = body);
			isAnswered = true;
			for await (const chunk of body as AsyncIterable<Uint8Array>) {
				offset += chunk.byteLength;
				if (offset > maxBytes) {
					throw new MilvaultError('metadata-unreadable', {
						file: key,
						reason: fragment('too-large', {bytes: maxBytes}),
					});
				}

				tries.onProgress();
				yield chunk;
			}

			return;
		} catch (error) {
			const isReplaced = hasCode(error, 'object-changed');
			if (!isAnswered && !isReplaced) {
				throw error;
			}

			if (!isReplaced) {
				await tries.afterFailure(error);
			}

			if (offset > 0 && (isReplaced || version === undefined)) {
				timesReplaced++;
				if (!restart || timesReplaced > maxReplacements) {
					throw error;
				}

				restart();
				offset = 0;
			}
		}
	}
}
