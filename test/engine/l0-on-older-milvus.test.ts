import path from 'node:path';
import test from 'ava';
import {readBackupFiles} from '../helpers/backups/backup-files.js';
import {decodeRows, visibleRowListOf, visibleRowsOf} from '../helpers/backups/decode-backup.js';
import {backup, putShopWithL0} from '../helpers/fake-milvus/backup-and-restore.js';
import {addL0Deletes} from '../helpers/fake-milvus/change-segments.js';
import {openFakeSession} from '../helpers/fake-milvus/fake-session.js';
import {recordedRows} from '../helpers/backups/fixture-checks.js';
import {
	addL0Segment,
	closeFiles,
	collectionOf,
	moveToL0,
	openFiles,
} from '../helpers/milvus/move-to-l0.js';
import {assertSameRows} from '../helpers/milvus/same-rows.js';
import {placeOn, testMovedDeletes} from '../helpers/milvus/l0-cases.js';
import {servers} from '../helpers/servers/servers.js';
import {watchTemporaryCopies} from '../helpers/backups/temporary-copies.js';
import {tsoOfMs} from '../../source/model/timestamps.js';

/*
 * Deletes in L0 segments, which Milvus has from 2.4 on, restored into a real Milvus that has none:
 * milvault applies them.
 */

const live2424 = path.join(import.meta.dirname, '../fixtures/live/2.4.24/milvus-backup');

for (const server of ['milvus235local', 'milvus235'] as const) {
	const isDirect = server === 'milvus235local';
	test(`${server}: the deletes of Milvus 2.4.24, moved to L0 segments of a partition and of all, take away the same rows; Milvus reads the rows ${isDirect ? 'in the repository itself' : 'in a temporary copy'}`, async t => {
		const place = await placeOn(t, server);
		const opened = await openFiles('live', await readBackupFiles(live2424));
		const parts = collectionOf(opened, 'parts');
		const expected = await visibleRowsOf(opened.files, parts);
		const pA = parts.partition_backups?.find(each => each.partition_name === 'pA');
		t.true(
			(await moveToL0(opened, parts, {
				from: ['pA'],
				partitionId: pA!.partition_id,
			})) > 0,
		);
		t.true(
			(await moveToL0(opened, parts, {
				from: ['_default'],
				partitionId: '-1',
			})) > 0,
		);
		// As many visible rows, in the test's own reading: the move has changed nothing.
		t.is((await visibleRowListOf(opened.files, parts)).length, expected.size);

		const copies = watchTemporaryCopies(servers()[server]);
		const {plan, result} = await place.restore(closeFiles(opened), {
			filter: 'parts',
			onEvent: copies.onEvent,
		});
		t.is(result.outcome, 'complete', JSON.stringify(result));
		t.deepEqual(
			plan.warnings.filter(({code}) => code === 'l0-deletes-applied'),
			[
				{
					code: 'l0-deletes-applied',
					details: {collections: [`${place.db}.parts`], version: '2.3.5'},
				},
			],
		);
		t.like(result.collections[0], {
			rows: String(expected.size),
			rowsCheckedBy: 'count',
		});
		assertSameRows(t, await place.rows('parts'), expected);
		// Of the rows there is a copy where Milvus cannot read the repository; the new delta logs are
		// always in one.
		t.is(plan.readsFrom.isTemporary, !isDirect);
		const segments = (parts.partition_backups ?? [])
			.flatMap(({segment_backups: all}) => all ?? [])
			.filter(segment => !segment.is_l0);
		const during = await copies.during();
		t.true(during > 0);
		t.is(during <= segments.length, isDirect);
		t.deepEqual(await copies.now(), []);
	});
}

test('milvus235local: a delete takes away older rows alone, to the tick: not one that was written at its time', async t => {
	const place = await placeOn(t, 'milvus235local');
	const opened = await openFiles('live', await readBackupFiles(live2424));
	const parts = collectionOf(opened, 'parts');
	const before = await visibleRowsOf(opened.files, parts);
	const partition = parts.partition_backups?.find(each => each.partition_name === 'pB');
	const rows = (partition?.segment_backups ?? [])
		.flatMap(segment => decodeRows(opened.files, parts, segment))
		.filter(({key}) => before.has(key));
	const picked = [-1n, 0n, 1n].map((offset, index) => ({
		offset,
		rows: rows.filter((_, row) => row % 3 === index),
	}));
	const entries = picked.flatMap(({offset, rows: some}) =>
		some.map(({key, ts}) => ({pk: key, ts: String(ts + offset)})),
	);
	// Half for the partition, half for all, in another form; keys that no segment has too.
	addL0Segment(opened, parts, {
		partitionId: partition?.partition_id ?? '',
		entries: entries.filter((_, index) => index % 2 === 0),
	});
	addL0Segment(opened, parts, {
		partitionId: '-1',
		isBareParquet: true,
		entries: [
			...entries.filter((_, index) => index % 2 === 1),
			{pk: 'no "key" – 键', ts: tsoOfMs('1900000000000')},
		],
	});
	const expected = await visibleRowsOf(opened.files, parts);
	const gone = picked[2]!.rows;
	t.true(gone.length > 50);
	t.is(expected.size, before.size - gone.length);

	const {result} = await place.restore(closeFiles(opened), {filter: 'parts'});
	t.is(result.outcome, 'complete', JSON.stringify(result));
	t.is(result.rows, String(expected.size));
	const found = await place.rows('parts');
	assertSameRows(t, found, expected);
	t.false(gone.some(({key}) => found.has(key)));
});

testMovedDeletes('number');

test('milvus235local: deletes in L0 segments of a simulated Milvus 2.5.27 that came after the cut take no row away', async t => {
	const source = await openFakeSession(t, {version: '2.5.27'});
	const {state} = source.fake;
	const shop = await putShopWithL0(state);
	const [partition] = shop.partitions;
	const before = tsoOfMs('1799000000000');
	const after = tsoOfMs('1900000000000');
	await addL0Deletes(state, shop, {
		partitionId: '-1',
		logs: [
			[
				{pk: '10', ts: before},
				{pk: '11', ts: after},
			],
			[{pk: '12', ts: before}],
		],
	});
	await addL0Deletes(state, shop, {
		partitionId: partition?.id ?? '',
		logs: [[{pk: '13', ts: after}]],
	});
	const {result: made} = await backup(source);
	t.is(made.outcome, 'complete', JSON.stringify(made));
	const place = await placeOn(t, 'milvus235local', source.repository);
	const {result} = await place.restore(undefined);
	t.is(result.outcome, 'complete', JSON.stringify(result));
	const expected = await recordedRows();
	t.is(expected.size, 395);
	for (const gone of ['10', '12']) {
		t.true(expected.delete(gone));
	}

	t.is(result.rows, '393');
	assertSameRows(t, await place.rows('shop_items'), expected);
});
