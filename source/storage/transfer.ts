import {Readable} from 'node:stream';
import {hasCode} from '../model/milvault-error.js';
import {pacedStream} from './throttle.js';
import {withRetries} from './with-retries.js';
import type {ObjectInfo, Storage} from './storage.js';

/**
 * No layer below retries a stream: on a line that loses one request in ten, four tries fail for one
 * object in a thousand.
 */
const streamTries = 8;

export type TransferOptions = {
	/** What the source is said to have; another length is an error. */
	sizeBytes: number;
	signal?: AbortSignal;
	/**
	 * Called when the bytes went through this process although the storages could have copied among
	 * themselves.
	 */
	onStreamed?: () => void;
	/**
	 * Called before the last bytes of a stream are written, without which nothing is visible: what it
	 * throws ends the copy.
	 */
	assertMayEnd?: () => void;
};

/**
 * Copies one object from one storage to another.
 *
 * 1. Inside one store, the store copies. If it refuses, continue with 2.
 * 2. Else read and write as a stream, again from the start after a failure that may pass.
 *
 * The object appears in the target completely or not at all. Server-side copies are not asked for
 * their size: list afterwards.
 *
 * @throws object-missing, object-changed when the source has another length, and what storage
 *   throws
 */
export async function transferObject(
	source: Storage,
	sourceKey: string,
	target: Storage,
	key: string,
	options: TransferOptions,
): Promise<ObjectInfo> {
	const copy = async () => copyOnce(source, sourceKey, target, key, options);
	const {pace} = target.hooks;
	return pace ? pace.copy(copy, options.signal) : copy();
}

async function copyOnce(
	source: Storage,
	sourceKey: string,
	target: Storage,
	key: string,
	options: TransferOptions,
): Promise<ObjectInfo> {
	const {hooks} = target;
	const {pace} = hooks;
	const about = {action: 'copy', resource: key, signal: options.signal};
	// A directory copies a file in one piece: under a limit its bytes go through this process, which
	// can stop between them.
	const isPaced = pace?.partBytes() !== undefined && target.kind === 'local';
	if (target.canCopyFrom(source) && !isPaced) {
		try {
			return await withRetries(hooks, about, async () =>
				target.copyFrom(source, sourceKey, key, options),
			);
		} catch (error) {
			if (target.kind === 'local' || !hasCode(error, 'storage-refused')) {
				throw error;
			}

			options.onStreamed?.();
		}
	}

	const {sizeBytes, signal, assertMayEnd} = options;
	return withRetries(hooks, {...about, maxTries: streamTries}, async () => {
		const body = await source.get(sourceKey, {signal});
		const paced = pace ? pacedStream(body, pace, signal) : body;
		return target.put(key, assertMayEnd ? withAssertedEnd(paced, assertMayEnd) : paced, {
			sizeBytes,
			signal,
		});
	});
}

/** The same bytes; the last of them only once `assertMayEnd` has not thrown. */
function withAssertedEnd(body: Readable, assertMayEnd: () => void): Readable {
	const chunks = async function* (): AsyncGenerator<Buffer> {
		let held: Buffer | undefined;
		for await (const chunk of body as AsyncIterable<Buffer>) {
			if (held) {
				yield held;
			}

			held = chunk;
		}

		assertMayEnd();
		if (held) {
			yield held;
		}
	};

	return Readable.from(chunks(), {objectMode: false});
}
