import {mkdir, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import pLimit from 'p-limit';
import test, {type ExecutionContext} from 'ava';
import {insertPartitions} from '../../source/engine/import/insert-partitions.js';
import {readPartitionRows} from '../../source/engine/import/partition-rows.js';
import {mayShareKeys} from '../../source/engine/import/shared-keys.js';
import type {BackupReading} from '../../source/engine/repository/backup-reading.js';
import type {BackupCollection} from '../../source/engine/repository/collection-view.js';
import {writeDeleteLog} from '../../source/format/binlog/write-delete-log.js';
import type {SegmentBackupInfo} from '../../source/format/messages.js';
import {dataTypes} from '../../source/model/data-types.js';
import {tsoOfMs} from '../../source/model/timestamps.js';
import {openStorage} from '../../source/storage/open-storage.js';
import {viewOf} from '../helpers/backups/view-of.js';
import {writeInsertLogs} from '../helpers/fake-milvus/write-insert-logs.js';
import type {FakeCollection, FakeSegment, FakeState} from '../helpers/fake-milvus/state.js';

/* Which rows of a partition's binlogs are inserted, and in which requests; no server. */

/** A row: its key, when it was written (ms), and a value that tells it from others of the key. */
type Row = [key: bigint, ms: number, value: bigint];
type Segment = {
	rows: Row[];
	/** Keys, and when they were deleted (ms). */
	deletes?: Array<[key: bigint, ms: number]>;
	changes?: Partial<SegmentBackupInfo>;
};

const ids = {collectionId: '7', partitionId: '8'};
const tso = (ms: number): bigint => BigInt(tsoOfMs(String(ms)));

/** @returns the values of each request; undefined when the partition is left to an import job */
async function valuesOf(
	t: ExecutionContext,
	segments: readonly Segment[],
	options: {cutMs?: number} = {},
): Promise<bigint[][] | undefined> {
	const {reading, infos} = await write(t, segments, options);
	const read = await readPartitionRows(reading, infos);
	return read?.batches.map(({rows}) => rows.map(({values}) => values[1] as bigint));
}

/** Binlogs of these segments, as they lie in a backup. */
async function write(
	t: ExecutionContext,
	segments: readonly Segment[],
	{cutMs}: {cutMs?: number} = {},
): Promise<{reading: BackupReading; infos: SegmentBackupInfo[]}> {
	const root = await mkdtemp(join(tmpdir(), 'milvault-partition-rows-'));
	const storage = await openStorage({type: 'local', path: root});
	t.teardown(async () => {
		storage.close();
		await rm(root, {recursive: true, force: true});
	});
	let last = 0;
	const state = {
		root: join(root, 'b/binlogs'),
		nextId: () => String(++last),
	} as unknown as FakeState;
	const infos: SegmentBackupInfo[] = [];
	for (const [index, {rows, deletes = [], changes}] of segments.entries()) {
		const id = String(index + 1);
		await writeInsertLogs(state, {id: ids.collectionId} as FakeCollection, {
			segment: {id, partitionId: ids.partitionId, storageVersion: 0} as FakeSegment,
			columns: [
				{fieldId: '1', name: 'Timestamp', values: rows.map(([, ms]) => tso(ms))},
				{fieldId: '100', name: 'id', values: rows.map(([key]) => key)},
				{fieldId: '101', name: 'value', values: rows.map(([, , value]) => value)},
			],
		});
		if (deletes.length > 0) {
			const file = join(state.root, 'delta_log', ids.collectionId, ids.partitionId, id, '1');
			await mkdir(dirname(file), {recursive: true});
			await writeFile(
				file,
				writeDeleteLog(
					deletes.map(([key, ms]) => ({pk: String(key), ts: String(tso(ms))})),
					{ids: {...ids, segmentId: id}, keyType: 'Int64'},
				),
			);
		}

		const logsOf = async (fieldID: string) => ({
			fieldID,
			binlogs: (
				await readdir(
					join(state.root, 'insert_log', ids.collectionId, ids.partitionId, id, fieldID),
				)
			).map(name => ({log_id: name, log_size: '1'})),
		});
		infos.push({
			segment_id: id,
			collection_id: ids.collectionId,
			partition_id: ids.partitionId,
			num_of_rows: String(rows.length),
			binlogs: await Promise.all(['1', '100', '101'].map(logsOf)),
			...(deletes.length > 0 && {
				deltalogs: [{binlogs: [{log_id: '1', log_size: '1'}]}],
			}),
			...changes,
		});
	}

	const view: BackupCollection = {
		...viewOf(infos, {
			fields: [
				{fieldID: '100', name: 'id', data_type: dataTypes.Int64, is_primary_key: true},
				{fieldID: '101', name: 'value', data_type: dataTypes.Int64},
			],
		}),
		record: cutMs === undefined ? undefined : ({cut: {endTsMs: String(cutMs)}} as never),
	};
	const reading: BackupReading = {
		view,
		repository: {storage, rootPath: '', label: root},
		backupName: 'b',
		copyLimit: pLimit(4),
	};
	return {reading, infos};
}

for (const [what, expected, keys] of [
	['in one partition, however often', false, [[1n, 1n, 2n], [3n]]],
	['in two partitions', true, [[1n, 2n], [3n], [4n, 2n]]],
	['in none', false, [[-1n, 2n ** 62n], [5n], [2n ** 62n + 1n]]],
] as const) {
	test(`a key that is ${what}, is${expected ? '' : ' not'} in more than one partition`, async t => {
		const {reading, infos} = await write(
			t,
			keys.map(each => ({rows: each.map((key): Row => [key, 10, key])})),
		);
		const partitions = infos.map(info => ({segments: [info]}));
		t.is(await mayShareKeys(reading, partitions), expected);
	});
}

test('partitions with a key in common are all left to import jobs, also by a job that was killed when it had left the first', async t => {
	const {reading, infos} = await write(t, [
		{rows: [[1n, 10, 1n]]},
		{rows: [[2n, 10, 2n]]},
		{rows: [[1n, 20, 3n]]},
	]);
	const partitions = infos.map((info, index) => ({
		name: `p${index}`,
		segments: [info],
	}));
	const view = {...reading.view, partitions} as unknown as BackupCollection;
	for (const past of [[], [['p0', {isLeft: true}]]] as Array<Array<[string, {isLeft: true}]>>) {
		const {rows, left} = await insertPartitions(
			{
				reading: {...reading, view},
				milvus: {call: async (rpc: string) => t.fail(rpc)} as never,
				into: {db: 'default', name: 'c'},
				partitions,
				past: new Map(past),
				insertLimit: pLimit(2),
				flushTimeoutMs: 1000,
				assertInto: async () => undefined,
			},
			{
				jobId: 'j',
				signal: undefined,
				onEvent: () => undefined,
				journal: undefined,
				warn: () => undefined,
			},
		);
		t.deepEqual([...left].toSorted(), ['p0', 'p1', 'p2']);
		t.is(rows.size, 0);
	}
});

test('rows of all segments are inserted in the order of their times', async t => {
	const first: Segment = {
		rows: [
			[1n, 10, 1n],
			[2n ** 62n, 30, 3n],
		],
	};
	const second: Segment = {
		rows: [
			[3n, 20, 2n],
			[-4n, 40, 4n],
		],
	};
	t.deepEqual(await valuesOf(t, [first, second]), [[1n, 2n, 3n, 4n]]);
});

test('a delete takes the older rows of its key away, in its own segment', async t => {
	const rows: Row[] = [
		[1n, 10, 1n],
		[2n, 10, 2n],
		[1n, 20, 3n],
		[1n, 30, 4n],
	];
	// One at the same time stays, as Milvus means it: an upsert.
	t.deepEqual(await valuesOf(t, [{rows, deletes: [[1n, 20]]}, {rows: [[1n, 5, 9n]]}]), [
		[9n, 2n],
		[3n],
		[4n],
	]);
});

test('rows and deletes after the cut are none', async t => {
	const rows: Row[] = [
		[1n, 10, 1n],
		[2n, 10, 2n],
		[3n, 21, 3n],
	];
	const deletes: Array<[bigint, number]> = [
		[1n, 20],
		[2n, 21],
	];
	t.deepEqual(await valuesOf(t, [{rows, deletes}], {cutMs: 20}), [[2n]]);
	t.deepEqual(await valuesOf(t, [{rows, deletes}]), [[3n]]);
	t.deepEqual(await valuesOf(t, [{rows, deletes}], {cutMs: 5}), []);
});

test('a later row of a key comes into a later request: it is the one that Milvus shows', async t => {
	const rows: Row[] = [
		[1n, 30, 5n],
		[1n, 10, 1n],
		[2n, 10, 2n],
		[1n, 20, 3n],
		[2n, 20, 4n],
	];
	t.deepEqual(await valuesOf(t, [{rows}]), [[1n, 2n], [3n, 4n], [5n]]);
});

test('rows of one key that were written at once stay together', async t => {
	const rows: Row[] = [
		[1n, 10, 1n],
		[1n, 10, 2n],
	];
	t.deepEqual(await valuesOf(t, [{rows}]), [[1n, 2n]]);
});

test('many rows go in requests of two megabytes', async t => {
	const rows = Array.from({length: 110_000}, (_, index): Row => [BigInt(index), 10, BigInt(index)]);
	const batches = await valuesOf(t, [{rows}]);
	t.is(batches?.length, 2);
	t.is(batches?.flat().length, rows.length);
});

const rows: Row[] = [[1n, 10, 1n]];

for (const [what, changes] of [
	['another number of rows than the metadata says', {num_of_rows: '2'}],
	[
		'a field without its binlogs',
		{binlogs: [{fieldID: '1', binlogs: [{log_id: '1', log_size: '1'}]}]},
	],
] as const) {
	test(`left to an import job: ${what}`, async t => {
		t.deepEqual(await valuesOf(t, [{rows}]), [[1n]]);
		t.is(await valuesOf(t, [{rows, changes: changes as Partial<SegmentBackupInfo>}]), undefined);
	});
}
