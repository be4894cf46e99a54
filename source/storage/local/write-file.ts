import {randomUUID} from 'node:crypto';
import {constants, copyFile, link, open, rename, rm, type FileHandle} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {Readable} from 'node:stream';
import {crc32} from 'node:zlib';
import {MilvaultError, toMilvaultError} from '../../model/milvault-error.js';
import {guardStream} from '../guard-stream.js';
import {throwIfAborted} from '../signals.js';
import type {WriteOptions} from '../storage.js';
import {makeDirectory, setModes, type Modes} from './modes.js';
import {errnoOf} from './recognise-error.js';
import {temporaryDirectory} from './resolve-key.js';

/** How often a directory is made that vanishes at once. */
const maxTries = 10;

export type Written = {sizeBytes: number; checksum: string};

export type FileBody = Readable | Uint8Array | string;

/**
 * Writes a file atomically.
 *
 * 1. Write under a temporary name below the root, counting and summing on the way.
 * 2. Bring it to the disk, so that its name never outlives its content in a power failure
 *    (measured: 5 ms for each file).
 * 3. Rename it (or link it, when it must not replace). A concurrent delete may take the emptied
 *    parent away: make it again.
 *
 * An interruption leaves a file in the temporary directory, which no listing shows; a day later the
 * next `close` of the storage removes it.
 *
 * @returns undefined when `isExclusive` and something has the name
 * @throws object-changed when a stream ends with another length than `sizeBytes`; fs errors
 */
export async function writeFileWhole(
	realRoot: string,
	path: string,
	body: FileBody,
	options: WriteOptions & {isExclusive: boolean; modes: Modes},
): Promise<Written | undefined> {
	const temporary = join(realRoot, temporaryDirectory, randomUUID());
	try {
		const written = await writeTemporary(temporary, path, body, options);
		const isPlaced = options.isExclusive
			? await placeExclusively(temporary, path, options.modes)
			: await inDirectory(path, options.modes, async () => {
					await rename(temporary, path);
					return true;
				});
		return isPlaced ? written : undefined;
	} finally {
		await rm(temporary, {force: true});
	}
}

async function writeTemporary(
	temporary: string,
	path: string,
	body: FileBody,
	options: WriteOptions & {modes: Modes},
): Promise<Written> {
	throwIfAborted(options.signal);
	const file = await openNew(temporary, options.modes);
	try {
		await setModes(file, options.modes);
		const written = await writeBody(file, body, options.signal);
		const {sizeBytes} = options;
		if (sizeBytes !== undefined && written.sizeBytes !== sizeBytes) {
			throw new MilvaultError('object-changed', {
				key: path,
				place: dirname(path),
				expected: `${sizeBytes} bytes`,
				found: `${written.sizeBytes} bytes`,
			});
		}

		// A backup is called complete only when its bytes would survive a power failure.
		await file.datasync();

		return written;
	} finally {
		await file.close();
	}
}

async function openNew(temporary: string, modes: Modes): Promise<FileHandle> {
	return inDirectory(temporary, modes, async () => open(temporary, 'wx', modes.file));
}

/**
 * Makes the directory of a path where it is missing. It may vanish again at any moment, also while
 * it is made: another storage on the same root, or another process, removes empty directories when
 * it is done. Then mkdir fails with ENOENT, or with ENOTDIR (28 of 10,000 beside an rmdir of the
 * same tree).
 */
async function inDirectory<T>(path: string, modes: Modes, action: () => Promise<T>): Promise<T> {
	for (let tries = 1; ; tries++) {
		try {
			return await action();
		} catch (error) {
			if (errnoOf(error) !== 'ENOENT' || tries === maxTries) {
				throw error;
			}
		}

		try {
			await makeDirectory(dirname(path), modes);
		} catch (error) {
			const code = errnoOf(error);
			if ((code !== 'ENOENT' && code !== 'ENOTDIR') || tries === maxTries - 1) {
				throw error;
			}
		}
	}
}

async function writeBody(
	file: FileHandle,
	body: FileBody,
	signal: AbortSignal | undefined,
): Promise<Written> {
	let sizeBytes = 0;
	let sum = 0;
	const write = async (chunk: Uint8Array): Promise<void> => {
		sum = crc32(chunk, sum);
		sizeBytes += chunk.byteLength;
		await writeAll(file, chunk);
	};

	if (body instanceof Readable) {
		const chunks: AsyncIterable<Uint8Array | string> = guardStream(body, {
			signal,
			recognise: toMilvaultError,
		});
		for await (const chunk of chunks) {
			await write(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
		}
	} else {
		await write(typeof body === 'string' ? Buffer.from(body) : body);
	}

	throwIfAborted(signal);
	return {sizeBytes, checksum: formatCrc32(sum)};
}

/** A write may be short, as when a disk is almost full. */
async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
	for (let offset = 0; offset < chunk.byteLength;) {
		const {bytesWritten} = await file.write(chunk, offset);
		offset += bytesWritten;
	}
}

async function placeExclusively(temporary: string, path: string, modes: Modes): Promise<boolean> {
	try {
		await inDirectory(path, modes, async () => link(temporary, path));
		return true;
	} catch (error) {
		const code = errnoOf(error);
		if (code === 'EEXIST') {
			return false;
		}

		if (!withoutLinks.has(code ?? '')) {
			throw error;
		}
	}

	try {
		await copyFile(temporary, path, constants.COPYFILE_EXCL);
		return true;
	} catch (error) {
		if (errnoOf(error) === 'EEXIST') {
			return false;
		}

		throw error;
	}
}

/**
 * What file systems without hard links (exFAT, some network shares) answer to link; exclusive
 * creation is left then.
 */
const withoutLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

export function formatCrc32(sum: number): string {
	return `crc32:${sum.toString(16).padStart(8, '0')}`;
}
