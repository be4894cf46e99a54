import path from 'node:path';
import pLimit from 'p-limit';
import test from 'ava';
import {countCutRows} from '../../../source/engine/backup/count-cut-rows.js';
import type {FoundSegment} from '../../../source/engine/journal/snapshot.js';
import {countDeletedRows, readDeletes} from '../../../source/engine/import/deleted-rows.js';
import {backupCollections} from '../../../source/engine/repository/collection-view.js';
import {readBackup} from '../../../source/engine/repository/read-backup.js';
import {readInt64Column} from '../../../source/format/binlog/read-int64-column.js';
import {readKeyColumn} from '../../../source/format/binlog/read-key-column.js';
import type {SegmentBackupInfo} from '../../../source/format/messages.js';
import {insertLogKey} from '../../../source/format/paths.js';
import {joinKey} from '../../../source/storage/keys.js';
import {openStorage} from '../../../source/storage/open-storage.js';
import {readBackupFiles} from '../../helpers/backups/backup-files.js';

/*
 * Storage version 2: many fields in a file. The files are of a Milvus 2.6.19 whose packed writer
 * was a plain parquet one (test/fixtures/README.md).
 */

const root = path.join(import.meta.dirname, '../../fixtures/live/2.6.19');
const name = 'milvus-backup';
const storage = await openStorage({type: 'local', path: root});
const repository = {storage, rootPath: '', label: root};
const backup = await readBackup(repository, name);
const files = await readBackupFiles(path.join(root, name));
const copyLimit = pLimit(8);

test.after.always(() => {
	storage.close();
});

function viewOf(collection: string) {
	const view = backupCollections(backup).find(each => each.name === collection)!;
	const segments = view.partitions.flatMap(each => each.segments);
	return {view, segments};
}

function logKeys(segment: SegmentBackupInfo, group: string): string[] {
	return (segment.binlogs ?? [])
		.filter(({fieldID = '0'}) => fieldID === group)
		.flatMap(({binlogs}) => binlogs ?? [])
		.map(({log_id: logId}) =>
			insertLogKey({
				collectionId: segment.collection_id,
				partitionId: segment.partition_id,
				segmentId: segment.segment_id,
				groupId: segment.group_id ?? '0',
				fieldId: group,
				logId,
			}),
		);
}

/** What Milvus would say of the segment, and where its files are. */
function asFound(segment: SegmentBackupInfo): FoundSegment {
	return {
		segmentId: segment.segment_id,
		collectionId: segment.collection_id,
		partitionId: segment.partition_id,
		rows: segment.num_of_rows ?? '0',
		state: 4,
		level: 1,
		isL0: false,
		storageVersion: Number(segment.storage_version),
		vChannel: undefined,
		insertLogs: new Map(
			(segment.binlogs ?? []).map(({fieldID: group = '0'}) => [
				group,
				logKeys(segment, group).map(key => ({
					sourceKey: joinKey(name, key),
					logId: key.split('/').at(-1) ?? '',
					sizeBytes: files.get(key)!.length,
				})),
			]),
		),
		deltaLogs: [],
	};
}

function timesOf(segment: SegmentBackupInfo): bigint[] {
	const [key = ''] = logKeys(segment, '0');
	return [...(readInt64Column(files.get(key)!, key, '1') ?? [])];
}

for (const collection of ['alltypes', 'pkey', 'sparse_auto', 'nulls', 'geo']) {
	test(`rows after the cut are counted in the column group that holds the times: ${collection}`, async t => {
		for (const segment of viewOf(collection).segments) {
			const times = timesOf(segment).toSorted((a, b) => (a < b ? -1 : 1));
			t.is(String(times.length), segment.num_of_rows ?? '');
			const cutTs = times[Math.floor(times.length / 3)]!;
			const later = times.filter(time => time > cutTs).length;
			const {rowsAfterCut} = await countCutRows({
				storage,
				segments: [asFound(segment)],
				flushed: {
					cut: {flushTs: String(cutTs), cutTs: String(cutTs)},
					sealTime: undefined,
					channelCheckpoints: {},
					sealed: new Set([segment.segment_id]),
					flushedBefore: new Set(),
				},
				copyLimit,
			});
			t.deepEqual(rowsAfterCut, later === 0 ? {} : {[segment.segment_id]: later});
		}
	});
}

test('column groups without times are no way to count: that is told, not taken for zero', async t => {
	const [segment] = viewOf('alltypes').segments;
	const found = asFound(segment!);
	found.insertLogs.delete('0');
	await t.throwsAsync(
		countCutRows({
			storage,
			segments: [found],
			flushed: {
				cut: {flushTs: '1', cutTs: '1'},
				sealTime: undefined,
				channelCheckpoints: {},
				sealed: new Set(),
				flushedBefore: new Set(),
			},
			copyLimit,
		}),
		{code: 'metadata-unreadable', message: /column groups/},
	);
});

test('rows that deletes take away are counted in column groups as well', async t => {
	const {view, segments} = viewOf('parts');
	const reading = {view, repository, backupName: name, copyLimit};
	const withDeletes = segments.filter(({deltalogs}) => (deltalogs ?? []).length > 0);
	t.true(withDeletes.length > 3);
	let sum = 0;
	for (const segment of withDeletes) {
		const deletes = await readDeletes(reading, [segment]);
		const counted = await countDeletedRows(reading, segment, deletes);
		const [key = ''] = logKeys(segment, '0');
		const keyField = view.info.schema.fields.find(each => each.is_primary_key);
		const keys = [...(readKeyColumn(files.get(key)!, key, keyField?.fieldID ?? '') ?? [])];
		const times = timesOf(segment);
		const older = keys.filter((pk, row) => (deletes.get(pk) ?? -1n) > times[row]!).length;
		t.is(counted?.older, older);
		sum += older;
	}

	t.true(sum > 0);
});
