import type {CollectionKey, Phase} from '../model/job-events.js';
import {append} from './chunked-list.js';
import {collectionProgress, type CollectionProgress, type Progress} from './progress.js';

/** Enters a collection into those that are active, or takes it over to those that ended. */
export function activeCollections(
	progress: Progress,
	before: CollectionProgress,
	after: CollectionProgress,
): Progress {
	const {collection, outcome} = after;
	const isActive = progress.active.includes(collection);
	const hasEnded = outcome !== undefined && before.outcome === undefined;
	const active = hasEnded
		? progress.active.filter(each => each !== collection)
		: isActive || outcome
			? progress.active
			: [...progress.active, collection];
	const {totals} = progress;
	const moved: Progress = {
		...progress,
		active,
		ended: hasEnded ? append(progress.ended, collection) : progress.ended,
		totals: {
			...totals,
			waiting: !isActive && before.outcome === undefined ? totals.waiting - 1 : totals.waiting,
			outcomes: hasEnded
				? {...totals.outcomes, [outcome]: totals.outcomes[outcome] + 1}
				: totals.outcomes,
		},
	};
	return {...moved, phase: commonPhase(moved)};
}

function commonPhase(progress: Progress): Phase {
	const {active, ended, collections, phase} = progress;
	if (active.length === 0) {
		return ended.length === collections.length ? 'finish' : phase;
	}

	const counts = new Map<Phase, number>();
	for (const each of active) {
		const at = phaseOf(progress, each);
		counts.set(at, (counts.get(at) ?? 0) + 1);
	}

	return [...counts].reduce((max, each) => (each[1] >= max[1] ? each : max))[0];
}

function phaseOf(progress: Progress, collection: CollectionKey): Phase {
	return collectionProgress(progress, collection)?.phase ?? 'waiting';
}
