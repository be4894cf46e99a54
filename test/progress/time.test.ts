import test from 'ava';
import type {JobEvent} from '../../source/model/job-events.js';
import {advance} from '../../source/progress/advance.js';
import {foldEvent} from '../../source/progress/fold-event.js';
import type {Progress} from '../../source/progress/progress.js';
import {copied, ended, foldAll, phase, started} from './fold.js';

const a = 'default.a';
const hour = 3_600_000;

function copying(objects: number, bytes: number): Progress {
	return foldAll(
		[
			started('backup', {[a]: '1000'}),
			phase(a, 'copy'),
			{type: 'copy-planned', collection: a, objects, bytes},
		],
		{startMs: hour},
	);
}

/** An object every `everyMs` for some time. */
function copySteadily(
	from: Progress,
	options: {startMs: number; forMs: number; everyMs: number; bytes: number},
): Progress {
	const {startMs, forMs, everyMs, bytes} = options;
	return foldAll(
		Array.from({length: forMs / everyMs}, () => copied(a, bytes)),
		{from, startMs: startMs + everyMs, stepMs: everyMs},
	);
}

test('time passes from the job’s start, also without events, and stops with its end', t => {
	const running = foldAll([started('backup', {[a]: '1'})], {startMs: hour});
	t.is(running.elapsedMs, 0);
	t.is(advance(running, hour + 42_000).elapsedMs, 42_000);
	const over = foldEvent(running, {type: 'job-ended', outcome: 'failed'}, hour + 50_000);
	t.is(over.elapsedMs, 50_000);
	t.is(advance(over, hour + 99_000).elapsedMs, 50_000);
});

test('a clock that goes back stands still', t => {
	const running = advance(foldAll([started('backup', {[a]: '1'})], {startMs: hour}), hour + 5000);
	t.is(advance(running, hour - 5000).elapsedMs, 5000);
});

test('the rate is unknown in the first second', t => {
	const progress = copying(100, 1_000_000);
	t.is(progress.bytesPerSecond, undefined);
	t.is(foldEvent(progress, copied(a, 1000), hour + 900).bytesPerSecond, undefined);
	t.is(foldEvent(progress, copied(a, 1000), hour + 2000).bytesPerSecond, 500);
});

test('the rate follows the last ten seconds, not the whole run', t => {
	const slow = copySteadily(copying(10_000, 1e12), {
		startMs: hour,
		forMs: 60_000,
		everyMs: 100,
		bytes: 100_000,
	});
	isNear(t, slow.bytesPerSecond, 1_000_000);
	const fast = copySteadily(slow, {
		startMs: hour + 60_000,
		forMs: 12_000,
		everyMs: 100,
		bytes: 10_000_000,
	});
	isNear(t, fast.bytesPerSecond, 100_000_000);
	t.true(fast.internal.rate.samples.length <= 41);
});

test('the rate sinks to nothing in ten quiet seconds, and comes back as an average of them', t => {
	const flowing = copySteadily(copying(10_000, 1e12), {
		startMs: hour,
		forMs: 20_000,
		everyMs: 100,
		bytes: 100_000,
	});
	isNear(t, advance(flowing, hour + 25_000).bytesPerSecond, 500_000);
	t.is(advance(flowing, hour + 31_000).bytesPerSecond, 0);
	const again = copySteadily(flowing, {
		startMs: hour + 60_000,
		forMs: 5000,
		everyMs: 100,
		bytes: 100_000,
	});
	isNear(t, again.bytesPerSecond, 500_000);
});

test('the time left is unknown at first, then as long again as the work has taken for its part', t => {
	const progress = copying(100, 1_000_000);
	t.is(progress.etaMs, undefined);
	t.is(advance(progress, hour + 2999).etaMs, undefined);
	// Flush and list are a tenth, half of the copy's 83 % makes 51.5 %.
	const half = foldEvent(progress, copied(a, 500_000), hour + 51_500);
	t.is(half.percent, 51);
	t.is(half.etaMs, 48_500);
	t.is(advance(half, hour + 103_000).etaMs, 97_000);
});

test('no time is left of a job that is over, and no rate', t => {
	const events: JobEvent[] = [ended(a, 'complete'), {type: 'job-ended', outcome: 'complete'}];
	const over = foldAll(events, {
		from: foldEvent(copying(2, 10), copied(a, 5), hour + 5000),
		startMs: hour + 6000,
	});
	t.is(over.etaMs, undefined);
	t.is(over.bytesPerSecond, undefined);
});

function isNear(
	t: {true: (value: boolean, message?: string) => unknown},
	found: number | undefined,
	expected: number,
): void {
	t.true(
		found !== undefined && Math.abs(found - expected) <= expected * 0.03,
		`${found} is not near ${expected}`,
	);
}
