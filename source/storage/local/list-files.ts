import {lstat, readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {MilvaultError} from '../../model/milvault-error.js';
import type {ListDirectoriesOptions, ObjectInfo} from '../storage.js';
import {throwIfAborted} from '../signals.js';
import {isDenied, isMissing} from './recognise-error.js';
import {resolveDirectory, temporaryDirectory} from './resolve-key.js';

/** `lstat` calls in flight; the thread pool has four threads, more only keep them busy. */
const statsAtOnce = 64;

type Entry = {
	name: string;
	kind: 'file' | 'directory' | 'link' | 'other';
	/**
	 * UTF-8 of the name, with the slash that follows a directory's name in keys: the order of keys.
	 */
	order: Buffer;
};

/**
 * Every file whose key starts with the prefix, in ascending byte order of keys; memory is one
 * directory's names for each level.
 *
 * @throws metadata-unsafe at a symbolic link, because leaving out what is behind it would be a
 *   quiet loss
 */
export async function* listFiles(
	realRoot: string,
	prefix: string,
	signal?: AbortSignal,
): AsyncGenerator<ObjectInfo> {
	const {directory, start} = splitPrefix(prefix);
	await resolveDirectory(realRoot, directory);
	yield* walk(realRoot, directory, start, signal);
}

/**
 * Names of the directories directly below a prefix that hold at least one file, in ascending byte
 * order.
 */
export async function* listDirectoryNames(
	realRoot: string,
	prefix: string,
	{signal, onDenied}: ListDirectoriesOptions = {},
): AsyncGenerator<string> {
	const {directory, start} = splitPrefix(prefix);
	await resolveDirectory(realRoot, directory);
	for (const {name, kind} of await readEntries(realRoot, directory, start)) {
		throwIfAborted(signal);
		if (kind !== 'directory') {
			continue;
		}

		const {hasFile, denied} = await lookForFile(realRoot, childKey(directory, name), signal);
		if (hasFile) {
			yield name;
		} else if (denied) {
			if (!onDenied) {
				throw denied;
			}

			onDenied(name);
		}
	}
}

/** A file at any depth; where none is seen, why a directory could not be looked into. */
async function lookForFile(
	realRoot: string,
	directory: string,
	signal: AbortSignal | undefined,
): Promise<{hasFile: boolean; denied?: unknown}> {
	let denied: unknown;
	let entries: Entry[];
	try {
		entries = await readEntries(realRoot, directory, '');
	} catch (error) {
		if (isDenied(error)) {
			return {hasFile: false, denied: error};
		}

		throw error;
	}

	if (entries.some(({kind}) => kind === 'file')) {
		return {hasFile: true};
	}

	throwIfAborted(signal);
	for (const {name, kind} of entries) {
		if (kind === 'directory') {
			const key = childKey(directory, name);
			const below = await lookForFile(realRoot, key, signal);
			if (below.hasFile) {
				return below;
			}

			denied ??= below.denied;
		}
	}

	return {hasFile: false, denied};
}

function splitPrefix(prefix: string): {directory: string; start: string} {
	const slash = prefix.lastIndexOf('/');
	return slash === -1
		? {directory: '', start: prefix}
		: // A prefix of a slash alone stays one, so that it is refused as a key.
			{
				directory: prefix.slice(0, slash) || '/',
				start: prefix.slice(slash + 1),
			};
}

async function* walk(
	realRoot: string,
	directory: string,
	start: string,
	signal: AbortSignal | undefined,
): AsyncGenerator<ObjectInfo> {
	const entries = await readEntries(realRoot, directory, start);
	for (let index = 0; index < entries.length;) {
		throwIfAborted(signal);
		const entry = entries[index]!;
		const key = childKey(directory, entry.name);
		if (entry.kind === 'directory') {
			yield* walk(realRoot, key, '', signal);
			index++;
		} else if (entry.kind === 'link') {
			throw new MilvaultError('metadata-unsafe', {
				file: join(realRoot, key),
				key,
			});
		} else if (entry.kind === 'file') {
			const rest = entries.slice(index, index + statsAtOnce);
			const end = rest.findIndex(({kind}) => kind !== 'file');
			const files = end === -1 ? rest : rest.slice(0, end);
			const found = await Promise.all(
				files.map(async ({name}) => fileInfo(realRoot, childKey(directory, name))),
			);
			yield* found.filter(info => info !== undefined);
			index += files.length;
		} else {
			index++;
		}
	}
}

/** Undefined for what is missing or no file. */
export async function fileInfo(realRoot: string, key: string): Promise<ObjectInfo | undefined> {
	try {
		const stats = await lstat(join(realRoot, key));
		return stats.isFile() ? {key, sizeBytes: stats.size, modifiedAt: stats.mtime} : undefined;
	} catch (error) {
		if (isMissing(error)) {
			return undefined;
		}

		throw error;
	}
}

async function readEntries(realRoot: string, directory: string, start: string): Promise<Entry[]> {
	try {
		const entries = await readdir(join(realRoot, directory), {
			withFileTypes: true,
		});
		return entries
			.filter(
				({name}) => name.startsWith(start) && !(directory === '' && name === temporaryDirectory),
			)
			.map((entry): Entry => {
				const kind = entry.isFile()
					? 'file'
					: entry.isDirectory()
						? 'directory'
						: entry.isSymbolicLink()
							? 'link'
							: 'other';
				const {name} = entry;
				const order = Buffer.from(kind === 'directory' ? `${name}/` : name);
				return {name, kind, order};
			})
			.toSorted((a, b) => Buffer.compare(a.order, b.order));
	} catch (error) {
		// Gone since its parent was read, or never there: no objects.
		if (isMissing(error)) {
			return [];
		}

		throw error;
	}
}

function childKey(directory: string, name: string): string {
	return directory === '' ? name : `${directory}/${name}`;
}
