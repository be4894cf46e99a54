import type {SegmentBackupInfo} from '../../format/messages.js';
import type {BackupCollection} from '../repository/collection-view.js';
import {mapBounded} from '../run/map-bounded.js';
import {countDeletedRows, readDeletes, type Deletes} from './deleted-rows.js';
import type {BackupReading} from '../repository/backup-reading.js';

/**
 * How many rows count(*) must give once everything of a collection is imported, L0 segments too.
 * Their deletes are no part of any job's own count, and may name keys that are not there, or are
 * there more than once: only the keys themselves decide.
 *
 * @returns undefined when they cannot be read (storage version 2)
 */
export async function expectedCount(
	reading: BackupReading,
	importedRows: bigint,
): Promise<bigint | undefined> {
	const {view} = reading;
	const l0Of = (partition: {segments: SegmentBackupInfo[]}) =>
		partition.segments.filter(segment => segment.is_l0);
	if (!hasL0(view) || importedRows === 0n) {
		return importedRows;
	}

	const everywhere = await readDeletes(reading, view.l0Segments);
	let rows = importedRows;
	for (const partition of view.partitions) {
		const l0 = latest(everywhere, await readDeletes(reading, l0Of(partition)));
		const counts = await mapBounded(
			partition.segments.filter(segment => !segment.is_l0),
			reading.copyLimit.concurrency,
			async segment => countLeftToL0(reading, segment, l0),
		);
		for (const count of counts) {
			if (count === undefined) {
				return undefined;
			}

			rows -= BigInt(count);
		}
	}

	return rows;
}

/** Deletes that no import job subtracts from its rows. */
export function hasL0(view: BackupCollection): boolean {
	return (
		view.l0Segments.length > 0 ||
		view.partitions.some(({segments}) => segments.some(segment => segment.is_l0))
	);
}

/** Rows that L0 deletes remove and the segment's own have not. */
async function countLeftToL0(
	reading: BackupReading,
	segment: SegmentBackupInfo,
	l0: Deletes,
): Promise<number | undefined> {
	if (l0.size === 0 || BigInt(segment.num_of_rows ?? 0) === 0n) {
		return 0;
	}

	const own = await readDeletes(reading, [segment]);
	const all = await countDeletedRows(reading, segment, latest(l0, own));
	const before = await countDeletedRows(reading, segment, own);
	return all && before && all.older - before.older;
}

function latest(one: Deletes, other: Deletes): Deletes {
	if (other.size === 0) {
		return one;
	}

	const merged = new Map(one);
	for (const [key, at] of other) {
		if (at > (merged.get(key) ?? -1n)) {
			merged.set(key, at);
		}
	}

	return merged;
}
