import type {JobEvent} from '../../source/model/job-events.js';
import {foldEvent} from '../../source/progress/fold-event.js';
import {initialProgress, type Progress} from '../../source/progress/progress.js';

/** Folds events, each a step of time after the one before. */
export function foldAll(
	events: readonly JobEvent[],
	{
		from = initialProgress,
		startMs = 0,
		stepMs = 0,
	}: {from?: Progress; startMs?: number; stepMs?: number} = {},
): Progress {
	let progress = from;
	for (const [index, event] of events.entries()) {
		progress = foldEvent(progress, event, startMs + index * stepMs);
	}

	return progress;
}

export function started(
	kind: 'backup' | 'restore' | 'delete',
	rows: Readonly<Record<string, string>>,
): JobEvent {
	return {
		type: 'job-started',
		kind,
		jobId: 'j1',
		name: 'nightly',
		collections: Object.entries(rows).map(([collection, count]) => ({
			collection,
			rows: count,
			...(kind === 'restore' ? {target: `${collection}_restored`} : {}),
		})),
	};
}

export function phase(
	collection: string,
	name: Extract<JobEvent, {type: 'phase-started'}>['phase'],
): JobEvent {
	return {type: 'phase-started', collection, phase: name};
}

export function copied(collection: string, bytes: number): JobEvent {
	return {type: 'object-copied', collection, bytes};
}

export function ended(
	collection: string,
	outcome: 'complete' | 'failed' | 'skipped' | 'cancelled',
	rows = '0',
): JobEvent {
	return {type: 'collection-ended', collection, outcome, rows, bytes: 0};
}
