import type {LimitFunction} from 'p-limit';
import {
	deltaLogKey,
	insertLogKey,
	allPartitionDeltaLogKey,
} from '../../format/paths.js';
import {MilvaultError} from '../../model/milvault-error.js';
import type {CollectionKey} from '../../model/job-events.js';
import {transferObject} from '../../storage/transfer.js';
import {backupKey, backupPrefix} from '../shared/backup-keys.js';
import {mapBounded} from '../shared/bounded.js';
import type {Place, RunOptions} from '../session.js';
import type {FoundLog, FoundSegment} from './find-binlogs.js';

/** One object of a backup: key relative to the backup, size in bytes, checksum as storage tells it. */
export type Sum = {key: string; sizeBytes: number; checksum: string};

/**
 * Copies a collection's binlogs into the backup and checks by one listing for each kind of log that every object is there with its size
 * and its checksum.
 *
 * @throws copy-differs, and what storage throws
 */
export async function copyCollection(
	options: {
		collection: CollectionKey;
		collectionId: string;
		segments: readonly FoundSegment[];
		from: Place;
		to: Place;
		name: string;
		/** Shared by all collections of the job. */
		copyLimit: LimitFunction;
		/** The store refused to copy by itself: the bytes went through this process. */
		onStreamed?: () => void;
	} & RunOptions,
): Promise<Sum[]> {
	const {collection, from, to, name, copyLimit, signal, onEvent} = options;
	const copies = options.segments.flatMap(segment => copiesOf(segment));
	onEvent?.({
		type: 'copy-planned',
		collection,
		objects: copies.length,
		bytes: copies.reduce((sum, {log}) => sum + log.sizeBytes, 0),
	});
	const sums: Sum[] = [];
	await mapBounded(copies, copyLimit.concurrency, async ({log, key}) => {
		await copyLimit(async () => {
			signal?.throwIfAborted();
			const copied = await transferObject(
				from.storage,
				log.sourceKey,
				to.storage,
				backupKey(to, name, key),
				{sizeBytes: log.sizeBytes, signal, onStreamed: options.onStreamed},
			);
			sums.push({
				key,
				sizeBytes: copied.sizeBytes,
				checksum: copied.checksum ?? '',
			});
			onEvent?.({type: 'object-copied', collection, bytes: copied.sizeBytes});
		});
	});
	await checkCopies(options, sums);
	return sums.toSorted((a, b) => (a.key < b.key ? -1 : 1));
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
	{
		collection,
		collectionId,
		to,
		name,
		signal,
	}: {
		collection: CollectionKey;
		collectionId: string;
		to: Place;
		name: string;
		signal?: AbortSignal;
	},
	sums: readonly Sum[],
): Promise<void> {
	const missing = new Map(sums.map(sum => [sum.key, sum]));
	const rootLength = backupPrefix(to, name).length;
	for (const kind of ['insert_log', 'delta_log']) {
		const prefix = `${backupKey(to, name, `binlogs/${kind}/${collectionId}`)}/`;
		for await (const object of to.storage.list(prefix, {signal})) {
			const key = object.key.slice(rootLength);
			const sum = missing.get(key);
			if (!sum) {
				continue;
			}

			const found = object.checksum ?? sum.checksum;
			if (object.sizeBytes !== sum.sizeBytes || found !== sum.checksum) {
				throw new MilvaultError('copy-differs', {
					collection,
					key: object.key,
					expected: `${sum.sizeBytes} bytes, ${sum.checksum}`,
					found: `${object.sizeBytes} bytes, ${found}`,
				});
			}

			missing.delete(key);
		}
	}

	for (const [key] of missing) {
		throw new MilvaultError('object-missing', {key, place: to.label});
	}
}
