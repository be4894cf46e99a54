import {appendFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {DeleteEntry} from '../../../source/format/binlog/read-delete-log.js';
import {addDeltaLog, addL0Deletes} from './change-segments.js';
import type {FakeCollection, FakeSegment, FakeState} from './state.js';
import {writeInsertLogs} from './write-insert-logs.js';

/** What was acknowledged to the writer: undefined for a delete. */
export type Write = {key: bigint; value: bigint | undefined; ts: bigint};

export type Written = {
	collection: FakeCollection;
	/** All, in order. */
	writes: Write[];
	/**
	 * An insert, or an upsert of a key that is there: Milvus writes a delete and a row of the same
	 * time.
	 */
	put(key: bigint): void;
	remove(key: bigint): void;
	/** Waits until the server has the writes on its disk, as one waits for an answer. */
	acknowledge(): Promise<void>;
	/**
	 * Puts what grows into segments without a flush, as a server does by itself when they are full.
	 */
	sync(): Promise<string[]>;
	/**
	 * Puts the deletes of L0 segments into delta logs of the others, as an L0 compaction does; their
	 * own logs stay a while.
	 */
	compact(): Promise<void>;
};

/**
 * A collection (key `id`, Int64 `v`) that is written to: rows grow in memory until a flush or a
 * sync writes them into a segment, and the deletes of that time into an L0 segment.
 */
export function putWritten(
	state: FakeState,
	{name, storageVersion}: {name: string; storageVersion: number},
): Written {
	const partition = {name: '_default', id: state.nextId()};
	const writes: Write[] = [];
	const alive = new Set<bigint>();
	let rows: Write[] = [];
	let deletes: Write[] = [];
	let syncs = 0;
	let lastSync: Promise<unknown> = Promise.resolve();
	const deletesOf = new Map<string, readonly DeleteEntry[]>();
	const collection: FakeCollection = {
		db: 'default',
		name,
		id: state.nextId(),
		schema: {
			name,
			fields: [
				{fieldID: '100', name: 'id', data_type: 5, is_primary_key: true},
				{fieldID: '101', name: 'v', data_type: 5},
			],
		},
		shardsNum: 1,
		consistencyLevel: 2,
		numPartitions: 0,
		properties: [],
		aliases: [],
		partitions: [partition],
		indexes: [],
		loaded: new Set([partition.name]),
		segments: [],
		rows: [],
		deletes: [],
		seal: sync,
	};

	state.collections.push(collection);
	const acknowledge = async (): Promise<void> =>
		appendFile(join(state.root, 'wal'), `${writes.length}\n`);

	/** One after another: what was written before it is in segments after it, whoever began first. */
	async function sync(): Promise<string[]> {
		const sealed = lastSync.then(writeSegments);
		lastSync = sealed.catch(() => undefined);
		return sealed;
	}

	async function writeSegments(): Promise<string[]> {
		// Not at once: what is written until then is in the same segments, as in a real server.
		await acknowledge();
		const ripe = rows;
		const gone = deletes;
		rows = [];
		deletes = [];
		const sealed: string[] = [];
		if (ripe.length > 0) {
			const segment: FakeSegment = {
				id: state.nextId(),
				partitionId: partition.id,
				rows: String(ripe.length),
				level: 2,
				storageVersion,
				vChannel: `channel-of-${collection.id}`,
				strayLogs: new Set(),
			};
			await writeInsertLogs(state, collection, {
				segment,
				columns: [
					{fieldId: '0', name: 'RowID', values: ripe.map(({ts}) => ts)},
					{fieldId: '1', name: 'Timestamp', values: ripe.map(({ts}) => ts)},
					{fieldId: '100', name: 'id', values: ripe.map(({key}) => key)},
					{fieldId: '101', name: 'v', values: ripe.map(each => each.value!)},
				],
			});
			collection.segments.push(segment);
			sealed.push(segment.id);
		}

		if (gone.length > 0) {
			syncs++;
			const entries = gone.map(({key, ts}) => ({
				pk: String(key),
				ts: String(ts),
			}));
			const id = await addL0Deletes(state, collection, {
				// Without an expression on a partition, deletes go to all.
				partitionId: syncs % 2 === 0 ? '-1' : partition.id,
				logs: [entries],
			});
			deletesOf.set(id, entries);
			sealed.push(id);
		}

		return sealed;
	}

	async function compact(): Promise<void> {
		const {segments} = collection;
		const l0 = segments.filter(({id, state: now}) => deletesOf.has(id) && now === undefined);
		const entries = l0.flatMap(({id}) => deletesOf.get(id) ?? []);
		for (const {id} of segments.filter(segment => !deletesOf.has(segment.id))) {
			await addDeltaLog(state, collection, {
				partitionId: partition.id,
				segmentId: id,
				entries,
			});
		}

		for (const segment of l0) {
			segment.state = compacted;
		}
	}

	return {
		collection,
		writes,
		compact,
		put(key) {
			const ts = BigInt(state.now());
			const write = {key, value: BigInt(writes.length), ts};
			if (alive.has(key)) {
				deletes.push(write);
			}

			alive.add(key);
			rows.push(write);
			writes.push(write);
		},
		remove(key) {
			if (alive.delete(key)) {
				const write = {key, value: undefined, ts: BigInt(state.now())};
				deletes.push(write);
				writes.push(write);
			}
		},
		acknowledge,
		sync,
	};
}

/** commonpb.SegmentState: Dropped */
const compacted = 6;

/** What was there at a time: each key with its value, as `key=value`. */
export function rowsAt(writes: readonly Write[], ts: bigint): string[] {
	const values = new Map<bigint, bigint | undefined>();
	for (const write of writes) {
		if (write.ts <= ts) {
			values.set(write.key, write.value);
		}
	}

	return [...values]
		.filter(([, value]) => value !== undefined)
		.map(([key, value]) => `${key}=${value}`)
		.toSorted();
}
