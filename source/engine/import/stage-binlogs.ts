import {join} from 'node:path';
import type {LimitFunction} from 'p-limit';
import type {CollectionKey, OnEvent} from '../../model/job-events.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {joinKey} from '../../storage/keys.js';
import {transferObject} from '../../storage/transfer.js';
import {backupKey} from '../repository/backup-keys.js';
import type {Crew} from '../run/crew.js';
import {mapBounded} from '../run/map-bounded.js';
import type {Place} from '../session.js';

/**
 * Where Milvus reads the binlogs of one collection from: gives its own name for a directory
 * relative to the backup.
 */
export type StagedBinlogs = {pathForMilvus: (directory: string) => string};

/** Milvus's own name for a directory of an object store or a disk that it sees. */
export function milvusDirectory({storage}: Place, key: string): string {
	return storage.pathForMilvus(asDirectory(key));
}

/**
 * True when this Milvus can read the repository where it lies: same bucket of the same store, or on
 * the disk that it sees.
 */
export function readsDirectly(repository: Place, cluster: Place): boolean {
	if (repository.storage.kind !== cluster.storage.kind) {
		return false;
	}

	if (cluster.storage.kind === 'local') {
		// A Milvus in a container sees only the mounted directories of this machine: a repository whose
		// path there was not reported stays unseen.
		return (
			(isSeenAsHere(cluster) || !isSeenAsHere(repository)) &&
			mayRead(cluster.ownerId, repository.ownerId)
		);
	}

	return (
		repository.storage.place === cluster.storage.place &&
		cluster.storage.canCopyFrom(repository.storage)
	);
}

/**
 * May a Milvus whose data is this user's read a repository that is that user's? Its files are for
 * their owner alone. Root reads all; where it is unknown, the import shows it.
 */
function mayRead(milvusUser: number | undefined, owner: number | undefined): boolean {
	return (
		milvusUser === undefined || owner === undefined || milvusUser === 0 || milvusUser === owner
	);
}

/** Milvus calls this local directory what we call it. */
function isSeenAsHere({storage}: Place): boolean {
	return storage.pathForMilvus('x') === join(storage.place, 'x');
}

/**
 * Prefix for a job's temporary copies, beside Milvus's own directories, which its garbage
 * collection never visits.
 */
export function temporaryPrefix(cluster: Place, jobId: string): string {
	return joinKey(cluster.rootPath, 'milvault_temp', jobId);
}

export type StageOptions = {
	collection: CollectionKey;
	collectionId: string;
	backupName: string;
	repository: Place;
	cluster: Place;
	jobId: string;
	/** Keys relative to the backup, with sizes in bytes. */
	objects: ReadonlyMap<string, number>;
	/** Its directories contain files that are not Milvus's, and Milvus would read them. */
	isLittered: boolean;
	/** Look for what an earlier run of the job has copied. */
	isContinued: boolean;
	copyLimit: LimitFunction;
	/** The store refused to copy directly: the bytes passed through this process. */
	onStreamed?: () => void;
	/** Copies what the store cannot copy by itself. */
	crew?: Crew;
	signal?: AbortSignal;
	onEvent?: OnEvent;
};

/**
 * Puts a collection's binlogs where Milvus can read them: nothing to do when it reads the
 * repository itself and nothing else lies there, else a copy under the job's temporary prefix.
 *
 * Left behind after an interruption: the temporary prefix, `milvault_temp/<job>` in the cluster's
 * storage.
 */
export async function stageBinlogs(options: StageOptions): Promise<StagedBinlogs> {
	const {collection, backupName, repository, cluster, jobId, objects, signal} = options;
	if (
		readsDirectly(repository, cluster) &&
		!options.isLittered &&
		// What an earlier run of the job submitted was read from there.
		!(options.isContinued && (await stagedSizes(options)).size > 0)
	) {
		return {
			pathForMilvus: directory =>
				milvusDirectory(repository, backupKey(repository, backupName, directory)),
		};
	}

	const prefix = temporaryPrefix(cluster, jobId);
	options.onEvent?.({
		type: 'copy-planned',
		collection,
		objects: objects.size,
		bytes: [...objects.values()].reduce((sum, size) => sum + size, 0),
	});
	const there = options.isContinued ? await stagedSizes(options) : new Map<string, number>();
	const add = (bytes: number): void => {
		options.onEvent?.({type: 'object-copied', collection, bytes});
	};

	const missing: Array<[key: string, sizeBytes: number]> = [];
	for (const [key, sizeBytes] of objects) {
		if (there.get(key) === sizeBytes) {
			add(sizeBytes);
		} else {
			missing.push([key, sizeBytes]);
		}
	}

	if (options.crew && !cluster.storage.canCopyFrom(repository.storage)) {
		await stageByCrew(options.crew, prefix, missing, add, options);
	} else {
		await mapBounded(missing, options.copyLimit.concurrency, async ([key, sizeBytes]) =>
			options.copyLimit(async () => {
				signal?.throwIfAborted();
				await transferObject(
					repository.storage,
					backupKey(repository, backupName, key),
					cluster.storage,
					joinKey(prefix, key),
					{sizeBytes, signal, onStreamed: options.onStreamed},
				);
				add(sizeBytes);
			}),
		);
	}

	// A server-side copy is not asked for its size, and Milvus imports what it finds.
	const staged = await stagedSizes(options);
	for (const [key, sizeBytes] of objects) {
		if (staged.get(key) !== sizeBytes) {
			throw new MilvaultError('copy-differs', {
				collection,
				key: joinKey(prefix, key),
				expected: `${sizeBytes} bytes`,
				found: `${staged.get(key) ?? 'no'} bytes`,
			});
		}
	}

	return {
		pathForMilvus: directory => milvusDirectory(cluster, joinKey(prefix, directory)),
	};
}

async function stageByCrew(
	crew: Crew,
	prefix: string,
	objects: ReadonlyArray<[key: string, sizeBytes: number]>,
	add: (bytes: number) => void,
	{repository, backupName, cluster, jobId, isContinued, signal, onEvent}: StageOptions,
): Promise<void> {
	const proof = joinKey(prefix, 'job');
	await cluster.storage.put(proof, jobId, {signal});
	await crew.copy(
		{
			from: 'repository',
			to: 'cluster',
			objects: objects.map(([key, sizeBytes]) => ({
				sourceKey: backupKey(repository, backupName, key),
				key: joinKey(prefix, key),
				sizeBytes,
			})),
			isRepeated: isContinued,
			proof: {key: proof, contains: jobId},
		},
		{
			signal,
			onEvent: event => onEvent?.(event),
			onCopied({sizeBytes}) {
				add(sizeBytes);
			},
		},
	);
}

/** A collection's temporary copies: keys relative to the backup, sizes in bytes. */
async function stagedSizes({
	collectionId,
	cluster,
	jobId,
	signal,
}: StageOptions): Promise<Map<string, number>> {
	const rootLength = temporaryPrefix(cluster, jobId).length + 1;
	const sizes = new Map<string, number>();
	for (const kind of ['insert_log', 'delta_log']) {
		const prefix = `${temporaryPrefix(cluster, jobId)}/binlogs/${kind}/${collectionId}/`;
		for await (const object of cluster.storage.list(prefix, {signal})) {
			sizes.set(object.key.slice(rootLength), object.sizeBytes);
		}
	}

	return sizes;
}

/** Removes a job's temporary copies; only for when no import job reads them any more. */
export async function removeStaged(
	cluster: Place,
	jobId: string,
	signal?: AbortSignal,
): Promise<void> {
	const prefix = `${temporaryPrefix(cluster, jobId)}/`;
	await cluster.storage.deleteMany(
		(async function* () {
			for await (const {key} of cluster.storage.list(prefix, {signal})) {
				yield key;
			}
		})(),
		{signal},
	);
}

/** Measured on 2.3.5: a prefix without its slash also matches every id that begins like it. */
function asDirectory(key: string): string {
	return key.endsWith('/') ? key : `${key}/`;
}
