import type {LimitFunction} from 'p-limit';
import {deltaLogKey, insertLogKey, allPartitionDeltaLogKey} from '../../format/paths.js';
import type {ObjectSum} from '../../format/object-sums.js';
import {MilvaultError} from '../../model/milvault-error.js';
import type {CollectionKey, OnEvent} from '../../model/job-events.js';
import type {ObjectInfo} from '../../storage/storage.js';
import {transferObject} from '../../storage/transfer.js';
import {metaKeys} from '../../format/paths.js';
import {backupKey, backupPrefix} from '../repository/backup-keys.js';
import type {CopiedObject, Crew} from '../run/crew.js';
import {mapBounded} from '../run/map-bounded.js';
import type {Place} from '../session.js';
import type {FoundLog, FoundSegment} from '../journal/snapshot.js';

/**
 * One object of a backup: key relative to the backup, size in bytes, checksum as storage reports
 * it.
 */
export type Sum = ObjectSum;

export type CopyOptions = {
	collection: CollectionKey;
	collectionId: string;
	segments: readonly FoundSegment[];
	from: Place;
	to: Place;
	name: string;
	/** Look for what an earlier run, or an earlier cut, has copied; default false. */
	isContinued?: boolean;
	/** Shared by all collections of the job. */
	copyLimit: LimitFunction;
	/** The store refused to copy directly: the bytes passed through this process. */
	onStreamed?: () => void;
	/** Copies what the store cannot copy by itself. */
	crew?: Crew;
	/** The job of which the backup's own record says that it makes it. */
	ownerId: string;
	signal: AbortSignal | undefined;
	onEvent: OnEvent;
};

/**
 * Copies a collection's binlogs into the backup and checks by one listing for each kind of log that
 * every object is there with its size and its checksum.
 *
 * What an earlier run of the job has copied is not copied again: a copy is complete or absent,
 * under a name that only this job writes to. Objects of an earlier cut that are not part of this
 * one are removed.
 *
 * @throws copy-differs, and what storage throws
 */
export async function copyCollection(options: CopyOptions): Promise<Sum[]> {
	const {collection, copyLimit, signal, onEvent} = options;
	const copies = options.segments.flatMap(segment => copiesOf(segment));
	onEvent({
		type: 'copy-planned',
		collection,
		objects: copies.length,
		bytes: copies.reduce((sum, {log}) => sum + log.sizeBytes, 0),
	});
	const there = options.isContinued ? await copiedBefore(options, copies) : new Map<string, Sum>();
	const sums: Sum[] = [];
	const add = (sum: Sum): void => {
		sums.push(sum);
		onEvent({type: 'object-copied', collection, bytes: sum.sizeBytes});
	};

	for (const sum of there.values()) {
		add(sum);
	}

	const missing = copies.filter(({key}) => !there.has(key));
	if (options.crew && !options.to.storage.canCopyFrom(options.from.storage)) {
		await copyByCrew(options.crew, options, missing, add);
	} else {
		await mapBounded(missing, copyLimit.concurrency, async ({log, key}) => {
			await copyLimit(async () => {
				signal?.throwIfAborted();
				add(await copyOne(options, log, key));
			});
		});
	}

	await checkCopies(options, sums);
	return sums.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

async function copyOne(
	{from, to, name, signal, onStreamed}: CopyOptions,
	log: FoundLog,
	key: string,
): Promise<Sum> {
	const copied = await transferObject(
		from.storage,
		log.sourceKey,
		to.storage,
		backupKey(to, name, key),
		{sizeBytes: log.sizeBytes, signal, onStreamed},
	);
	return sumOf(key, copied);
}

function sumOf(key: string, {sizeBytes, checksum = '', contentSum}: CopiedObject): Sum {
	return {key, sizeBytes, checksum, ...(contentSum !== undefined && {contentSum})};
}

/** The same by other processes; what they say of the copies is checked like our own. */
async function copyByCrew(
	crew: Crew,
	{to, name, ownerId, isContinued = false, signal, onEvent}: CopyOptions,
	copies: ReadonlyArray<{log: FoundLog; key: string}>,
	add: (sum: Sum) => void,
): Promise<void> {
	const rootLength = backupPrefix(to, name).length;
	await crew.copy(
		{
			from: 'cluster',
			to: 'repository',
			objects: copies.map(({log: {sourceKey, sizeBytes}, key}) => ({
				sourceKey,
				key: backupKey(to, name, key),
				sizeBytes,
			})),
			isRepeated: isContinued,
			proof: {key: backupKey(to, name, metaKeys.milvault), contains: ownerId},
		},
		{
			signal,
			onEvent,
			onCopied(copied) {
				add(sumOf(copied.key.slice(rootLength), copied));
			},
		},
	);
}

async function copiedBefore(
	{collectionId, to, name, signal}: CopyOptions,
	copies: ReadonlyArray<{log: FoundLog; key: string}>,
): Promise<Map<string, Sum>> {
	const sizes = new Map(copies.map(({log, key}) => [key, log.sizeBytes]));
	const there = new Map<string, Sum>();
	const strays: string[] = [];
	for await (const object of listCollection(to, name, collectionId, signal)) {
		const {key, sizeBytes} = object;
		if (sizes.get(key) === sizeBytes) {
			const full = backupKey(to, name, key);
			const checksum = object.checksum ?? (await to.storage.checksum(full, {signal}));
			there.set(key, {key, sizeBytes, checksum});
		} else {
			strays.push(backupKey(to, name, key));
		}
	}

	await to.storage.deleteMany(strays, {signal});
	return there;
}

/** A collection's objects in the backup, by keys relative to it. */
async function* listCollection(
	to: Place,
	name: string,
	collectionId: string,
	signal: AbortSignal | undefined,
): AsyncGenerator<ObjectInfo> {
	const rootLength = backupPrefix(to, name).length;
	for (const kind of ['insert_log', 'delta_log']) {
		const prefix = `${backupKey(to, name, `binlogs/${kind}/${collectionId}`)}/`;
		for await (const object of to.storage.list(prefix, {signal})) {
			yield {...object, key: object.key.slice(rootLength)};
		}
	}
}

function copiesOf(segment: FoundSegment): Array<{log: FoundLog; key: string}> {
	const {segmentId, collectionId, partitionId} = segment;
	// The group of milvus-backup: the segment itself, so that any subset of segments can be imported.
	const ids = {collectionId, partitionId, segmentId, groupId: segmentId};
	const inserts = [...segment.insertLogs].flatMap(([fieldId, logs]) =>
		logs.map(log => ({
			log,
			key: insertLogKey({...ids, fieldId, logId: log.logId}),
		})),
	);
	const deltas = segment.deltaLogs.map(log => ({
		log,
		key:
			partitionId === '-1'
				? allPartitionDeltaLogKey({...ids, logId: log.logId})
				: deltaLogKey({...ids, logId: log.logId}),
	}));
	return [...inserts, ...deltas];
}

async function checkCopies(
	{collection, collectionId, to, name, signal}: CopyOptions,
	sums: readonly Sum[],
): Promise<void> {
	const missing = new Map(sums.map(sum => [sum.key, sum]));
	for await (const object of listCollection(to, name, collectionId, signal)) {
		const sum = missing.get(object.key);
		if (!sum) {
			continue;
		}

		const found = object.checksum ?? sum.checksum;
		if (object.sizeBytes !== sum.sizeBytes || found !== sum.checksum) {
			throw new MilvaultError('copy-differs', {
				collection,
				key: backupKey(to, name, object.key),
				expected: `${sum.sizeBytes} bytes, ${sum.checksum}`,
				found: `${object.sizeBytes} bytes, ${found}`,
			});
		}

		missing.delete(object.key);
	}

	for (const [key] of missing) {
		throw new MilvaultError('object-missing', {key, place: to.label});
	}
}
