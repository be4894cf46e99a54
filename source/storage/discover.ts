import pMap from 'p-map';
import {MilvaultError} from '../model/milvault-error.js';
import {joinKey} from './keys.js';
import {isS3Storage} from './s3/s3-storage.js';
import type {Storage} from './storage.js';

/** This is a guess for an error's hint: it must not take longer than a person waits for one. */
const maxDirectories = 50;
const maxIds = 5;
const maxBuckets = 100;
const requestsAtOnce = 8;

type Options = {signal?: AbortSignal};

/**
 * Which directories, up to two levels deep, look like the root path of a Milvus that has one of
 * these collections: they hold `insert_log/<id>/`. The copies in backups (`binlogs/insert_log`) are
 * not meant. Empty string: the storage's root.
 *
 * One request for each directory of the first level, one for each of the second and each id, of the
 * first 50 and 5.
 */
export async function findRootPaths(
	storage: Storage,
	collectionIds: readonly string[],
	options: Options = {},
): Promise<string[]> {
	const root = await look(storage, '', options);
	const first = await pMap(root.directories, async directory => look(storage, directory, options), {
		concurrency: requestsAtOnce,
	});
	const candidates = [
		...[root, ...first].filter(({hasInsertLogs}) => hasInsertLogs).map(({directory}) => directory),
		...first.flatMap(({directories}) => directories).slice(0, maxDirectories),
	];
	const found = await pMap(
		candidates,
		async candidate =>
			(await holdsOneOf(storage, candidate, collectionIds, options)) ? [candidate] : [],
		{concurrency: requestsAtOnce},
	);
	return found.flat();
}

/**
 * The same in the other buckets of the store, where these keys may look; nothing for local storage
 * and for what is denied.
 */
export async function findBuckets(
	storage: Storage,
	collectionIds: readonly string[],
	options: Options = {},
): Promise<Array<{bucket: string; rootPath: string}>> {
	if (!isS3Storage(storage)) {
		return [];
	}

	const buckets = await unlessRefused(storage.listBuckets(options), []);
	const others = buckets.filter(bucket => bucket !== storage.bucket).slice(0, maxBuckets);
	const found = await pMap(
		others,
		async bucket => {
			const rootPaths = await unlessRefused(
				findRootPaths(storage.openBucket(bucket), collectionIds, options),
				[],
			);
			return rootPaths.map(rootPath => ({bucket, rootPath}));
		},
		{concurrency: 4},
	);
	return found.flat();
}

type Look = {
	directory: string;
	hasInsertLogs: boolean;
	/**
	 * Keys of the directories in it that may be root paths, or hold them; Milvus's own and those of
	 * backups are not.
	 */
	directories: string[];
};

async function look(storage: Storage, directory: string, options: Options): Promise<Look> {
	const found: Look = {directory, hasInsertLogs: false, directories: []};
	const prefix = directory === '' ? '' : `${directory}/`;
	for await (const name of storage.listDirectories(prefix, {
		...options,
		onDenied() {},
	})) {
		found.hasInsertLogs ||= name === 'insert_log';
		if (!notRootPaths.has(name) && found.directories.length < maxDirectories) {
			found.directories.push(`${prefix}${name}`);
		}
	}

	return found;
}

const notRootPaths = new Set([
	'insert_log',
	'delta_log',
	'stats_log',
	'index_files',
	'binlogs',
	'meta',
	'.milvault',
]);

async function holdsOneOf(
	storage: Storage,
	rootPath: string,
	collectionIds: readonly string[],
	options: Options,
): Promise<boolean> {
	for (const id of collectionIds.slice(0, maxIds)) {
		const prefix = `${joinKey(rootPath, 'insert_log', id)}/`;
		if (await storage.hasPrefix(prefix, options)) {
			return true;
		}
	}

	return false;
}

async function unlessRefused<Value>(work: Promise<Value>, otherwise: Value): Promise<Value> {
	try {
		return await work;
	} catch (error) {
		if (error instanceof MilvaultError && error.code !== 'cancelled') {
			return otherwise;
		}

		throw error;
	}
}
