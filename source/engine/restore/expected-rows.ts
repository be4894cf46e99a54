import {mapBounded} from '../shared/bounded.js';
import {
	countDeletedRows,
	readDeletes,
	type BackupReading,
} from './deleted-rows.js';
import type {ImportJob} from './import-jobs.js';

/** How many rows an import job must report, both ends included. */
export type ExpectedRows = {least: bigint; most: bigint};

/**
 * The rows up to the cut without those that their own segment's deletes take away: exactly, so that neither rows that are
 * missing nor deletes that were not applied pass. Only where keys cannot be read (storage version 2) it is a range.
 */
export async function expectedRows(
	job: ImportJob,
	reading: BackupReading,
): Promise<ExpectedRows> {
	const {record} = reading.view;
	const counts = await mapBounded(
		job.segments,
		reading.copyLimit.concurrency,
		async (segment): Promise<ExpectedRows> => {
			const after = record?.rowsAfterCut?.[segment.segment_id] ?? 0;
			const rows = BigInt(segment.num_of_rows ?? 0) - BigInt(after);
			const isDeletedFrom = record
				? (record.deletes?.[segment.segment_id] ?? 0) > 0
				: (segment.deltalogs ?? []).length > 0;
			if (!isDeletedFrom) {
				return {least: rows, most: rows};
			}

			const deletes = await readDeletes(reading, [segment]);
			const deleted = await countDeletedRows(reading, segment, deletes);
			if (deleted === undefined) {
				const most = BigInt(deletes.size);
				return {least: rows > most ? rows - most : 0n, most: rows};
			}

			return {least: rows - BigInt(deleted), most: rows - BigInt(deleted)};
		},
	);
	return {
		least: counts.reduce((sum, {least}) => sum + least, 0n),
		most: counts.reduce((sum, {most}) => sum + most, 0n),
	};
}
