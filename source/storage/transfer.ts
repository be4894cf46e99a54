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
	/**
	 * Sees the bytes pass, a new one for each try; what `end` throws, before the last bytes are
	 * written, ends the copy. A directory's copies stream where one is given; those inside an S3 store
	 * never pass, and are to be checked afterwards.
	 */
	watch?: () => {update: (bytes: Uint8Array) => void; end: () => void};
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
	const isWatched = options.watch !== undefined && target.kind === 'local';
	if (target.canCopyFrom(source) && !isPaced && !isWatched) {
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

	const {sizeBytes, signal, assertMayEnd, watch} = options;
	return withRetries(hooks, {...about, maxTries: streamTries}, async () => {
		const body = await source.get(sourceKey, {signal});
		const paced = pace ? pacedStream(body, pace, signal) : body;
		const watched = watch?.();
		const isEndAsserted = assertMayEnd !== undefined || watched !== undefined;
		const asserted = isEndAsserted
			? withAssertedEnd(
					paced,
					() => {
						assertMayEnd?.();
						watched?.end();
					},
					watched?.update,
				)
			: paced;
		try {
			return await target.put(key, asserted, {sizeBytes, signal});
		} finally {
			// A put that fails before it reads leaves the source open: a file, or a connection.
			for (const stream of new Set([asserted, paced, body])) {
				stream.on('error', () => undefined).destroy();
			}
		}
	});
}

/** The same bytes; the last of them only once `assertMayEnd` has not thrown. */
function withAssertedEnd(
	body: Readable,
	assertMayEnd: () => void,
	onBytes?: (bytes: Uint8Array) => void,
): Readable {
	const chunks = async function* (): AsyncGenerator<Buffer> {
		let held: Buffer | undefined;
		for await (const chunk of body as AsyncIterable<Buffer>) {
			onBytes?.(chunk);
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
