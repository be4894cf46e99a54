import test from 'ava';
import type {CollectionOutcome, JobEvent, Outcome, Phase} from '../../source/model/job-events.js';
import {itemsOf} from '../../source/progress/chunked-list.js';
import {foldEvent} from '../../source/progress/fold-event.js';
import {initialProgress, type Progress} from '../../source/progress/progress.js';
import {started} from './fold.js';

/** mulberry32: the same numbers for a seed on every machine, so that a failure can be run again. */
function randomFrom(seed: number): (max: number) => number {
	let state = seed;
	return max => {
		state = (state + 0x6d_2b_79_f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) % max;
	};
}

const phases: readonly Phase[] = [
	'flush',
	'list',
	'copy',
	'create',
	'import',
	'index',
	'load',
	'check',
	'finish',
];
const endings: readonly CollectionOutcome[] = ['complete', 'failed', 'skipped', 'cancelled'];

/** Any event, in any order, with any numbers: also what no engine would send. */
function anyEvent(collections: readonly string[], random: (max: number) => number): JobEvent {
	const collection = collections[random(collections.length)]!;
	const events: JobEvent[] = [
		{type: 'phase-started', collection, phase: phases[random(9)]!},
		{type: 'copy-planned', collection, objects: random(9), bytes: random(900)},
		{type: 'object-copied', collection, bytes: random(300)},
		{type: 'object-copied', collection, bytes: random(300)},
		{type: 'import-planned', collection, jobs: random(5)},
		{
			type: 'import-progress',
			collection,
			job: random(5),
			percent: random(130),
			state: 'importing',
			...(random(3) === 0 ? {rows: String(random(1000))} : {}),
		},
		{
			type: 'index-progress',
			collection,
			index: `i${random(2)}`,
			indexedRows: random(100),
			totalRows: random(100),
		},
		{type: 'load-progress', collection, percent: random(130)},
		{type: 'retried', what: 'PutObject', reason: '503', waitMs: 5},
	];
	return random(60) === 0
		? {
				type: 'collection-ended',
				collection,
				outcome: endings[random(4)]!,
				rows: String(random(1000)),
				bytes: random(1000),
			}
		: events[random(events.length)]!;
}

function assertTotals(
	t: {deepEqual: (found: unknown, expected: unknown) => unknown},
	progress: Progress,
): void {
	const all = [...itemsOf(progress.collections)];
	const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
	const {totals} = progress;
	t.deepEqual(
		{
			...totals,
			active: progress.active.length,
			ended: progress.ended.length,
		},
		{
			objectsCopied: sum(all.map(each => each.objectsCopied)),
			objectsPlanned: sum(all.map(each => each.objectsPlanned)),
			bytesCopied: sum(all.map(each => each.bytesCopied)),
			bytesPlanned: sum(all.map(each => each.bytesPlanned)),
			rowsImported: String(all.reduce((total, each) => total + BigInt(each.rowsImported), 0n)),
			rows: totals.rows,
			rowsDone: String(all.reduce((total, each) => total + BigInt(each.rowsDone ?? 0), 0n)),
			importJobs: sum(all.map(each => each.importJobs.length)),
			importJobsEnded: sum(
				all.map(each => each.importJobs.filter(job => job.rows !== undefined).length),
			),
			waiting: all.length - progress.active.length - progress.ended.length,
			outcomes: Object.fromEntries(
				endings.map(outcome => [outcome, all.filter(each => each.outcome === outcome).length]),
			),
			active: progress.active.length,
			ended: all.filter(each => each.outcome !== undefined).length,
		},
	);
}

for (const kind of ['backup', 'restore'] as const) {
	test(`whatever comes in whatever order, the percents of a ${kind} never go down, and 100 is only for what is complete`, t => {
		for (let seed = 1; seed <= 30; seed++) {
			const random = randomFrom(seed);
			const collections = Array.from({length: 1 + random(100)}, (_, index) => `default.c${index}`);
			let progress = foldEvent(
				initialProgress,
				started(
					kind,
					Object.fromEntries(collections.map(collection => [collection, String(random(5000))])),
				),
				0,
			);
			let now = 0;
			for (let count = 0; count < 600; count++) {
				const event = anyEvent(collections, random);
				now += random(400);
				const after = foldEvent(progress, event, now);
				if (after.percent < progress.percent || after.percent > 99) {
					t.fail(`seed ${seed}, event ${count}: ${progress.percent} to ${after.percent}`);
				}

				const old = [...itemsOf(progress.collections)];
				for (const [index, each] of [...itemsOf(after.collections)].entries()) {
					if (
						each.percent < old[index]!.percent ||
						(each.percent === 100) !== (each.outcome === 'complete')
					) {
						t.fail(`seed ${seed}, event ${count}: ${JSON.stringify(each)}`);
					}
				}

				if (
					[after.elapsedMs, after.etaMs ?? 0, after.bytesPerSecond ?? 0].some(
						value => !Number.isFinite(value) || value < 0,
					)
				) {
					t.fail(`seed ${seed}, event ${count}: ${after.etaMs}`);
				}

				progress = after;
			}

			assertTotals(t, progress);
			for (const outcome of ['complete', 'partial', 'failed', 'cancelled'] as readonly Outcome[]) {
				const over = foldEvent(progress, {type: 'job-ended', outcome}, now);
				t.is(over.percent === 100, outcome === 'complete');
				t.true(over.percent >= progress.percent);
			}
		}
	});
}
