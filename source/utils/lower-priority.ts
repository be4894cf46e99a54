import {constants, setPriority} from 'node:os';

/** Lets the other programs of this machine go first; one of them may be Milvus. */
export function lowerPriority(): void {
	try {
		setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
	} catch {
		// The job is as gentle as the system lets it be.
	}
}
