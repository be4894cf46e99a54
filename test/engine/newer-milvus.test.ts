import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {planBackup} from '../../source/engine/plan-backup.js';
import {parseMilvaultMeta} from '../../source/format/milvault-meta.js';
import {tsoOfMs} from '../../source/model/timestamps.js';
import {
	backup,
	importsOf,
	putShopWithL0,
	restore,
	restored,
} from '../helpers/fake-milvus/backup-and-restore.js';
import {
	addStrayLogs,
	moveDeletesToL0,
	shopDeletes,
} from '../helpers/fake-milvus/change-segments.js';
import {openFakeSession} from '../helpers/fake-milvus/fake-session.js';
import {putFixture} from '../helpers/fake-milvus/put-fixture.js';
import {visibleRows, type FakeCollection, type FakeState} from '../helpers/fake-milvus/state.js';

/*
 * Whole backups and restores against a simulated Milvus of versions that cannot be run here. What
 * is simulated is the server: the binlogs are real ones, by Milvus 2.3.5.
 */

test('simulated Milvus 2.6.6: a backup and its restore, with deletes in L0 segments, keep every row and no deleted one', async t => {
	const opened = await openFakeSession(t, {version: '2.6.6'});
	const {state} = opened.fake;
	const shop = await putShopWithL0(state);
	const warnings = [{code: 'not-run-live', details: {version: '2.6.6'}}];
	const plan = await planBackup(opened.session, {
		strategy: 'auto',
		withRbac: false,
	});
	t.deepEqual(plan.warnings, warnings);

	const {info, result: made} = await backup(opened);
	t.like(made, {outcome: 'complete', rows: '400', warnings});
	const [collection] = info.collection_backups ?? [];
	t.is(info.milvus_version, '2.6.6');
	t.is(Object.keys(collection?.channel_checkpoints ?? {}).length, 2);
	t.deepEqual(
		collection?.l0_segments?.map(segment => segment.partition_id),
		['-1'],
	);
	const segments = (collection?.partition_backups ?? []).flatMap(
		each => each.segment_backups ?? [],
	);
	t.is(segments.length, 9);
	t.is(segments.filter(segment => segment.is_l0).length, 1);
	t.true(segments.every(({v_channel: channel}) => channel === `channel-of-${shop.id}`));

	const {plan: restorePlan, result} = await restore(opened);
	t.deepEqual(restorePlan.warnings, warnings);
	t.is(restorePlan.collections[0]?.importJobs, 4);
	t.is(result.outcome, 'complete');
	t.like(result.collections[0], {rows: '395', rowsCheckedBy: 'count'});
	t.is(visibleRows(restored(state, 'shop_items')), 395);

	const jobs = importsOf(state);
	// Data first, then the L0 segment of a partition, last the one of all partitions.
	t.deepEqual(
		jobs.map(({partition, groups, isL0}) => [isL0, partition, groups].join(' ')).toSorted(),
		['false books 4', 'false music 4', 'true  1', 'true books 1'],
	);
	t.deepEqual(
		jobs.map(({isL0}) => isL0),
		[false, false, true, true],
	);
	const record = parseMilvaultMeta(
		await readFile(join(opened.repository, 'b/meta/milvault.json'), 'utf8'),
		'milvault.json',
	);
	const endTs = tsoOfMs(record.collections[0]?.cut?.endTsMs ?? '');
	for (const {isL0, options, files} of jobs) {
		t.deepEqual(options, {
			skip_disk_quota_check: 'true',
			...(isL0 ? {l0_import: 'true'} : {backup: 'true'}),
			end_ts: endTs,
		});
		t.true(files.flat().every(path => path.startsWith(opened.repository)));
	}
});

test('simulated Milvus 2.6.6: many L0 segments go in one job', async t => {
	const opened = await openFakeSession(t, {version: '2.6.6'});
	const {state} = opened.fake;
	await putShopWithManyL0(state);
	await backup(opened);
	const {result} = await restore(opened);
	t.is(result.outcome, 'complete');
	t.is(visibleRows(restored(state, 'shop_items')), 395);
	t.deepEqual(l0Groups(state), [4]);
});

test('simulated Milvus 2.5.10: L0 segments go one by one, and logs that segments/describe does not name stay out', async t => {
	const opened = await openFakeSession(t, {version: '2.5.10'});
	const {state} = opened.fake;
	const shop = await putShopWithManyL0(state);
	const stray = await addStrayLogs(state, shop, shop.segments[0]!);
	const {info} = await backup(opened);
	t.false(JSON.stringify(info).includes(stray));
	const [described] = state.calls.filter(({name}) => name === 'v2/vectordb/segments/describe');
	// Bare numbers beyond 2^53: as text Milvus does not take them.
	t.is(described?.request['collectionId'], BigInt(shop.id));
	const ids = described?.request['segmentIds'] as unknown[];
	t.is(ids.length, 12);
	t.true(ids.every(id => typeof id === 'bigint' && id > 2n ** 53n));

	const {result} = await restore(opened);
	t.is(result.outcome, 'complete');
	t.is(visibleRows(restored(state, 'shop_items')), 395);
	t.deepEqual(l0Groups(state), [1, 1, 1, 1]);
});

test('simulated Milvus 2.4.15: without segments/describe all logs of a segment are taken, many groups in a job', async t => {
	const opened = await openFakeSession(t, {version: '2.4.15'});
	const {state} = opened.fake;
	await putFixture(state, {backup: 'shop_peer', collection: 'shop_items'});
	await putFixture(state, {backup: 'shop_peer', collection: 'shop_tenants'});
	await backup(opened);
	const {result} = await restore(opened);
	t.is(result.outcome, 'complete');
	t.is(visibleRows(restored(state, 'shop_items')), 395);
	t.is(visibleRows(restored(state, 'shop_tenants')), 200);
	t.is(restored(state, 'shop_tenants').numPartitions, 4);
	t.false(state.calls.some(({name}) => name === 'v2/vectordb/segments/describe'));
	// Of each group the insert directory, and the delta directory where there is one.
	t.deepEqual(
		importsOf(state)
			.map(({partition, files}) => [
				partition,
				...files.map(({length}) => String(length)).toSorted(),
			])
			.map(job => job.join(' '))
			.toSorted(),
		[
			'_default_0 1',
			'_default_1 1',
			'_default_2 1',
			'_default_3 1',
			'books 1 1 2 2',
			'music 1 1 2 2',
		],
	);
});

test('simulated Milvus 2.4.5: a server that describes import jobs by the older path is asked there', async t => {
	const opened = await openFakeSession(t, {version: '2.4.5'});
	const {state} = opened.fake;
	await putFixture(state, {backup: 'hello_peer', collection: 'hello_milvus'});
	await backup(opened);
	const {result} = await restore(opened);
	t.is(result.outcome, 'complete');
	t.is(visibleRows(restored(state, 'hello_milvus')), 300);
	t.true(state.calls.some(({name}) => name === 'v2/vectordb/jobs/import/get_progress'));
});

test('simulated Milvus 2.5.27: import jobs run side by side, those of all collections', async t => {
	const opened = await openFakeSession(t, {version: '2.5.27'});
	const {state} = opened.fake;
	await putFixture(state, {backup: 'shop_peer', collection: 'shop_tenants'});
	await putFixture(state, {backup: 'shop_peer', collection: 'shop_items'});
	await backup(opened);
	// Two partitions and four.
	state.tuning.jobsTogether = 6;
	const {result} = await restore(opened);
	t.is(result.outcome, 'complete');
	t.is(state.jobs.size, 6);
});

async function putShopWithManyL0(state: FakeState): Promise<FakeCollection> {
	const shop = await putFixture(state, {
		backup: 'shop_peer',
		collection: 'shop_items',
	});
	for (const from of [...shopDeletes.books, ...shopDeletes.music]) {
		await moveDeletesToL0(state, shop, {from: [from], partitionId: '-1'});
	}

	return shop;
}

function l0Groups(state: FakeState): number[] {
	return importsOf(state)
		.filter(({isL0}) => isL0)
		.map(({groups}) => groups);
}
