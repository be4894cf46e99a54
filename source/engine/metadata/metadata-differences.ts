import type {VerifyDifference} from '../../model/verify-result.js';
import {checkMetadata} from './check-metadata.js';
import type {Place} from '../session.js';
import type {OpenedBackup} from '../repository/read-backup.js';

/** What is wrong with a backup's metadata, as one reads it in the list of all differences. */
export async function metadataDifferences(
	repository: Place,
	backup: OpenedBackup,
	signal: AbortSignal | undefined,
): Promise<VerifyDifference[]> {
	const {differences, unread} = await checkMetadata(repository, backup, {
		isEveryFile: true,
		signal,
	});
	return [...unread, ...differences].map(({file, collection = '', what, expected, found}) => ({
		collection,
		code: 'metadata-differs',
		key: what === '' ? file : `${file}: ${what}`,
		expected,
		found,
	}));
}
