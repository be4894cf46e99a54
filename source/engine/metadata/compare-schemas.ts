import {metaKeys} from '../../format/paths.js';
import {loadMilvusService} from '../../milvus/service.js';
import {backupCollections} from '../repository/collection-view.js';
import {differencesFromRecorded} from './recorded-schema.js';
import type {OpenedBackup} from '../repository/read-backup.js';
import type {MetadataDifference} from './metadata-difference.js';
import {fragment} from '../../model/fragments.js';

/**
 * The schemas in full_meta.json against what Milvus answered to DescribeCollection, which our own
 * record keeps as it came.
 */
export function compareSchemas(
	backup: Pick<OpenedBackup, 'info' | 'record'>,
): MetadataDifference[] {
	const views = backupCollections(backup).filter(
		({record}) => record?.describeCollection !== undefined,
	);
	if (views.length === 0) {
		return [];
	}

	const messages = loadMilvusService();
	return views.flatMap(view =>
		differencesFromRecorded(messages, view).map(found => ({
			file: metaKeys.full,
			collection: view.collection,
			what: 'schema',
			expected: fragment('as-recorded-in', {file: metaKeys.milvault}),
			found,
		})),
	);
}
