import {metaKeys} from '../../format/paths.js';
import {backupKey} from '../repository/backup-keys.js';
import type {OpenedBackup} from '../repository/read-backup.js';
import type {Place} from '../session.js';
import type {MetadataDifference} from './metadata-difference.js';
import {fragment} from '../../model/fragments.js';

/**
 * Data of collections that no metadata names: it was named once. milvus-backup gives a whole backup
 * up when one collection fails; milvault may have been unable to remove what it had copied of one
 * that failed, and says so in its record.
 */
export async function unnamedCollections(
	repository: Place,
	{name, info, record, files}: OpenedBackup,
	{signal}: {signal?: AbortSignal},
): Promise<MetadataDifference[]> {
	const {failed = [], warnings = []} = record ?? {};
	if (failed.length > 0 || warnings.some(({code}) => code === 'left-behind')) {
		return [];
	}

	const named = new Set((info.collection_backups ?? []).map(({collection_id: id}) => id));
	const unnamed: string[] = [];
	for (const kind of ['insert_log', 'delta_log']) {
		const directory = `binlogs/${kind}`;
		const prefix = `${backupKey(repository, name, directory)}/`;
		for await (const id of repository.storage.listDirectories(prefix, {
			signal,
		})) {
			// Other names are those of other programs.
			if (/^\d+$/.test(id) && !named.has(id)) {
				unnamed.push(`${directory}/${id}/`);
			}
		}
	}

	const file = files.has(metaKeys.full) ? metaKeys.full : metaKeys.collection;
	return unnamed.map(what => ({
		file,
		what,
		expected: 'named',
		found: fragment('not-named'),
	}));
}
