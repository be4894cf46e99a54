import {exitCodeOf} from '../model/exit-codes.js';
import type {RestorePlan, RestoreResult} from '../model/plans.js';
import type {DrillRequest} from '../model/drill.js';
import {planRestore} from './plan-restore.js';
import {noteRestored} from './repository/note-verified.js';
import {restoreBackup} from './restore-backup.js';
import type {RunOptions} from './run/run-options.js';
import type {Session} from './session.js';

/** Keys of each collection. */
export const defaultDrillSample = 100;

/**
 * Describes a drill: a restore of a backup, or of some collections of it, into the session's
 * cluster, under working names, whatever is there. Nothing of it stays.
 *
 * @param options.seed default: the time
 * @throws as planRestore
 */
export async function planDrill(
	session: Session,
	{
		name,
		filter,
		sample = defaultDrillSample,
		seed = String(Date.now()),
	}: {name: string; filter?: string} & Partial<DrillRequest>,
): Promise<RestorePlan> {
	return planRestore(session, {
		name,
		...(filter !== undefined && {filter}),
		withoutTtl: true,
		drill: {sample, seed},
	});
}

/**
 * Restores the collections of the plan under working names, compares them with the backup as every
 * restore does, and then row by row: a sample of keys with each field, and a search by each vector
 * index (drill/drill-collection.ts). Each is dropped at its end; databases that were made are
 * removed.
 *
 * How it ended is recorded beside the backup where all of it was restored, or something in it is
 * wrong; not where this cluster could not do it.
 *
 * @throws as restoreBackup
 */
export async function drillBackup(
	session: Session,
	plan: RestorePlan,
	options: RunOptions = {},
): Promise<RestoreResult> {
	const result = await restoreBackup(session, plan, options);
	if (!plan.request.drill) {
		return result;
	}

	const isDamaged = result.collections.some(({error}) => error && exitCodeOf(error.code) === 8);
	const isWhole = plan.request.filter === undefined && result.outcome === 'complete';
	if (isDamaged || isWhole) {
		const repository = await session.repositoryPlace();
		await noteRestored(repository, plan.name, isDamaged ? 'failed' : 'complete', options);
	}

	return result;
}
