import {hasCode, MilvaultError} from '../model/milvault-error.js';
import {wait} from '../utils/wait.js';
import {isTransient} from './is-transient.js';
import {throwIfAborted} from './signals.js';
import type {ObjectInfo, Storage} from './storage.js';

const mostTries = 4;
const firstPauseMs = 250;

export type TransferOptions = {
	/** What the source is said to have; another length is an error. */
	sizeBytes: number;
	signal?: AbortSignal;
	/** Called when the bytes went through this process although the storages could have copied among themselves. */
	onStreamed?: () => void;
};

/**
 * Brings one object from one storage to another.
 *
 * 1. Inside one store, the store copies. One that refuses to is no obstacle: go on with 2.
 * 2. Else read and write as a stream, again from the start after a failure that may pass.
 *
 * Nothing or the whole object is visible in the target. Server-side copies are not asked for their size: list afterwards.
 *
 * @throws object-missing, object-changed when the source has another length, and what storage throws
 */
export async function transferObject(
	source: Storage,
	sourceKey: string,
	target: Storage,
	key: string,
	options: TransferOptions,
): Promise<ObjectInfo> {
	if (target.canCopyFrom(source)) {
		try {
			return await target.copyFrom(source, sourceKey, key, options);
		} catch (error) {
			if (target.kind === 'local' || !hasCode(error, 'storage-refused')) {
				throw error;
			}

			options.onStreamed?.();
		}
	}

	return streamObject(source, sourceKey, target, key, options);
}

async function streamObject(
	source: Storage,
	sourceKey: string,
	target: Storage,
	key: string,
	{sizeBytes, signal}: TransferOptions,
): Promise<ObjectInfo> {
	for (let tries = 1; ; tries++) {
		try {
			const body = await source.get(sourceKey, {signal});
			return await target.put(key, body, {sizeBytes, signal});
		} catch (error) {
			if (tries === mostTries || !isTransient(error)) {
				throw error;
			}
		}

		await pause(firstPauseMs * 3 ** (tries - 1), signal);
	}
}

async function pause(
	ms: number,
	signal: AbortSignal | undefined,
): Promise<void> {
	try {
		await wait(ms, signal);
	} catch (error) {
		throwIfAborted(signal);
		throw new MilvaultError('cancelled', {}, {cause: error});
	}
}
