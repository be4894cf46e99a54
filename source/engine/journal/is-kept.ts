import type {MilvaultError} from '../../model/milvault-error.js';
import type {Journal} from './journal.js';

/**
 * Is what a job has done kept after this failure, to be continued? A cancel, or a server that went
 * away, costs no work; a full disk is freed, and a lost name belongs to another run.
 */
export function isKept({code}: MilvaultError, journal: Journal | undefined): boolean {
	return (
		journal !== undefined &&
		code !== 'disk-full' &&
		code !== 'claim-lost' &&
		code !== 'name-taken' &&
		code !== 'locked'
	);
}

/**
 * Does the plan no longer fit what stands on the cluster? Continuing it would fail in the same way
 * every time: it has to be planned again.
 */
export function isStale({code}: {code: string}): boolean {
	return code === 'target-exists' || code === 'target-changed' || code === 'alias-leads-nowhere';
}
