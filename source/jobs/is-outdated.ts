import {isStale} from '../engine/journal/is-kept.js';
import type {Session} from '../engine/session.js';
import {readBackup} from '../engine/repository/read-backup.js';
import type {JobWork} from '../model/jobs.js';
import {readResult} from './job-record.js';

/**
 * Does an interrupted job no longer fit the present state? Its backup was created again, or another
 * collection stands under a target's name than when it was planned: it would be refused, or end in
 * the same way, for ever.
 *
 * @throws backup-missing, and what reading a backup throws
 */
export async function isOutdated(
	session: Session,
	stateDir: string,
	{id, work}: {id: string; work: JobWork},
): Promise<boolean> {
	if (work.kind !== 'restore') {
		return false;
	}

	const {name, backupId} = work.plan;
	const backup = await readBackup(await session.repositoryPlace(), name);
	if (backup.id !== backupId) {
		return true;
	}

	const result = await readResult(stateDir, id);
	return (
		result?.kind === 'restore' &&
		result.collections.some(({error}) => error !== undefined && isStale(error))
	);
}
