import {createHash} from 'node:crypto';
import type {SegmentBackupInfo} from '../../format/messages.js';
import {cutTsOf, keysAndTimes, readDeletes} from '../import/deleted-rows.js';
import type {BackupReading} from '../repository/backup-reading.js';

/** Where the newest row of a key is. */
export type RowPlace = {segment: SegmentBackupInfo; row: number; time: bigint};

export type SampledKey = {
	key: string;
	place: RowPlace;
	/** A delete that is younger than all rows of the key. */
	isDeleted: boolean;
	/**
	 * Which row the key has cannot be told: two of the same time, or a delete that may be of one of
	 * its segments only.
	 */
	isAmbiguous: boolean;
};

/** Of how many segments rows are taken. */
const maxSegments = 8;

/**
 * A sample of the primary keys of a collection, with the row that each key has when all deletes are
 * applied. The same seed and the same backup make the same sample: the keys whose hashes are the
 * smallest, from up to eight segments, of which only the columns of keys and times are read.
 *
 * @returns undefined where the keys cannot be read
 */
export async function sampleKeys(
	reading: BackupReading,
	{size, seed}: {size: number; seed: string},
): Promise<SampledKey[] | undefined> {
	const {view, signal} = reading;
	const keyField = view.info.schema.fields.find(field => field.is_primary_key);
	if (!keyField) {
		return undefined;
	}

	const withRows = view.partitions
		.flatMap(({segments}) => segments)
		.filter(segment => !segment.is_l0 && Number(segment.num_of_rows ?? 0) > 0);
	const chosen = new Set(
		withRows
			.toSorted((a, b) => (hashOf(seed, a.segment_id) < hashOf(seed, b.segment_id) ? -1 : 1))
			.slice(0, maxSegments),
	);
	const sample = new Map<string, Found>();
	const add = (key: string, place: RowPlace): void => {
		const known = sample.get(key);
		if (!known) {
			sample.set(key, {place, hash: hashOf(seed, key), isTwice: false, isAmbiguous: false});
			return;
		}

		known.isTwice ||= known.place.segment !== place.segment;
		if (place.time > known.place.time) {
			Object.assign(known, {place, isAmbiguous: false});
		} else if (place.time === known.place.time) {
			known.isAmbiguous = true;
		}
	};

	for (const segment of chosen) {
		signal?.throwIfAborted();
		const isRead = await eachKey(reading, segment, keyField.fieldID, (key, place) => {
			add(key, place);
			if (sample.size > size * 4) {
				keepSmallest(sample, size);
			}
		});
		if (!isRead) {
			return undefined;
		}
	}

	keepSmallest(sample, size);
	// Other segments may have younger rows of the same keys; Milvus makes no key twice by itself.
	for (const segment of keyField.autoID ? [] : withRows.filter(one => !chosen.has(one))) {
		signal?.throwIfAborted();
		const isRead = await eachKey(reading, segment, keyField.fieldID, (key, place) => {
			if (sample.has(key)) {
				add(key, place);
			}
		});
		if (!isRead) {
			return undefined;
		}
	}

	const deletes = await readDeletes(
		reading,
		[...view.partitions.flatMap(({segments}) => segments), ...view.l0Segments],
		key => sample.has(key),
	);
	return [...sample].map(([key, {place, isTwice, isAmbiguous}]) => {
		const isDeleted = (deletes.get(key) ?? -1n) > place.time;
		return {key, place, isDeleted, isAmbiguous: isAmbiguous || (isDeleted && isTwice)};
	});
}

type Found = {place: RowPlace; hash: string; isTwice: boolean; isAmbiguous: boolean};

/** Rows after the cut are none of the backup. */
async function eachKey(
	reading: BackupReading,
	segment: SegmentBackupInfo,
	keyField: string,
	use: (key: string, place: RowPlace) => void,
): Promise<boolean> {
	const cutTs = cutTsOf(reading.view);
	let row = 0;
	for await (const columns of keysAndTimes(reading, segment, keyField)) {
		if (!columns) {
			return false;
		}

		for (const key of columns.keys) {
			const {value: time, done} = columns.times.next();
			if (done) {
				return false;
			}

			if (time <= cutTs) {
				use(key, {segment, row, time});
			}

			row++;
		}
	}

	return true;
}

function keepSmallest(sample: Map<string, {hash: string}>, size: number): void {
	const byHash = [...sample].toSorted(([, a], [, b]) => (a.hash < b.hash ? -1 : 1));
	for (const [key] of byHash.slice(size)) {
		sample.delete(key);
	}
}

function hashOf(seed: string, text: string): string {
	return createHash('sha256').update(`${seed}\n${text}`).digest('hex');
}
