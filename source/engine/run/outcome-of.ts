import type {CollectionOutcome, Outcome} from '../../model/job-events.js';

/** The outcome of a whole job: complete when nothing failed, failed when nothing is complete. */
export function outcomeOf(
	results: ReadonlyArray<{outcome: Outcome | CollectionOutcome}>,
): 'complete' | 'partial' | 'failed' {
	if (results.every(({outcome}) => outcome !== 'failed')) {
		return 'complete';
	}

	return results.some(({outcome}) => outcome === 'complete') ? 'partial' : 'failed';
}
