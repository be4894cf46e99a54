import {planRestore} from '../engine/plan-restore.js';
import type {Session} from '../engine/session.js';
import type {Target} from '../dialog/effects.js';
import type {RestoreRequest} from '../model/plans.js';

/**
 * What stands under each name that a restore would take, and the free name that it would take
 * instead.
 */
export async function lookAtTargets(session: Session, request: RestoreRequest): Promise<Target[]> {
	const plan = await planRestore(session, {...request, onConflict: 'rename'});
	return plan.collections.map(({source, target, rows, conflict}) => ({
		source,
		target: conflict?.target ?? target,
		rows,
		isFree: conflict === undefined,
		...(conflict && {
			conflict: {
				rows: conflict.rows,
				...(conflict.isUncounted && {isUncounted: true}),
				differences: conflict.differences,
				isAlias: conflict.collectionId === undefined,
			},
		}),
		freeName: target,
	}));
}
