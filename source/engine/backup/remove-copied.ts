import type {BackupPlan, PlannedCollection} from '../../model/plans.js';
import {removeCollectionData, removeUnfinished} from '../repository/remove-backup.js';
import type {RunContext} from '../run/run-context.js';
import type {Place} from '../session.js';

/** What this job made goes; what a plan of `--only-failed` adds to stays. */
export async function removeCopied(
	repository: Place,
	plan: BackupPlan,
	assertHeld: () => Promise<void>,
	{jobId, warn, signal}: RunContext,
): Promise<void> {
	if (!plan.addsToExisting) {
		await removeUnfinished(repository, plan.name, {jobId, warn, signal});
		return;
	}

	for (const planned of plan.collections) {
		await removeOne(repository, plan.name, planned, {warn, assertHeld});
	}
}

/**
 * The data of one collection. A repository that nothing can be deleted from: no metadata names what
 * is left, and a warning says so.
 */
export async function removeOne(
	repository: Place,
	name: string,
	{collection, collectionId}: PlannedCollection,
	{warn, assertHeld}: Pick<RunContext, 'warn'> & {assertHeld?: () => Promise<void>},
): Promise<void> {
	try {
		await assertHeld?.();
		await removeCollectionData(repository, name, collectionId);
	} catch {
		warn({
			code: 'left-behind',
			details: {what: collection, where: repository.label},
		});
	}
}
