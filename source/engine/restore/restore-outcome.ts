import type {Outcome} from '../../model/job-events.js';
import type {CollectionResult} from '../../model/plans.js';
import type {RestoredRbac} from '../../model/restored-rbac.js';
import {outcomeOf} from '../run/outcome-of.js';

/**
 * The outcome of a restore: complete only when everything equals the backup.
 *
 * @param options.created databases that it made; one that has no collections in the backup is part
 *   of it too.
 */
export function restoreOutcome(
	results: readonly CollectionResult[],
	rbac: RestoredRbac | undefined,
	{hasAllDatabases, created}: {hasAllDatabases: boolean; created: readonly string[]},
): Outcome {
	const outcome = outcomeOf(results);
	if (outcome !== 'complete') {
		return outcome;
	}

	if (!hasAllDatabases && results.length === 0 && created.length === 0) {
		return 'failed';
	}

	const isOtherwise = results.some(({otherwise}) => otherwise !== undefined);
	const isRefused = rbac !== undefined && rbac.refused.length > 0;
	return isOtherwise || isRefused || !hasAllDatabases ? 'partial' : 'complete';
}
