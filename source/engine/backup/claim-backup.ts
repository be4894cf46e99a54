import {writeMilvaultMeta, type MilvaultMeta} from '../../format/milvault-meta.js';
import {hasCode, MilvaultError} from '../../model/milvault-error.js';
import {claimName, holdsClaim} from '../repository/claim-name.js';
import {removeUnfinished} from '../repository/remove-backup.js';
import type {RunContext} from '../run/run-context.js';
import type {Place} from '../session.js';

/**
 * Claims the name of a new backup. A continued job already owns its claim, even when it was killed
 * before it recorded that.
 *
 * @param isStarted - An earlier run wrote down that it had the claim
 * @throws name-taken; claim-lost when the claim of an earlier run is gone
 */
export async function claimBackup(
	repository: Place,
	record: MilvaultMeta,
	isStarted: boolean,
	{jobId, journal, warn, signal}: RunContext,
): Promise<void> {
	const {name} = record;
	if (journal && journal.entries.length > 0) {
		if (await holdsClaim(repository, name, jobId)) {
			return;
		}

		if (isStarted) {
			throw new MilvaultError('claim-lost', {name, place: repository.label});
		}
	}

	try {
		await claimName(repository, name, writeMilvaultMeta(record), signal);
	} catch (error) {
		const isOurs = await holdsClaim(repository, name, jobId).catch(() => false);
		if (hasCode(error, 'name-taken') && isOurs) {
			return;
		}

		// The claim may be there although its answer was lost.
		if (!hasCode(error, 'name-taken')) {
			await removeUnfinished(repository, name, {jobId, warn, signal});
		}

		throw error;
	}
}
