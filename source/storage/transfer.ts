import {hasCode, MilvaultError} from '../model/milvault-error.js';
import {wait} from '../utils/wait.js';
import {isTransient} from './is-transient.js';
import {pacedStream} from './pace.js';
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
	const {pace} = target.hooks;
	// A directory copies a file in one piece: under a limit its bytes go through this process, which can stop between them.
	const isPaced = pace?.partBytes() !== undefined && target.kind === 'local';
	if (target.canCopyFrom(source) && !isPaced) {
		try {
			return await persist({target, key, signal: options.signal}, async () =>
				target.copyFrom(source, sourceKey, key, options),
			);
		} catch (error) {
			if (target.kind === 'local' || !hasCode(error, 'storage-refused')) {
				throw error;
			}

			options.onStreamed?.();
		}
	}

	const {sizeBytes, signal} = options;
	return persist({target, key, signal}, async () => {
		const body = await source.get(sourceKey, {signal});
		return target.put(key, pace ? pacedStream(body, pace, signal) : body, {
			sizeBytes,
			signal,
		});
	});
}

/** Tries again, each time after a longer pause, what may succeed at the next try. */
async function persist(
	{
		target,
		key,
		signal,
	}: {target: Storage; key: string; signal: AbortSignal | undefined},
	work: () => Promise<ObjectInfo>,
): Promise<ObjectInfo> {
	for (let tries = 1; ; tries++) {
		const waitMs = firstPauseMs * 3 ** (tries - 1);
		try {
			return await work();
		} catch (error) {
			if (tries === mostTries || !isTransient(error)) {
				throw error;
			}

			target.hooks.onRetry?.({
				action: 'copy',
				resource: key,
				reason: reasonOf(error),
				waitMs,
			});
		}

		await pause(waitMs, signal);
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

function reasonOf(error: unknown): string {
	return hasCode(error, 'storage-unreachable') ||
		hasCode(error, 'storage-refused')
		? error.details.reason
		: String(error);
}
