import {copyFile, mkdir, readdir, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {DeleteEntry} from '../../../source/format/binlog/read-delete-log.js';
import {writeDeleteLog} from '../../../source/format/binlog/write-delete-log.js';
import type {FakeCollection, FakeSegment, FakeState} from './state.js';

/**
 * Makes an L0 segment, as Milvus has them from 2.4 on, of the delta logs that lie with other
 * segments.
 *
 * @param options.partitionId - -1: for every partition
 */
export async function moveDeletesToL0(
	state: FakeState,
	collection: FakeCollection,
	options: {from: readonly string[]; partitionId: string},
): Promise<string> {
	const id = state.nextId();
	const directory = join(state.root, 'delta_log', collection.id);
	const target = join(directory, options.partitionId, id);
	await mkdir(target, {recursive: true});
	for (const segmentId of options.from) {
		const segment = collection.segments.find(each => each.id === segmentId);
		const source = join(directory, segment?.partitionId ?? '', segmentId);
		for (const log of await readdir(source)) {
			await rename(join(source, log), join(target, log));
		}
	}

	collection.segments.push(l0Segment(collection, options.partitionId, id));
	return id;
}

function l0Segment(collection: FakeCollection, partitionId: string, id: string): FakeSegment {
	return {
		id,
		partitionId,
		rows: '0',
		level: 1,
		storageVersion: 0,
		vChannel: `channel-of-${collection.id}`,
		strayLogs: new Set(),
	};
}

/** An L0 segment with these deletes, each log's in one list. */
export async function addL0Deletes(
	state: FakeState,
	collection: FakeCollection,
	options: {partitionId: string; logs: ReadonlyArray<readonly DeleteEntry[]>},
): Promise<string> {
	const id = state.nextId();
	for (const entries of options.logs) {
		await addDeltaLog(state, collection, {
			partitionId: options.partitionId,
			segmentId: id,
			entries,
		});
	}

	collection.segments.push(l0Segment(collection, options.partitionId, id));
	return id;
}

/** One more delta log of a segment whose key is Int64. */
export async function addDeltaLog(
	state: FakeState,
	{id: collectionId}: FakeCollection,
	{
		partitionId,
		segmentId,
		entries,
	}: {
		partitionId: string;
		segmentId: string;
		entries: readonly DeleteEntry[];
	},
): Promise<void> {
	const ids = [collectionId, partitionId, segmentId];
	const target = join(state.root, 'delta_log', ...ids);
	await mkdir(target, {recursive: true});
	await writeFile(
		join(target, state.nextId()),
		writeDeleteLog(entries, {
			ids: {collectionId, partitionId, segmentId},
			keyType: 'Int64',
		}),
	);
}

/**
 * What a sync that was tried again leaves behind: beside each of a segment's insert logs another
 * one, as good as it and not counted.
 *
 * @returns its id
 */
export async function addStrayLogs(
	state: FakeState,
	collection: FakeCollection,
	segment: FakeSegment,
): Promise<string> {
	const id = state.nextId();
	const directory = join(state.root, 'insert_log', collection.id, segment.partitionId, segment.id);
	for (const field of await readdir(directory)) {
		const [log = ''] = await readdir(join(directory, field));
		await copyFile(join(directory, field, log), join(directory, field, id));
	}

	segment.strayLogs.add(id);
	return id;
}

export async function removeField(
	state: FakeState,
	{id}: FakeCollection,
	segment: FakeSegment,
	fieldId: string,
): Promise<void> {
	const ids = [id, segment.partitionId, segment.id, fieldId];
	await rm(join(state.root, 'insert_log', ...ids), {recursive: true});
}

/** The segments of shop_items that have deletes, by partition. */
export const shopDeletes = {
	/** Keys 1, 2 and 3. */
	books: ['470638622912593949', '470638622912593950'],
	/** Keys 1001 and 1002. */
	music: ['470638622912593989', '470638622912593990'],
} as const;
