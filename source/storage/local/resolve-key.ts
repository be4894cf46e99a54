import {mkdir, realpath} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {MilvaultError} from '../../model/milvault-error.js';
import {assertSafeKey} from '../keys.js';
import {isMissing} from './recognise-error.js';

/**
 * Where unfinished files lie, directly below the root: no listing shows it and no key leads into
 * it.
 */
export const temporaryDirectory = '.milvault-tmp';

/**
 * The path of a key whose directories are all real ones: symbolic links below the root are never
 * followed, because what they point to may change between this look and the use. The file itself is
 * opened with O_NOFOLLOW. The root may be reached by a link.
 *
 * @param realRoot - Root with links resolved
 * @throws metadata-unsafe
 */
export async function resolveKey(realRoot: string, key: string): Promise<string> {
	assertSafeKey(key);
	if (key === temporaryDirectory || key.startsWith(`${temporaryDirectory}/`)) {
		throw new MilvaultError('metadata-unsafe', {file: key, key});
	}

	const path = join(realRoot, key);
	await assertNoLinks(realRoot, dirname(path), key);
	return path;
}

/** The same for a directory, which may be the root itself (empty key). */
export async function resolveDirectory(realRoot: string, key: string): Promise<string> {
	if (key === '') {
		return realRoot;
	}

	const path = await resolveKey(realRoot, key);
	await assertNoLinks(realRoot, path, key);
	return path;
}

/**
 * The root with links resolved.
 *
 * @param options.mode of directories that are made; default: what the umask leaves
 * @throws directory-missing
 */
export async function resolveRoot(
	root: string,
	{isCreated, mode}: {isCreated: boolean; mode?: number},
): Promise<string> {
	if (isCreated) {
		await mkdir(root, {recursive: true, mode});
	}

	try {
		return await realpath(root);
	} catch (error) {
		throw isMissing(error)
			? new MilvaultError('directory-missing', {path: root}, {cause: error})
			: error;
	}
}

async function assertNoLinks(realRoot: string, directory: string, key: string): Promise<void> {
	let path = directory;
	while (path.length > realRoot.length) {
		try {
			const real = await realpath(path);
			if (real !== path) {
				throw new MilvaultError('metadata-unsafe', {file: path, key});
			}

			return;
		} catch (error) {
			if (!isMissing(error)) {
				throw error;
			}

			// What is not there yet cannot be a link, but a directory above it can; a dangling link is
			// met as EEXIST by mkdir.
			path = dirname(path);
		}
	}
}
