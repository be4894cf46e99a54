import {metaKeys} from '../../format/paths.js';
import {sha256} from '../../utils/sha256.js';
import type {Place} from '../session.js';
import {readText} from './read-backup.js';

/**
 * What distinguishes a backup from another one of its name, for as long as anything of it can be
 * read: our own record, which goes last, names the job that made it; of one by another tool its
 * metadata. Empty when nothing does, as for a half deleted one.
 */
export async function markOfBackup(
	repository: Place,
	name: string,
	signal?: AbortSignal,
): Promise<string> {
	const ours = await readText(repository, name, metaKeys.milvault, signal);
	const jobId = /"jobId":\s*"([^"]+)"/.exec(ours ?? '')?.[1];
	if (jobId !== undefined) {
		return jobId;
	}

	for (const file of [metaKeys.full, metaKeys.backup]) {
		const text = await readText(repository, name, file, signal);
		if (text !== undefined) {
			return sha256(Buffer.from(text));
		}
	}

	return '';
}
