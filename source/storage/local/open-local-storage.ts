import {lstatSync, readdirSync, rmdirSync, unlinkSync} from 'node:fs';
import {constants, lstat, open, readdir, stat, type FileHandle} from 'node:fs/promises';
import {dirname, join, resolve} from 'node:path';
import {Readable} from 'node:stream';
import {crc32} from 'node:zlib';
import {MilvaultError} from '../../model/milvault-error.js';
import type {LocalSettings} from '../../settings/settings.js';
import {guardStream} from '../guard-stream.js';
import {eitherSignal, throwIfAborted} from '../signals.js';
import type {
	ObjectBody,
	ObjectInfo,
	OpenOptions,
	ReadOptions,
	Storage,
	WriteOptions,
} from '../storage.js';
import {deleteFiles} from './delete-files.js';
import {modesBelow, type Modes} from './modes.js';
import {fileInfo, listDirectoryNames, listFiles} from './list-files.js';
import {isMissing, recogniseLocalError, type LocalAction} from './recognise-error.js';
import {resolveKey, resolveRoot, temporaryDirectory} from './resolve-key.js';
import {formatCrc32, writeFileWhole, type Written} from './write-file.js';

/** Fewer, larger reads: a read is a trip through the thread pool. */
const readSizeBytes = 1024 * 1024;

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
	const hooks = options.hooks ?? {};
	const root = resolve(settings.path);
	const milvusRoot = settings.milvusPath ?? root;
	const isPrivate = options.isPrivate ?? false;
	let knownRoot: string | undefined;
	let knownModes: Modes | undefined;
	const realRoot = async (isCreated = false): Promise<string> => {
		knownRoot ??= await resolveRoot(root, {
			isCreated,
			...(isPrivate && {mode: 0o700}),
		});
		return knownRoot;
	};

	const recognise = (error: unknown, action: LocalAction, key: string): MilvaultError =>
		recogniseLocalError(error, {action, path: join(root, key), root});

	const signalOf = (call?: {signal?: AbortSignal}): AbortSignal | undefined =>
		eitherSignal(options.signal, call?.signal);

	/** Runs a call with its failures in our shape. */
	const attempt = async <Value>(
		action: LocalAction,
		key: string,
		call: {signal?: AbortSignal} | undefined,
		work: (signal: AbortSignal | undefined) => Promise<Value>,
	): Promise<Value> => {
		const signal = signalOf(call);
		throwIfAborted(signal);
		try {
			return await work(signal);
		} catch (error) {
			throw recognise(error, action, key);
		}
	};

	async function* listing<Item>(
		prefix: string,
		call: ReadOptions | undefined,
		items: (directory: string, signal: AbortSignal | undefined) => AsyncIterable<Item>,
	): AsyncGenerator<Item> {
		const signal = signalOf(call);
		throwIfAborted(signal);
		try {
			const directory = await realRoot();
			await assertDirectory(directory, root);
			yield* items(directory, signal);
		} catch (error) {
			throw recognise(error, 'list', prefix);
		}
	}

	const list = (prefix: string, call?: ReadOptions): AsyncIterable<ObjectInfo> =>
		listing(prefix, call, (directory, signal) => listFiles(directory, prefix, signal));

	const get = async (key: string, call?: ReadOptions): Promise<ObjectBody> =>
		attempt('read', key, call, async signal => {
			const {file, version} = await openFile(await realRoot(), key, root);
			if (call?.version !== undefined && call.version !== version) {
				await file.close();
				throw new MilvaultError('object-changed', {
					key,
					place: root,
					expected: call.version,
					found: version,
				});
			}

			const body = guardStream(
				file.createReadStream({
					start: call?.range?.start,
					end: call?.range?.end,
					highWaterMark: readSizeBytes,
				}),
				{signal, recognise: error => recognise(error, 'read', key)},
			);
			return Object.assign(body, {version});
		});

	const write = async (
		key: string,
		body: Readable | Uint8Array | string,
		call: WriteOptions & {isExclusive: boolean},
	): Promise<Written | undefined> => {
		try {
			return await attempt('write', key, call, async signal => {
				const directory = await realRoot(true);
				const path = await resolveKey(directory, key);
				knownModes ??= await modesBelow(directory, isPrivate);
				return writeFileWhole(directory, path, body, {
					...call,
					modes: knownModes,
					signal,
				});
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
		hooks,
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
			if (!knownRoot) {
				return;
			}

			try {
				const directory = join(knownRoot, temporaryDirectory);
				removeAbandoned(directory);
				rmdirSync(directory);
			} catch {
				// It does not exist, or another process is writing: an empty hidden directory disturbs no
				// reader.
			}
		},
	};
}

/**
 * Not there, in a directory that is: a first write would make it, and a mistyped path is not made
 * from its first wrong step on.
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

/**
 * The root may be taken away while it is open, as by an unmount: that is never an empty listing.
 */
async function assertDirectory(realRoot: string, root: string): Promise<void> {
	try {
		if ((await lstat(realRoot)).isDirectory()) {
			return;
		}
	} catch (error) {
		if (!isMissing(error)) {
			throw error;
		}
	}

	throw new MilvaultError('directory-missing', {path: root});
}

async function openFile(
	realRoot: string,
	key: string,
	root: string,
): Promise<{file: FileHandle; version: string}> {
	const path = await resolveKey(realRoot, key);
	let file: FileHandle | undefined;
	try {
		file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
		const stats = await file.stat({bigint: true});
		if (stats.isFile()) {
			const {dev, ino, size, mtimeNs} = stats;
			return {file, version: [dev, ino, size, mtimeNs].join('-')};
		}
	} catch (error) {
		if (!isMissing(error)) {
			await file?.close();
			throw error;
		}
	}

	await file?.close();
	throw new MilvaultError('object-missing', {key, place: root});
}

/** What a killed process was writing; a process that is alive writes more often than that. */
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
