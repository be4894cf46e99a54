import type {BackupInfo} from '../../format/messages.js';
import type {MilvaultMeta} from '../../format/milvault-meta.js';
import type {BackupSummary} from '../../model/plans.js';

/** One line of `list`: from our own record where there is one, else from milvus-backup's metadata. */
export function summaryOf({
	name,
	record,
	info,
	isCommitted,
}: {
	name: string;
	record?: MilvaultMeta;
	info?: BackupInfo;
	isCommitted: boolean;
}): BackupSummary {
	if (record) {
		return {
			name,
			id: record.jobId,
			state:
				isCommitted && record.state !== 'unfinished'
					? record.state
					: 'unfinished',
			createdAt: record.startedAt,
			cluster: record.cluster,
			milvusVersion: record.milvusVersion,
			madeBy: 'milvault',
			collections: record.collections.length,
			rows: record.rows,
			bytes: record.bytes,
		};
	}

	const collections = info?.collection_backups ?? [];
	const sealedAt = Math.max(
		0,
		...collections.map(collection =>
			Number(collection.backup_physical_timestamp ?? 0),
		),
	);
	return {
		name,
		...(info && {id: info.id}),
		state: isCommitted ? 'complete' : 'unfinished',
		...(sealedAt > 0 && {createdAt: new Date(sealedAt * 1000).toISOString()}),
		milvusVersion: info?.milvus_version,
		madeBy: 'milvus-backup',
		collections: collections.length,
		rows: collections
			.flatMap(collection => collection.partition_backups ?? [])
			.flatMap(partition => partition.segment_backups ?? [])
			.filter(segment => !segment.is_l0)
			.reduce((sum, segment) => sum + BigInt(segment.num_of_rows ?? 0), 0n)
			.toString(),
		bytes: Number(info?.size ?? 0),
	};
}
