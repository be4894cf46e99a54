import type {Progress} from './progress.js';
import {ratePerSecond} from './rate.js';
import {percentOf} from './percent.js';

const minElapsedMs = 3000;
const minShare = 0.01;

/**
 * The same progress at a later time: what passes without an event (elapsed, rate, time left). For
 * every redraw.
 */
export function advance(progress: Progress, nowMs: number): Progress {
	const {internal, outcome, kind, percent} = progress;
	if (outcome || kind === undefined) {
		return progress;
	}

	const now = Math.max(nowMs, internal.nowMs);
	const elapsedMs = now - internal.startedAtMs;
	const share = internal.weight > 0 ? internal.done / internal.weight : 0;
	return {
		...progress,
		percent: Math.max(percent, percentOf(share, false)),
		elapsedMs,
		bytesPerSecond: ratePerSecond(internal.rate, progress.totals.bytesCopied, now),
		etaMs: timeLeft(elapsedMs, share),
		internal: {...internal, nowMs: now},
	};
}

/**
 * As long again as the work has taken so far for what is left of it: copying, importing and
 * building indexes have no common unit but their share in the whole. Unknown in the first three
 * seconds, before the first percent, and at the end.
 */
function timeLeft(elapsedMs: number, share: number): number | undefined {
	return elapsedMs < minElapsedMs || share < minShare || share >= 1
		? undefined
		: Math.round((elapsedMs * (1 - share)) / share);
}
