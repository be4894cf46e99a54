import type {BackupPlan, PlannedCollection} from '../../model/plans.js';
import {removeCollectionData, removeUnfinished} from '../repository/remove-backup.js';
import type {RunContext} from '../run/run-context.js';
import type {Place} from '../session.js';

/** Removes what this job created; keeps the backup that a plan of `--only-failed` adds to. */
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
 * The data of one collection. If the repository does not allow deletes, the objects stay without
 * metadata, and a warning says so.
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
