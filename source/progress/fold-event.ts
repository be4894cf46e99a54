import type {JobEvent} from '../model/job-events.js';
import {updateTotals} from './totals.js';
import {advance} from './advance.js';
import {itemAt, replaceAt} from './chunked-list.js';
import {foldCollection, type CollectionEvent} from './fold-collection.js';
import {activeCollections} from './active-collections.js';
import type {CollectionProgress, Progress} from './progress.js';
import {noteGrowth} from './rate.js';
import {startProgress} from './start-progress.js';

/**
 * What a job's progress is after one more event.
 *
 * Pure, and cheap enough for a million events over thousands of collections: everything is
 * replaced, never changed, but only along the path to what the event touches (one collection, its
 * chunk of the list, the totals by their difference). So a face compares by identity, and keeps any
 * Progress as long as it likes.
 *
 * @param nowMs of any clock, the same for all events; one that goes back is taken to stand still
 */
export function foldEvent(progress: Progress, event: JobEvent, nowMs: number): Progress {
	switch (event.type) {
		case 'job-started': {
			return startProgress(progress, event, nowMs);
		}

		case 'warning': {
			return advance({...progress, warnings: [...progress.warnings, event.warning]}, nowMs);
		}

		case 'gentle': {
			return advance({...progress, isGentle: event.isGentle}, nowMs);
		}

		case 'retried': {
			const {what, reason, waitMs, waitedMs} = event;
			return advance(
				{
					...progress,
					retries: progress.retries + (waitedMs === undefined ? 1 : 0),
					lastRetry: {what, reason, waitMs},
				},
				nowMs,
			);
		}

		case 'job-ended': {
			const last = advance(progress, nowMs);
			return {
				...last,
				outcome: event.outcome,
				percent: event.outcome === 'complete' ? 100 : last.percent,
				bytesPerSecond: undefined,
				etaMs: undefined,
			};
		}

		default: {
			return advance(foldOne(progress, event, nowMs), nowMs);
		}
	}
}

/** An event about a collection that the job did not announce changes nothing. */
function foldOne(progress: Progress, event: CollectionEvent, nowMs: number): Progress {
	const {kind, collections, internal} = progress;
	const index = internal.indexOf.get(event.collection);
	const before = index === undefined ? undefined : itemAt(collections, index);
	if (index === undefined || before === undefined) {
		return progress;
	}

	const after = foldCollection(kind, before, event);
	const changed: Progress = {
		...progress,
		collections: replaceAt(collections, index, after),
		totals: updateTotals(progress.totals, before, after),
		internal: {
			...internal,
			done: internal.done + after.weight * (doneShare(after) - doneShare(before)),
			rate:
				event.type === 'object-copied' ||
				event.type === 'object-checked' ||
				event.type === 'copy-planned' ||
				event.type === 'check-planned'
					? noteGrowth(internal.rate, progress.totals.bytesCopied, nowMs)
					: internal.rate,
		},
	};
	return before.phase === after.phase && before.outcome === after.outcome
		? changed
		: activeCollections(changed, before, after);
}

/** What is over is off the job's list, whatever became of it. */
function doneShare({outcome, share}: CollectionProgress): number {
	return outcome ? 1 : share;
}
