import {parseVerified, verifiedKey} from '../../format/verified.js';
import {hasCode} from '../../model/milvault-error.js';
import type {BackupSummary} from '../../model/plans.js';

/** When a backup was last verified, for its summary; nothing for one that never was. */
export async function readVerified(
	read: (file: string) => Promise<string | undefined>,
): Promise<Pick<BackupSummary, 'verified'>> {
	const body = await read(verifiedKey).catch((error: unknown) => {
		// Larger than any of ours: a backup is no worse for it.
		if (hasCode(error, 'metadata-unreadable')) {
			return undefined;
		}

		throw error;
	});
	const verified = body === undefined ? undefined : parseVerified(body);
	if (!verified) {
		return {};
	}

	const {at, level, outcome, restored} = verified;
	return {verified: {at, level, outcome, ...(restored && {restored})}};
}
