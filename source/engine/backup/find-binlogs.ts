import {parseBinlogKey} from '../../format/paths.js';
import type {Milvus} from '../../milvus/milvus.js';
import {
	describeSegments,
	persistentSegments,
	type DescribedSegment,
	type PersistentSegment,
	flushedState,
	l0Level,
} from '../../milvus/segments.js';
import {collectionKey, type CollectionName} from '../../model/collection-key.js';
import {MilvaultError} from '../../model/milvault-error.js';
import type {CollectionDescription} from '../../model/collection.js';
import {storageVersionMax} from '../../format/messages.js';
import {joinKey} from '../../storage/keys.js';
import type {Place} from '../session.js';
import {wrongRootPath} from '../cluster/wrong-root-path.js';
import type {FoundLog, FoundSegment} from '../journal/snapshot.js';

export type FoundBinlogs = {
	segments: FoundSegment[];
	/** Delta logs that lie beside them, of segments that are not flushed (yet, or any more). */
	otherDeltaLogs: readonly FoundLog[];
};

type FindOptions = {
	milvus: Milvus;
	cluster: Place;
	collection: CollectionName;
	description: CollectionDescription;
	signal?: AbortSignal;
};

/**
 * The segments of a collection and where their binlogs lie.
 *
 * 1. Ask Milvus for the flushed segments; growing and half-flushed ones are not in the backup's
 *    cut.
 * 2. List the collection's insert logs and delta logs, each with one recursive listing, however
 *    many segments.
 * 3. Where the server names the logs that count (>= 2.5.8, one request for many segments), take
 *    only those; where its REST API cannot be reached, all of them, as on older ones.
 * 4. A segment with rows has logs for every field, equally many: else it is never called a backup.
 *    Compaction may take a segment away between 1 and 2, so look again before giving up.
 *
 * @throws wrong-root-path, object-missing, binlogs-misaligned; unknown-storage-version
 */
export async function findBinlogs(options: FindOptions): Promise<FoundBinlogs> {
	const maxTries = 3;
	for (let tries = 1; ; tries++) {
		try {
			return await findOnce(options);
		} catch (error) {
			const isMoving =
				error instanceof MilvaultError &&
				(error.code === 'object-missing' || error.code === 'binlogs-misaligned');
			if (!isMoving || tries === maxTries) {
				throw error;
			}
		}
	}
}

async function findOnce(options: FindOptions): Promise<FoundBinlogs> {
	const {milvus, cluster, collection, description, signal} = options;
	const {collectionId} = description;
	const persistent = await persistentSegments(milvus, collection.db, collection.name);
	const flushed = persistent.filter(
		segment => segment.state === flushedState && segment.collectionId === collectionId,
	);
	const segments = new Map<string, FoundSegment>(
		flushed.map(segment => [
			segment.segmentId,
			{
				...segment,
				isL0: segment.level === l0Level,
				vChannel: undefined,
				insertLogs: new Map(),
				deltaLogs: [],
			},
		]),
	);
	assertKnownStorage(flushed, options);
	const {isAnyFound, otherDeltaLogs} = await listLogs(cluster, collectionId, segments, signal);
	// An L0 segment has no insert logs, whatever its rows are said to be.
	const hasRows = flushed.some(({rows, level}) => level !== l0Level && BigInt(rows) > 0n);
	if (hasRows && !isAnyFound) {
		throw await wrongRootPath(cluster, collection, description, flushed);
	}

	if (milvus.features.segmentsDescribe) {
		const described = await describeSegments(milvus, {
			db: collection.db,
			collectionId,
			segmentIds: [...segments.keys()],
		});
		if (described) {
			keepDescribed(segments, described, cluster);
		}
	}

	for (const segment of segments.values()) {
		assertWhole(segment, options);
	}

	return {segments: [...segments.values()], otherDeltaLogs};
}

/**
 * @throws unknown-storage-version for files in a format that milvault cannot read: what cannot be
 *   checked is not a backup
 */
function assertKnownStorage(
	segments: readonly PersistentSegment[],
	{collection}: FindOptions,
): void {
	const unknown = segments.find(({storageVersion}) => storageVersion > storageVersionMax);
	if (unknown) {
		throw new MilvaultError('unknown-storage-version', {
			collection: collectionKey(collection),
			segment: unknown.segmentId,
			version: String(unknown.storageVersion),
			supported: String(storageVersionMax),
		});
	}
}

/**
 * Adds every log to its segment; `isAnyFound` when there was at least one insert log of this
 * collection, whatever its segment.
 */
async function listLogs(
	cluster: Place,
	collectionId: string,
	segments: ReadonlyMap<string, FoundSegment>,
	signal: AbortSignal | undefined,
): Promise<{isAnyFound: boolean; otherDeltaLogs: FoundLog[]}> {
	let isAnyFound = false;
	const otherDeltaLogs: FoundLog[] = [];
	for (const kind of ['insert_log', 'delta_log'] as const) {
		const prefix = `${joinKey(cluster.rootPath, kind, collectionId)}/`;
		const rootLength = cluster.rootPath === '' ? 0 : cluster.rootPath.length + 1;
		for await (const object of cluster.storage.list(prefix, {signal})) {
			const log = parseBinlogKey(object.key.slice(rootLength));
			if (!log) {
				continue;
			}

			isAnyFound ||= log.kind === 'insert';
			const segment = segments.get(log.segmentId);
			const found = {
				sourceKey: object.key,
				logId: log.logId,
				sizeBytes: object.sizeBytes,
			};
			if (log.kind === 'delta') {
				(segment?.deltaLogs ?? otherDeltaLogs).push(found);
			} else if (segment) {
				const logs = segment.insertLogs.get(log.fieldId) ?? [];
				logs.push(found);
				segment.insertLogs.set(log.fieldId, logs);
			}
		}
	}

	return {isAnyFound, otherDeltaLogs};
}

function keepDescribed(
	segments: Map<string, FoundSegment>,
	described: ReadonlyMap<string, DescribedSegment>,
	cluster: Place,
): void {
	for (const segment of segments.values()) {
		const description = described.get(segment.segmentId);
		const state = description?.state ?? flushedState;
		if (!description || state !== flushedState) {
			// Compacted since it was listed: its logs are not those that count, nor where they belong.
			throw new MilvaultError('object-missing', {
				key: `segment ${segment.segmentId}`,
				place: cluster.label,
			});
		}

		segment.vChannel = description.vChannel;
		segment.insertLogs = new Map(
			description.insertLogs.map(({fieldId, logIds}) => [
				fieldId,
				pickLogs(segment.insertLogs.get(fieldId) ?? [], logIds, segment, cluster),
			]),
		);
		segment.deltaLogs = pickLogs(
			segment.deltaLogs,
			description.deltaLogs.flatMap(({logIds}) => logIds),
			segment,
			cluster,
		);
	}
}

function pickLogs(
	listed: readonly FoundLog[],
	logIds: readonly string[],
	segment: FoundSegment,
	cluster: Place,
): FoundLog[] {
	const byId = new Map(listed.map(log => [log.logId, log]));
	return logIds.map(logId => {
		const log = byId.get(logId);
		if (!log) {
			throw new MilvaultError('object-missing', {
				key: `segment ${segment.segmentId}, log ${logId}`,
				place: cluster.label,
			});
		}

		return log;
	});
}

function assertWhole(
	segment: FoundSegment,
	{milvus, collection, description, cluster}: FindOptions,
): void {
	if (segment.isL0 && segment.deltaLogs.length === 0) {
		throw new MilvaultError('object-missing', {
			key: `delta_log/${segment.collectionId}/${segment.partitionId}/${segment.segmentId}/`,
			place: cluster.label,
		});
	}

	if (segment.isL0 || BigInt(segment.rows) === 0n) {
		return;
	}

	if (segment.insertLogs.size === 0) {
		throw new MilvaultError('object-missing', {
			key: `insert_log/${segment.collectionId}/${segment.partitionId}/${segment.segmentId}/`,
			place: cluster.label,
		});
	}

	// Column groups (storage version 2) hold many fields each; before them every field has a
	// directory of its own, except one that was added to the schema after the segment was written.
	const isPerField = segment.storageVersion < 2 && !milvus.features.addField;
	const counts = new Map([...segment.insertLogs].map(([fieldId, logs]) => [fieldId, logs.length]));
	if (isPerField) {
		for (const {fieldID} of description.schema.fields) {
			if (!counts.has(fieldID)) {
				counts.set(fieldID, 0);
			}
		}
	}

	if (new Set(counts.values()).size > 1) {
		throw new MilvaultError('binlogs-misaligned', {
			collection: collectionKey(collection),
			segment: segment.segmentId,
			counts: [...counts].map(([fieldId, count]) => `field ${fieldId}: ${count}`).join(', '),
		});
	}
}
