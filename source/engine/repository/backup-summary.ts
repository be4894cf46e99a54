import type {BackupInfo} from '../../format/messages.js';
import type {MilvaultMeta} from '../../format/milvault-meta.js';
import type {BackupSummary} from '../../model/plans.js';
import {msToDate} from '../../model/timestamps.js';

/**
 * One line of `list`: from our own record where there is one, else from milvus-backup's metadata.
 */
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
			state: isCommitted && record.state !== 'unfinished' ? record.state : 'unfinished',
			createdAt: record.startedAt,
			cluster: record.cluster,
			filter: record.filter,
			milvusVersion: record.milvusVersion,
			madeBy: 'milvault',
			collections: record.collections.length,
			rows: record.rows,
			bytes: record.bytes,
		};
	}

	const collections = info?.collection_backups ?? [];
	// Not spread into Math.max: a backup may have more collections than a call has room for
	// arguments.
	const sealedAt = collections.reduce(
		(latest, {backup_physical_timestamp: at}) => Math.max(latest, Number(at ?? 0)),
		0,
	);
	const createdAt = sealedAt > 0 ? msToDate(sealedAt * 1000) : undefined;
	return {
		name,
		...(info && {id: info.id}),
		state: isCommitted ? 'complete' : 'unfinished',
		...(createdAt !== undefined && {createdAt}),
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
