import {lstatSync, readdirSync, rmdirSync, unlinkSync} from 'node:fs';
import {lstat, readdir, stat} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {Readable} from 'node:stream';
import {crc32} from 'node:zlib';
import type {LocalSettings} from '../../settings/settings.js';
import type {
	ObjectBody,
	ObjectInfo,
	OpenOptions,
	ReadOptions,
	Storage,
	WriteOptions,
} from '../storage.js';
import {deleteFiles} from './delete-files.js';
import {fileInfo, listDirectoryNames, listFiles} from './list-files.js';
import {assertDirectory, createLocalSession} from './local-session.js';
import {readFile} from './read-file.js';
import {isMissing} from './recognise-error.js';
import {resolveKey, temporaryDirectory} from './resolve-key.js';
import {formatCrc32, writeFileWhole, type Written} from './write-file.js';

/**
 * A directory as a storage; files are objects, and directories are only what keys look like: an
 * empty one is not there.
 *
 * - Permissions of what is written: modes.ts.
 * - Writing creates the directory; everything else throws `directory-missing` without it.
 * - Unfinished files lie in `.milvault-tmp` below the directory, which `close` removes when it is
 *   empty.
 * - Symbolic links below the directory are never followed: `metadata-unsafe`.
 */
export function openLocalStorage(settings: LocalSettings, options: OpenOptions = {}): Storage {
	const session = createLocalSession(settings, options);
	const {root, realRoot, recognise, attempt, listing} = session;
	const milvusRoot = settings.milvusPath ?? root;
	const list = (prefix: string, call?: ReadOptions): AsyncIterable<ObjectInfo> =>
		listing(prefix, call, (directory, signal) => listFiles(directory, prefix, signal));

	const get = async (key: string, call?: ReadOptions): Promise<ObjectBody> =>
		readFile(session, key, call);

	const write = async (
		key: string,
		body: Readable | Uint8Array | string,
		call: WriteOptions & {isExclusive: boolean},
	): Promise<Written | undefined> => {
		try {
			return await attempt('write', key, call, async signal => {
				const directory = await realRoot(true);
				const path = await resolveKey(directory, key);
				const modes = await session.modes();
				return writeFileWhole(directory, path, body, {...call, modes, signal});
			});
		} finally {
			if (body instanceof Readable) {
				body.destroy();
			}
		}
	};

	const put: Storage['put'] = async (key, body, call) => {
		const written = await write(key, body, {...call, isExclusive: false});
		return {key, ...written!};
	};

	return {
		kind: 'local',
		hooks: options.hooks ?? {},
		place: root,
		list,
		listDirectories: (prefix, call) =>
			listing(prefix, call, (directory, signal) =>
				listDirectoryNames(directory, prefix, {...call, signal}),
			),
		head: async (key, call) =>
			attempt('read', key, call, async () => {
				const directory = await realRoot();
				await resolveKey(directory, key);
				return fileInfo(directory, key);
			}),
		get,
		put,
		async putIfAbsent(key, body, call) {
			const written = await write(key, body, {...call, isExclusive: true});
			return written !== undefined;
		},
		canCopyFrom: source => source.kind === 'local',
		copyFrom: async (source, sourceKey, key, call) =>
			put(key, await source.get(sourceKey, call), call),
		async checksum(key, call) {
			let sum = 0;
			for await (const chunk of (await get(key, call)) as AsyncIterable<Buffer>) {
				sum = crc32(chunk, sum);
			}

			return formatCrc32(sum);
		},
		deleteMany: async (keys, call) =>
			attempt('delete', '', call, async signal =>
				deleteFiles(
					await realRoot(),
					keys,
					(error, key) => recognise(error, 'delete', key),
					signal,
				),
			),
		async hasPrefix(prefix, call) {
			for await (const _object of list(prefix, call)) {
				return true;
			}

			return false;
		},
		ensureReachable: async call =>
			attempt('list', '', call, async () => {
				if (call?.mayBeNew && (await isNewBelow(root))) {
					return;
				}

				const directory = await realRoot();
				await assertDirectory(directory, root);
				await readdir(directory);
			}),
		pathForMilvus: key => join(milvusRoot, key),
		close() {
			const directory = session.knownRoot();
			if (directory !== undefined) {
				removeTemporaryDirectory(join(directory, temporaryDirectory));
			}
		},
	};
}

function removeTemporaryDirectory(directory: string): void {
	try {
		removeAbandoned(directory);
		rmdirSync(directory);
	} catch {
		// It does not exist, or another process is writing: an empty hidden directory disturbs no
		// reader.
	}
}

/**
 * Missing, in an existing directory: the first write would create it. A mistyped path is not
 * created from its first wrong part on.
 */
async function isNewBelow(root: string): Promise<boolean> {
	try {
		await lstat(root);
		return false;
	} catch (error) {
		if (!isMissing(error)) {
			throw error;
		}
	}

	try {
		return (await stat(dirname(root))).isDirectory();
	} catch {
		return false;
	}
}

/** Files that a killed process was writing; a live process writes more often than this. */
const abandonedMs = 24 * 60 * 60 * 1000;

function removeAbandoned(directory: string): void {
	for (const name of readdirSync(directory)) {
		const file = join(directory, name);
		const status = lstatSync(file);
		if (status.isFile() && Date.now() - status.mtimeMs > abandonedMs) {
			unlinkSync(file);
		}
	}
}
