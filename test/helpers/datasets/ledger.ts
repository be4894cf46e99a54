import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {poll} from '../../../source/utils/wait.js';
import {DataType, ok, type RowData} from '../milvus/rows.js';

type Entry = {
	/** When Milvus says that it happened (TSO); it does not say it of deletes. */
	ts: bigint | undefined;
	/** Row numbers. */
	rows: number[];
	/** What the rows say from then on; undefined: deleted. */
	note: string | undefined;
};

/**
 * A collection that knows what was in it at any time: every write is kept with the time that Milvus
 * gave it.
 */
export type Ledger = {
	name: string;
	/** Into the default partition when none is named. */
	insert: (rows: number[], partition?: string) => Promise<void>;
	/** Of rows of the same partition. */
	upsert: (rows: number[], partition?: string) => Promise<void>;
	delete: (rows: number[]) => Promise<void>;
	/** Returns when all of it is written, deletes in flushed segments too. */
	flush: () => Promise<void>;
	/** Has Milvus rewrite all of its segments without what was deleted; takes up to half a minute. */
	compact: () => Promise<void>;
	/**
	 * What `notesOf` must give for the state at a timestamp: one of these, where deletes came just
	 * before or just after it.
	 */
	at: (ts: bigint) => Array<Map<string, string>>;
	/** Times of all writes but deletes, in their order. */
	times: () => bigint[];
};

/** Makes an empty one with the partitions `_default` and `old`; loaded. */
export async function makeLedger(
	client: MilvusClient,
	options: {db: string; name: string; isText?: boolean; shards?: number},
): Promise<Ledger> {
	const {db, name, isText = false, shards = 2} = options;
	const ledger = {db_name: db, collection_name: name};
	ok(
		await client.createCollection({
			...ledger,
			shards_num: shards,
			fields: [
				{
					name: 'key',
					is_primary_key: true,
					...(isText ? {data_type: DataType.VarChar, max_length: 64} : {data_type: DataType.Int64}),
				},
				{name: 'note', data_type: DataType.VarChar, max_length: 64},
				{name: 'v', data_type: DataType.FloatVector, dim: 2},
			],
		}),
	);
	ok(await client.createPartition({...ledger, partition_name: 'old'}));
	ok(
		await client.createIndex({
			...ledger,
			field_name: 'v',
			index_type: 'FLAT',
			metric_type: 'L2',
		}),
	);
	ok(await client.loadCollectionSync(ledger));

	const keyOf = (row: number): string => (isText ? `键 ${row}` : String(row));
	const entries: Entry[] = [];
	const write = async (
		rows: number[],
		kind: 'insert' | 'upsert' | 'delete',
		partition = '_default',
	): Promise<void> => {
		const note = kind === 'delete' ? undefined : `${kind} ${entries.length}`;
		const data = rows.map((row): RowData => ({
			key: keyOf(row),
			note: note ?? '',
			v: [row, 0],
		}));
		const keys = rows.map(row => (isText ? `"${keyOf(row)}"` : keyOf(row)));
		const {timestamp} = ok(
			kind === 'delete'
				? await client.delete({...ledger, filter: `key in [${keys.join()}]`})
				: await client[kind]({...ledger, partition_name: partition, data}),
		);
		entries.push({
			ts: kind === 'delete' ? undefined : BigInt(timestamp),
			rows,
			note,
		});
	};

	const segments = async (): Promise<string[]> => {
		const {infos} = ok(
			await client.getPersistentSegmentInfo({
				dbName: db,
				collectionName: name,
			}),
		);
		return infos.map(({segmentID}) => String(segmentID));
	};

	const stateAfter = (count: number): Map<string, string> => {
		const notes = new Map<string, string>();
		for (const {rows, note} of entries.slice(0, count)) {
			for (const row of rows) {
				if (note === undefined) {
					notes.delete(keyOf(row));
				} else {
					notes.set(keyOf(row), note);
				}
			}
		}

		return notes;
	};

	return {
		name,
		insert: async (rows, partition) => write(rows, 'insert', partition),
		upsert: async (rows, partition) => write(rows, 'upsert', partition),
		delete: async rows => write(rows, 'delete'),
		async flush() {
			// Its types know neither of these two.
			const flushed = ok(
				await client.flush({db_name: db, collection_names: [name]}),
			) as unknown as {
				coll_segIDs: Record<string, {data: number[]}>;
				coll_flush_ts: Record<string, number>;
			};
			// The SDK's flushSync waits for the segments that were sealed, and for no deletes.
			await poll({
				async ask() {
					const {flushed: isWritten} = ok(
						await client.getFlushState({
							db_name: db,
							collection_name: name,
							segmentIDs: flushed.coll_segIDs[name]!.data,
							flush_ts: flushed.coll_flush_ts[name],
						}),
					);
					return isWritten ? true : undefined;
				},
				firstMs: 50,
				maxMs: 300,
				timeoutMs: 120_000,
				onTimeout: () => new Error(`${name} is not flushed`),
			});
		},
		async compact() {
			const before = await segments();
			await poll({
				async ask() {
					// Asked again and again: it plans nothing while one of its own is on the way (measured).
					ok(await client.compact(ledger));
					const now = await segments();
					return before.some(id => now.includes(id)) ? undefined : true;
				},
				firstMs: 300,
				maxMs: 500,
				timeoutMs: 120_000,
				onTimeout: () => new Error(`${name} is not compacted`),
			});
		},
		at(ts) {
			const isIn = (entry: Entry): boolean => entry.ts !== undefined && entry.ts <= ts;
			const first = entries.findLastIndex(entry => isIn(entry)) + 1;
			const next = entries.findIndex((entry, index) => index >= first && entry.ts !== undefined);
			const last = next < 0 ? entries.length : next;
			return Array.from({length: last - first + 1}, (_, index) => stateAfter(first + index));
		},
		times: () => entries.flatMap(({ts}) => ts ?? []),
	};
}

/** What the rows of a loaded ledger, or of its copy, say. */
export async function notesOf(
	client: MilvusClient,
	db: string,
	name: string,
): Promise<Map<string, string>> {
	const {data} = ok(
		await client.query({
			db_name: db,
			collection_name: name,
			filter: 'note != ""',
			output_fields: ['key', 'note'],
			limit: 16_384,
			consistency_level: 0,
		}),
	);
	return new Map(data.map(row => [String(row['key']), String(row['note'])]));
}
