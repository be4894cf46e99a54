import type {MilvaultError} from '../../model/milvault-error.js';
import type {Journal} from './journal.js';

/**
 * Is what a job has done kept after this failure, to be continued? A cancel, or a server that went away, costs no work; a full
 * disk is freed, and a name that was lost is somebody else's.
 */
export function isKept(
	{code}: MilvaultError,
	journal: Journal | undefined,
): boolean {
	return (
		journal !== undefined &&
		code !== 'disk-full' &&
		code !== 'claim-lost' &&
		code !== 'name-taken' &&
		code !== 'locked'
	);
}
