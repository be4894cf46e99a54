import {encodeMessage} from './encode-message.js';
import {writeGoJson} from './go-json.js';
import {
	backupInfoShape,
	collectionLevelShape,
	partitionLevelShape,
	segmentLevelShape,
	type BackupInfo,
} from './messages.js';
import {allPartitions, metaKeys, type MetaFile} from './paths.js';

/**
 * milvus-backup's five meta files, byte for byte as its release 0.5.16 would encode them, in the
 * order in which they must be written: full_meta after the level files, backup_meta last, because
 * milvus-backup takes a backup for existing as soon as that one is there.
 *
 * @throws TypeError for a value of a wrong type
 */
export function metaFiles(info: BackupInfo): Array<{file: MetaFile; body: string}> {
	const collections = info.collection_backups ?? [];
	const partitions = collections.flatMap(collection => collection.partition_backups ?? []);
	const segments = partitions
		.flatMap(partition => partition.segment_backups ?? [])
		.filter(segment => segment.partition_id !== allPartitions);
	const withoutSegments = partitions.map(partition => ({
		...partition,
		segment_backups: undefined,
	}));
	return [
		{
			file: metaKeys.collection,
			body: writeGoJson(
				encodeMessage(collectionLevelShape, {
					infos: collections.map(collection => ({
						...collection,
						partition_backups: collection.partition_backups?.map(partition => ({
							...partition,
							segment_backups: undefined,
						})),
						l0_segments: undefined,
					})),
				}),
			),
		},
		{
			file: metaKeys.partition,
			body: writeGoJson(encodeMessage(partitionLevelShape, {infos: withoutSegments})),
		},
		{
			file: metaKeys.segment,
			body: writeGoJson(encodeMessage(segmentLevelShape, {infos: segments})),
		},
		{
			file: metaKeys.full,
			body: writeGoJson(encodeMessage(backupInfoShape, info)),
		},
		{
			file: metaKeys.backup,
			body: writeGoJson(
				encodeMessage(backupInfoShape, {
					id: info.id,
					state_code: info.state_code,
					name: info.name,
					size: info.size,
					milvus_version: info.milvus_version,
				}),
			),
		},
	];
}
