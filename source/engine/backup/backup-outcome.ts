import type {Outcome} from '../../model/job-events.js';
import type {CollectionResult} from '../../model/plans.js';

/** Of a whole backup: complete when every collection is, failed when none is. */
export function backupOutcome(results: readonly CollectionResult[]): Outcome {
	const failed = results.filter(({outcome}) => outcome !== 'complete').length;
	if (failed === 0) {
		return 'complete';
	}

	return failed === results.length ? 'failed' : 'partial';
}
