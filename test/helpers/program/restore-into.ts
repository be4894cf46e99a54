import {planRestore} from '../../../source/engine/plan-restore.js';
import {restoreBackup} from '../../../source/engine/restore-backup.js';
import type {Session} from '../../../source/engine/session.js';
import type {RunOptions} from '../../../source/engine/run/run-options.js';
import type {RestorePlan, RestoreResult} from '../../../source/model/plans.js';

/**
 * Restores all of a backup's database `from` (default: default) into another database, with indexes
 * and loaded as before.
 */
export async function restoreInto(
	session: Session,
	name: string,
	db: string,
	options: {from?: string; filter?: string} & RunOptions = {},
): Promise<{plan: RestorePlan; result: RestoreResult}> {
	const plan = await planRestore(session, {
		name,
		filter: options.filter,
		renames: [`${options.from ?? 'default'}.*:${db}.*`],
		onConflict: 'fail',
		withIndex: true,
		withLoad: true,
		metaOnly: false,
		withRbac: false,
	});
	return {plan, result: await restoreBackup(session, plan, options)};
}
