import {statSync, readFileSync} from 'node:fs';
import {constants, open, type FileHandle} from 'node:fs/promises';
import {setTimeout as wait} from 'node:timers/promises';

/**
 * A file that is not read: it is larger than may be, or what feeds it says nothing more and does
 * not end.
 */
export class UnfitFileError extends Error {
	readonly path: string;
	readonly fault: 'too-large' | 'endless';
	readonly maxBytes: number;

	constructor(path: string, fault: UnfitFileError['fault'], maxBytes: number) {
		super(`${path}: ${fault}`);
		this.path = path;
		this.fault = fault;
		this.maxBytes = maxBytes;
	}
}

/** How long a pipe may say nothing: the command behind it may have to ask the user. */
export const pipePatienceMs = 30_000;
const everyMs = 20;
const chunkBytes = 64 * 1024;

/**
 * A file of at most `maxBytes`: also a pipe, as `<(command)` is one, or a device. A pipe is waited
 * for without holding a thread, so that it neither keeps others from reading nor the process from
 * ending.
 *
 * @param maxWaitMs how long a pipe may say nothing; default 30,000
 * @throws UnfitFileError; errors of node:fs; what the signal says
 */
export async function readBoundedBytes(
	path: string,
	{
		maxBytes,
		maxWaitMs = pipePatienceMs,
		signal,
	}: {maxBytes: number; maxWaitMs?: number; signal?: AbortSignal},
): Promise<Buffer> {
	signal?.throwIfAborted();
	const file = await open(
		path,
		// Unknown to Windows, which has no such files.
		constants.O_RDONLY | (constants.O_NONBLOCK ?? 0),
	);
	try {
		const stats = await file.stat();
		const chunks: Buffer[] = [];
		let sizeBytes = 0;
		let silentMs = 0;
		for (;;) {
			signal?.throwIfAborted();
			const chunk = await readSome(file);
			if (chunk && chunk.length > 0) {
				sizeBytes += chunk.length;
				silentMs = 0;
				chunks.push(chunk);
				if (sizeBytes > maxBytes) {
					throw new UnfitFileError(path, 'too-large', maxBytes);
				}
			} else if (chunk && !(stats.isFIFO() && sizeBytes === 0)) {
				return Buffer.concat(chunks);
			} else if (silentMs >= maxWaitMs) {
				throw new UnfitFileError(path, 'endless', maxBytes);
			} else {
				// Nothing yet; of a pipe also when its other end is not open.
				await wait(everyMs, undefined, {signal});
				silentMs += everyMs;
			}
		}
	} finally {
		await file.close();
	}
}

/** The same as text, UTF-8. */
export async function readBoundedFile(
	path: string,
	options: Parameters<typeof readBoundedBytes>[1],
): Promise<string> {
	const bytes = await readBoundedBytes(path, options);
	return bytes.toString('utf8');
}

/**
 * The same at once, for files only.
 *
 * @throws UnfitFileError, also for what is no file; errors of node:fs
 */
export function readBoundedFileSync(path: string, maxBytes: number): Buffer {
	const stats = statSync(path);
	if (!stats.isFile()) {
		throw new UnfitFileError(path, 'endless', maxBytes);
	}

	if (stats.size > maxBytes) {
		throw new UnfitFileError(path, 'too-large', maxBytes);
	}

	return readFileSync(path);
}

/** Empty at the end; undefined when there is nothing yet. */
async function readSome(file: FileHandle): Promise<Buffer | undefined> {
	const buffer = Buffer.alloc(chunkBytes);
	try {
		const {bytesRead} = await file.read(buffer, 0, chunkBytes, null);
		return buffer.subarray(0, bytesRead);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EAGAIN') {
			return undefined;
		}

		throw error;
	}
}
