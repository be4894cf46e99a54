import {setImmediate} from 'node:timers/promises';
import {readKeyColumn} from '../../format/binlog/read-key-column.js';
import type {SegmentBackupInfo} from '../../format/messages.js';
import {hasCode} from '../../model/milvault-error.js';
import type {BackupReading} from '../repository/backup-reading.js';
import {insertKeyOf, logsOf, readLog} from './deleted-rows.js';

/** Rows of a collection whose keys are compared; eight bytes each are in memory. */
export const maxComparedKeys = 10_000_000n;

/**
 * May a primary key be in more than one partition? A query of Milvus 2.3 shows the row of a key that
 * was written last: with the new times of inserts, and the old ones of imports, that could be another
 * one than in the backup.
 *
 * Compares 52 bits of each key: may say true of keys that differ, never false of keys that are equal.
 *
 * @returns true also where the keys cannot be read
 */
export async function mayShareKeys(
	reading: BackupReading,
	partitions: ReadonlyArray<{segments: readonly SegmentBackupInfo[]}>,
): Promise<boolean> {
	const keyField = reading.view.info.schema.fields.find(field => field.is_primary_key)?.fieldID;
	if (keyField === undefined) {
		return true;
	}

	try {
		const all: Float64Array[] = [];
		for (const {segments} of partitions) {
			all.push(await keysOf(reading, segments, keyField));
		}

		return all.length > 1 && hasTwice(joined(all).sort());
	} catch (error) {
		if (hasCode(error, 'metadata-unreadable')) {
			return true;
		}

		throw error;
	}
}

/** Each key of a partition once: it may well be there several times, deleted and written again. */
async function keysOf(
	reading: BackupReading,
	segments: readonly SegmentBackupInfo[],
	keyField: string,
): Promise<Float64Array> {
	const parts: Float64Array[] = [];
	for (const segment of segments) {
		for (const log of logsOf(segment, keyField)) {
			reading.signal?.throwIfAborted();
			const key = insertKeyOf(reading, segment, keyField, log);
			const keys = readKeyColumn(await readLog(reading, key), key, keyField) ?? [];
			parts.push(Float64Array.from(keys, hashOf));
			await setImmediate();
		}
	}

	const sorted = joined(parts).sort();
	return sorted.filter((hash, index) => index === 0 || hash !== sorted[index - 1]);
}

function joined(parts: readonly Float64Array[]): Float64Array {
	const all = new Float64Array(parts.reduce((sum, {length}) => sum + length, 0));
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}

	return all;
}

function hasTwice(sorted: Float64Array): boolean {
	return sorted.some((hash, index) => index > 0 && hash === sorted[index - 1]);
}

/** FNV-1a, twice from different starts. */
function hashOf(key: string): number {
	let low = 0x81_1c_9d_c5;
	let high = 0x12_34_56_78;
	for (let index = 0; index < key.length; index++) {
		const code = key.charCodeAt(index);
		low = Math.imul(low ^ code, 0x01_00_01_93);
		high = Math.imul(high ^ (code + index), 0x01_00_01_93);
	}

	return (low >>> 0) * 2 ** 20 + (high >>> 12);
}
