import test from 'ava';
import type {JobEvent, Outcome} from '../../source/model/job-events.js';
import {MilvaultError} from '../../source/model/milvault-error.js';
import {itemsOf} from '../../source/progress/chunked-list.js';
import {foldEvent} from '../../source/progress/fold-event.js';
import {collectionProgress, initialProgress} from '../../source/progress/progress.js';
import {copied, ended, foldAll, phase, started} from './fold.js';

test('before the first event there is nothing, and nothing is over', t => {
	t.is(initialProgress.percent, 0);
	t.is(initialProgress.phase, 'waiting');
	t.is(initialProgress.outcome, undefined);
});

test('a backup is counted per collection and in total', t => {
	const progress = foldAll([
		started('backup', {'default.a': '3000', 'default.b': '6000'}),
		phase('default.a', 'flush'),
		phase('default.a', 'list'),
		phase('default.b', 'flush'),
		phase('default.a', 'copy'),
		{type: 'copy-planned', collection: 'default.a', objects: 4, bytes: 400},
		copied('default.a', 100),
		copied('default.a', 100),
	]);
	t.like(collectionProgress(progress, 'default.a'), {
		phase: 'copy',
		outcome: undefined,
		rows: '3000',
		objectsCopied: 2,
		objectsPlanned: 4,
		bytesCopied: 200,
		bytesPlanned: 400,
		// Flush and list done (10), half of the copy (83 / 2).
		percent: 51,
	});
	t.like(collectionProgress(progress, 'default.b'), {
		phase: 'flush',
		percent: 0,
	});
	t.like(progress, {
		kind: 'backup',
		jobId: 'j1',
		name: 'nightly',
		active: ['default.a', 'default.b'],
		totals: {
			rows: '9000',
			rowsDone: '0',
			waiting: 0,
			objectsCopied: 2,
			objectsPlanned: 4,
			bytesCopied: 200,
			bytesPlanned: 400,
		},
	});
});

test('partitions whose rows are inserted are shown among the import jobs', t => {
	const progress = foldAll([
		started('restore', {'default.a': '3000'}),
		phase('default.a', 'import'),
		{type: 'import-planned', collection: 'default.a', jobs: 3, inserted: 2},
	]);
	t.like(collectionProgress(progress, 'default.a'), {insertedPartitions: 2, rowsImported: '0'});
	t.is(progress.totals.importJobs, 3);
});

test('a restore shows import jobs, indexes and loading as Milvus tells them', t => {
	const progress = foldAll([
		started('restore', {'default.a': '3000', 'default.b': '1'}),
		phase('default.a', 'check'),
		phase('default.a', 'create'),
		phase('default.a', 'copy'),
		phase('default.a', 'import'),
		{type: 'import-planned', collection: 'default.a', jobs: 3},
		{
			type: 'import-progress',
			collection: 'default.a',
			job: 0,
			percent: 100,
			state: 'completed',
			rows: '2000',
		},
		{
			type: 'import-progress',
			collection: 'default.a',
			job: 1,
			percent: 50,
			state: 'importing',
		},
	]);
	t.like(collectionProgress(progress, 'default.a'), {
		target: 'default.a_restored',
		phase: 'import',
		importJobs: [
			{percent: 100, state: 'completed', rows: '2000'},
			{percent: 50, state: 'importing'},
			{percent: 0, state: 'waiting'},
		],
		rowsImported: '2000',
		// Nothing is copied here: 3 of 85, and half of the import's 50 of 85.
		percent: 32,
	});
	t.like(progress.totals, {
		importJobs: 3,
		importJobsEnded: 1,
		rowsImported: '2000',
		waiting: 1,
	});

	const ready = foldAll(
		[
			phase('default.a', 'index'),
			...['embeddings', 'title'].map((index, number): JobEvent => ({
				type: 'index-progress',
				collection: 'default.a',
				index,
				indexedRows: number === 0 ? 3000 : 1000,
				totalRows: 3000,
			})),
			{
				type: 'index-progress',
				collection: 'default.a',
				index: 'title',
				indexedRows: 2000,
				totalRows: 3000,
			},
			phase('default.a', 'load'),
			{type: 'load-progress', collection: 'default.a', percent: 40},
		],
		{from: progress},
	);
	t.like(collectionProgress(ready, 'default.a'), {
		phase: 'load',
		indexes: [
			{index: 'embeddings', indexedRows: 3000, totalRows: 3000},
			{index: 'title', indexedRows: 2000, totalRows: 3000},
		],
		loadPercent: 40,
	});
});

test('a restore checks twice, and only the second check is near the end', t => {
	const first = foldAll([started('restore', {'default.a': '1'}), phase('default.a', 'check')]);
	t.is(first.percent, 0);
	const second = foldAll(
		(['create', 'import', 'index', 'load', 'check'] as const).map(name => phase('default.a', name)),
		{from: first},
	);
	t.is(second.percent, 94);
	t.is(second.phase, 'check');
});

test('what is copied in several rounds is planned and counted together', t => {
	const progress = foldAll([
		started('restore', {'default.a': '1'}),
		phase('default.a', 'copy'),
		{type: 'copy-planned', collection: 'default.a', objects: 1, bytes: 10},
		copied('default.a', 10),
		{type: 'copy-planned', collection: 'default.a', objects: 3, bytes: 30},
		copied('default.a', 10),
	]);
	t.like(progress.totals, {
		objectsPlanned: 4,
		bytesPlanned: 40,
		objectsCopied: 2,
		bytesCopied: 20,
	});
});

test('collections that are over are listed in the order of their end, with what became of them', t => {
	const error = new MilvaultError('collection-vanished', {
		collection: 'default.b',
	});
	const progress = foldAll([
		started('backup', {
			'default.a': '3000',
			'default.b': '5',
			'default.c': '7',
			'default.d': '0',
		}),
		phase('default.a', 'flush'),
		phase('default.b', 'flush'),
		{
			type: 'collection-ended',
			collection: 'default.b',
			outcome: 'failed',
			rows: '0',
			bytes: 0,
			error,
		},
		ended('default.d', 'skipped'),
		{
			type: 'collection-ended',
			collection: 'default.a',
			outcome: 'complete',
			rows: '2999',
			bytes: 142_000,
		},
	]);
	t.deepEqual([...itemsOf(progress.ended)], ['default.b', 'default.d', 'default.a']);
	t.deepEqual(progress.active, []);
	t.like(progress.totals, {
		waiting: 1,
		rows: '3012',
		rowsDone: '2999',
		outcomes: {complete: 1, failed: 1, skipped: 1, cancelled: 0},
	});
	t.like(collectionProgress(progress, 'default.a'), {
		outcome: 'complete',
		rowsDone: '2999',
		bytesDone: 142_000,
		percent: 100,
	});
	const failed = collectionProgress(progress, 'default.b');
	t.deepEqual(failed?.error, {
		code: 'collection-vanished',
		details: {collection: 'default.b'},
	});
	t.is(failed?.percent, 0);
});

test('what comes after a collection’s end changes nothing but its counts', t => {
	const before = foldAll([
		started('backup', {'default.a': '1'}),
		phase('default.a', 'copy'),
		ended('default.a', 'failed'),
	]);
	const after = foldAll(
		[phase('default.a', 'check'), copied('default.a', 5), ended('default.a', 'complete')],
		{from: before},
	);
	t.like(collectionProgress(after, 'default.a'), {
		phase: 'copy',
		outcome: 'failed',
		bytesCopied: 5,
	});
	t.like(after.totals, {waiting: 0, outcomes: {complete: 0, failed: 1}});
	t.is(after.ended.length, 1);
	t.deepEqual(after.active, []);
});

test('the job is at what most of its collections are at', t => {
	const rows = {'default.a': '1', 'default.b': '1', 'default.c': '1'};
	let progress = foldAll([
		started('backup', rows),
		phase('default.a', 'copy'),
		phase('default.b', 'copy'),
		phase('default.c', 'flush'),
	]);
	t.is(progress.phase, 'copy');
	progress = foldAll(
		Object.keys(rows).map(collection => ended(collection, 'complete')),
		{from: progress},
	);
	t.is(progress.phase, 'finish');
});

for (const [outcome, percent] of [
	['complete', 100],
	['partial', 99],
	['failed', 99],
	['cancelled', 99],
] as ReadonlyArray<[Outcome, number]>) {
	test(`a job that ends ${outcome} with all its collections over stands at ${percent} %`, t => {
		const progress = foldAll([
			started('backup', {'default.a': '1'}),
			phase('default.a', 'copy'),
			ended('default.a', outcome === 'complete' ? 'complete' : 'failed'),
		]);
		t.is(progress.percent, 99);
		const over = foldEvent(progress, {type: 'job-ended', outcome}, 0);
		t.is(over.percent, percent);
		t.is(over.outcome, outcome);
	});
}

test('a big collection weighs more than a small one, and an empty one not nothing', t => {
	const [big, small, empty] = ['default.big', 'default.small', 'default.empty'].map(
		collection =>
			foldAll([
				started('backup', {
					'default.big': '9000000',
					'default.small': '1000',
					'default.empty': '0',
				}),
				ended(collection, 'complete'),
			]).percent,
	);
	t.deepEqual([big, small, empty], [93, 3, 3]);
});

test('rows beyond what a number holds are summed exactly', t => {
	const progress = foldAll([
		started('restore', {
			'default.a': '9007199254740993',
			'default.b': '9007199254740993',
		}),
		ended('default.a', 'complete', '9007199254740993'),
	]);
	t.is(progress.totals.rows, '18014398509481986');
	t.is(progress.totals.rowsDone, '9007199254740993');
});

test('retries and warnings are kept, also those from before the start', t => {
	const warning = {code: 'not-flushed', details: {}} as const;
	const progress = foldAll([
		{type: 'warning', warning},
		started('backup', {'default.a': '1'}),
		{type: 'retried', what: 'PutObject', reason: 'S3 503', waitMs: 400},
		{type: 'retried', what: 'GetObject', reason: 'S3 503', waitMs: 800},
		{type: 'warning', warning: {code: 'late-deletes-may-return', details: {}}},
	]);
	t.is(progress.retries, 2);
	t.deepEqual(progress.lastRetry, {
		what: 'GetObject',
		reason: 'S3 503',
		waitMs: 800,
	});
	t.deepEqual(
		progress.warnings.map(({code}) => code),
		['not-flushed', 'late-deletes-may-return'],
	);
});

test('an event about a collection that was not announced changes nothing', t => {
	const before = foldAll([started('backup', {'default.a': '1'})]);
	const after = foldAll([copied('default.x', 5), phase('default.x', 'copy')], {
		from: before,
	});
	t.is(after.collections, before.collections);
	t.is(after.totals, before.totals);
	t.is(after.percent, before.percent);
	t.notThrows(() => foldAll([copied('default.x', 5)]));
});

test('a job without collections, as a delete, ends at 100 %', t => {
	const running = foldAll([started('delete', {})]);
	t.is(running.percent, 0);
	t.is(foldEvent(running, {type: 'job-ended', outcome: 'complete'}, 5).percent, 100);
});

test('one event among thousands of collections leaves everything else as it was', t => {
	const rows = Object.fromEntries(
		Array.from({length: 5000}, (_, index) => [`default.c${index}`, '1']),
	);
	const before = foldAll([started('backup', rows), phase('default.c777', 'copy')]);
	const after = foldEvent(before, copied('default.c777', 5), 0);
	const old = [...itemsOf(before.collections)];
	const changed = [...itemsOf(after.collections)].filter(
		(collection, index) => collection !== old[index],
	);
	t.deepEqual(
		changed.map(({collection}) => collection),
		['default.c777'],
	);
	// No list and no index of all collections is created again: one chunk of 64, and the table of 79
	// chunks.
	t.is(before.internal.indexOf, after.internal.indexOf);
	t.is(
		after.collections.chunks.filter((chunk, index) => chunk !== before.collections.chunks[index])
			.length,
		1,
	);
	t.is(after.collections.chunks.length, 79);
	// What was before is still what it was.
	t.is(collectionProgress(before, 'default.c777')?.bytesCopied, 0);
	t.is(before.totals.bytesCopied, 0);
});
