import {rmdir, unlink} from 'node:fs/promises';
import {dirname} from 'node:path';
import {batches} from '../batches.js';
import {throwIfAborted} from '../signals.js';
import {errnoOf, isMissing} from './recognise-error.js';
import {resolveKey} from './resolve-key.js';

const deletesAtOnce = 256;

/**
 * Deletes files and then the directories that it emptied, up to the root. Missing files are no
 * error; the first failure is thrown after all were tried.
 */
export async function deleteFiles(
	realRoot: string,
	keys: Iterable<string> | AsyncIterable<string>,
	recognise: (error: unknown, key: string) => Error,
	signal?: AbortSignal,
): Promise<void> {
	let failure: Error | undefined;
	for await (const batch of batches(keys, deletesAtOnce)) {
		throwIfAborted(signal);
		const directories = new Set<string>();
		await Promise.all(
			batch.map(async key => {
				try {
					const path = await resolveKey(realRoot, key);
					directories.add(dirname(path));
					await deleteFile(path);
				} catch (error) {
					failure ??= recognise(error, key);
				}
			}),
		);
		await removeEmpty(realRoot, directories);
	}

	if (failure) {
		throw failure;
	}
}

async function deleteFile(path: string): Promise<void> {
	try {
		await unlink(path);
	} catch (error) {
		// A directory is no object.
		if (!isMissing(error) && errnoOf(error) !== 'EISDIR') {
			throw error;
		}
	}
}

/** Deepest first, each then its parents, until one holds something. */
async function removeEmpty(realRoot: string, directories: ReadonlySet<string>): Promise<void> {
	const deepestFirst = [...directories].toSorted((a, b) => b.length - a.length);
	for (const directory of deepestFirst) {
		let path = directory;
		while (path.length > realRoot.length && (await isRemoved(path))) {
			path = dirname(path);
		}
	}
}

async function isRemoved(directory: string): Promise<boolean> {
	try {
		await rmdir(directory);
		return true;
	} catch (error) {
		// An empty directory that stays is no harm: no listing shows it.
		return isMissing(error);
	}
}
