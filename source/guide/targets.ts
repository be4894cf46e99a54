import {planRestore} from '../engine/plan-restore.js';
import type {Session} from '../engine/session.js';
import type {Target} from '../dialog/effects.js';
import type {RestoreRequest} from '../model/plans.js';

/** What stands under each name that a restore would take, and the free name that it would take instead. */
export async function lookAtTargets(
	session: Session,
	request: RestoreRequest,
): Promise<Target[]> {
	const [seen, renamed] = await Promise.all([
		planRestore(session, {...request, onConflict: 'skip'}),
		planRestore(session, {...request, onConflict: 'rename'}),
	]);
	const freeNames = new Map(
		renamed.collections.map(({source, target}) => [source, target]),
	);
	const rows = new Map(renamed.collections.map(one => [one.source, one.rows]));
	return seen.collections.map(({source, target, conflict}) => ({
		source,
		target,
		rows: rows.get(source) ?? '0',
		isFree: conflict === undefined,
		...(conflict && {
			conflict: {
				rows: conflict.rows,
				differences: conflict.differences,
				isAlias: conflict.collectionId === undefined,
			},
		}),
		freeName: freeNames.get(source) ?? target,
	}));
}
