import {join} from 'node:path';
import type {LimitFunction} from 'p-limit';
import type {CollectionKey} from '../../model/job-events.js';
import {joinKey} from '../../storage/keys.js';
import {transferObject} from '../../storage/transfer.js';
import {backupKey} from '../shared/backup-keys.js';
import {mapBounded} from '../shared/bounded.js';
import type {Place, RunOptions} from '../session.js';

/** Where Milvus reads the binlogs of one collection from: gives its own name for a directory relative to the backup. */
export type Staged = {pathForMilvus: (directory: string) => string};

/** True when this Milvus can read the repository where it lies: same bucket of the same store, or on the disk that it sees. */
export function readsDirectly(repository: Place, cluster: Place): boolean {
	if (repository.storage.kind !== cluster.storage.kind) {
		return false;
	}

	if (cluster.storage.kind === 'local') {
		// One in a container sees of this machine only what was mounted: a repository whose path there was not told is unseen.
		return isSeenAsHere(cluster) || !isSeenAsHere(repository);
	}

	return (
		repository.storage.place === cluster.storage.place &&
		cluster.storage.canCopyFrom(repository.storage)
	);
}

/** Milvus calls this local directory what we call it. */
function isSeenAsHere({storage}: Place): boolean {
	return storage.pathForMilvus('x') === join(storage.place, 'x');
}

/** Prefix for a job's temporary copies, beside Milvus's own directories, which its garbage collection never visits. */
export function temporaryPrefix(cluster: Place, jobId: string): string {
	return joinKey(cluster.rootPath, 'milvault_temp', jobId);
}

/**
 * Puts a collection's binlogs where Milvus can read them: nothing to do when it reads the repository itself, else a copy
 * under the job's temporary prefix.
 *
 * Left behind after an interruption: the temporary prefix, `milvault_temp/<job>` in the cluster's storage.
 */
export async function stageBinlogs(
	options: {
		collection: CollectionKey;
		backupName: string;
		repository: Place;
		cluster: Place;
		jobId: string;
		/** Keys relative to the backup, with sizes in bytes. */
		objects: ReadonlyMap<string, number>;
		copyLimit: LimitFunction;
		/** The store refused to copy by itself: the bytes went through this process. */
		onStreamed?: () => void;
	} & RunOptions,
): Promise<Staged> {
	const {collection, backupName, repository, cluster, jobId, objects, signal} =
		options;
	if (readsDirectly(repository, cluster)) {
		return {
			pathForMilvus: directory =>
				repository.storage.pathForMilvus(
					asDirectory(backupKey(repository, backupName, directory)),
				),
		};
	}

	const prefix = temporaryPrefix(cluster, jobId);
	options.onEvent?.({
		type: 'copy-planned',
		collection,
		objects: objects.size,
		bytes: [...objects.values()].reduce((sum, size) => sum + size, 0),
	});
	await mapBounded(
		[...objects],
		options.copyLimit.concurrency,
		async ([key, sizeBytes]) =>
			options.copyLimit(async () => {
				signal?.throwIfAborted();
				await transferObject(
					repository.storage,
					backupKey(repository, backupName, key),
					cluster.storage,
					joinKey(prefix, key),
					{sizeBytes, signal, onStreamed: options.onStreamed},
				);
				options.onEvent?.({
					type: 'object-copied',
					collection,
					bytes: sizeBytes,
				});
			}),
	);
	return {
		pathForMilvus: directory =>
			cluster.storage.pathForMilvus(asDirectory(joinKey(prefix, directory))),
	};
}

/** Removes a job's temporary copies; only for when no import job reads them any more. */
export async function removeStaged(
	cluster: Place,
	jobId: string,
): Promise<void> {
	const prefix = `${temporaryPrefix(cluster, jobId)}/`;
	await cluster.storage.deleteMany(
		(async function* () {
			for await (const {key} of cluster.storage.list(prefix)) {
				yield key;
			}
		})(),
	);
}

/** Measured on 2.3.5: a prefix without its slash also matches every id that begins like it. */
function asDirectory(key: string): string {
	return key.endsWith('/') ? key : `${key}/`;
}
