import type {Milvus} from '../../milvus/milvus.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {fragment} from '../../model/fragments.js';
import {mapBounded} from '../run/map-bounded.js';
import {countDeletedRows, readDeletes, type DeletedRows} from './deleted-rows.js';
import type {BackupReading} from '../repository/backup-reading.js';
import type {ImportJob} from './import-jobs.js';

/** How many rows an import job must report, both ends included. */
export type ExpectedRows = {min: bigint; max: bigint};

/**
 * The rows up to the cut without those that their own segment's deletes remove, or the delta logs
 * that were written again for it: exactly, so that neither rows that are missing nor deletes that
 * were not applied pass. Only where keys cannot be read (storage version 2) it is a range.
 *
 * @throws milvus-unsupported where this Milvus would drop rows that were written after the delete
 *   of their key (2.2)
 */
export async function expectedRows(
	job: ImportJob,
	reading: BackupReading,
	{
		milvus: {features, version},
		deleted: writtenAnew,
	}: {
		milvus: Milvus;
		/** Rows that go by delta logs that were written again, by segment. */
		deleted: ReadonlyMap<string, DeletedRows>;
	},
): Promise<ExpectedRows> {
	const {record} = reading.view;
	const counts = await mapBounded(
		job.segments,
		reading.copyLimit.concurrency,
		async (segment): Promise<ExpectedRows> => {
			const after = record?.rowsAfterCut?.[segment.segment_id] ?? 0;
			const rows = BigInt(segment.num_of_rows ?? 0) - BigInt(after);
			let deleted = writtenAnew.get(segment.segment_id);
			if (deleted === undefined) {
				const isClean = record && !record.deletes?.[segment.segment_id];
				const deletes = isClean ? new Map<string, bigint>() : await readDeletes(reading, [segment]);
				if (deletes.size === 0) {
					return {min: rows, max: rows};
				}

				deleted = await countDeletedRows(reading, segment, deletes);
				if (deleted === undefined) {
					const max = BigInt(deletes.size);
					return {min: rows > max ? rows - max : 0n, max: rows};
				}
			}

			if (deleted.all > deleted.older && !features.deletesByTime) {
				throw new MilvaultError('milvus-unsupported', {
					feature: fragment('feature-rewritten-rows', {
						rows: deleted.all - deleted.older,
						segment: `${segment.segment_id}`,
					}),
					version,
				});
			}

			const left = rows - BigInt(deleted.older);
			return {min: left, max: left};
		},
	);
	return {
		min: counts.reduce((sum, {min}) => sum + min, 0n),
		max: counts.reduce((sum, {max}) => sum + max, 0n),
	};
}
