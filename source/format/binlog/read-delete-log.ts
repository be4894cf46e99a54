import {setImmediate} from 'node:timers/promises';
import {isLosslessNumber, parseGoJson, type GoJson} from '../go-json.js';
import {badBinlog} from './binlog-error.js';
import {readPayloads} from './read-events.js';
import {readValues} from './read-values.js';
import {fragment} from '../../model/fragments.js';

/**
 * One deleted primary key (an Int64 as a decimal string, or a VarChar) and when it was deleted
 * (TSO).
 */
export type DeleteEntry = {
	pk: string;
	ts: string;
	/** The key is text; undefined where the file does not say. */
	isText?: boolean;
};

/** Yields to other work after this number of entries: heartbeats of locks, screens. */
const pauseEntries = 10_000;
/**
 * Deletes that a file of no size may hold, and how many more for each of its bytes. No two are
 * alike, and a million with keys in a row take more than a byte each; what says that it holds more
 * is made to fill the memory.
 */
const freeEntries = 1_000_000;
const entriesPerByte = 64;

/**
 * The entries of a delta log, in the file's order, in each of the forms that Milvus has written:
 *
 * - one text column of `{"pk":1,"ts":2,"pkType":5}` (2.2 to 2.4, and the default later)
 * - one text column of `pk,ts` (before 2.2)
 * - two columns, when the descriptor's extras say `"version":"MULTI_FIELD"` (2.4 and later), or in
 *   bare parquet
 *
 * No more than a page of each column is in memory.
 *
 * @param file - Named in errors
 * @throws metadata-unreadable, also for a file that says it holds more deletes than one of its size
 *   can
 */
export async function* readDeleteLog(bytes: Uint8Array, file: string): AsyncGenerator<DeleteEntry> {
	const max = freeEntries + entriesPerByte * bytes.length;
	let read = 0;
	for (const payload of readPayloads(bytes, file)) {
		const {rows, columns} = readValues(payload, file);
		if (read + rows > max) {
			throw badBinlog(file, fragment('too-many-deletes', {bytes: bytes.length, deletes: rows}));
		}

		const [first, second] = columns;
		for (const value of first ?? []) {
			const other = second?.next();
			yield other === undefined
				? parseEntry(value, file)
				: entryOfColumns(value, other.value, file);
			if (++read % pauseEntries === 0) {
				await setImmediate();
			}
		}
	}
}

/**
 * How many entries a delta log has, as it says itself: none of them is read.
 *
 * @throws metadata-unreadable
 */
export function countDeletes(bytes: Uint8Array, file: string): number {
	return readPayloads(bytes, file).reduce(
		(sum, payload) => sum + readValues(payload, file).rows,
		0,
	);
}

function entryOfColumns(pk: unknown, ts: unknown, file: string): DeleteEntry {
	if ((typeof pk !== 'bigint' && typeof pk !== 'string') || typeof ts !== 'bigint') {
		throw badBinlog(file, fragment('delete-columns'));
	}

	return {
		pk: String(pk),
		ts: BigInt.asUintN(64, ts).toString(),
		isText: typeof pk === 'string',
	};
}

function parseEntry(value: unknown, file: string): DeleteEntry {
	const entry =
		typeof value === 'string'
			? value.startsWith('{')
				? entryOfJson(value)
				: entryOfPair(value)
			: undefined;
	if (!entry) {
		// Without the value: a primary key is a user's data.
		throw badBinlog(file, fragment('delete-entry'));
	}

	return entry;
}

function entryOfJson(text: string): DeleteEntry | undefined {
	let json: GoJson;
	try {
		json = parseGoJson(text);
	} catch {
		return undefined;
	}

	if (typeof json !== 'object' || json === null || !('pk' in json)) {
		return undefined;
	}

	const {pk, ts} = json;
	if (!isLosslessNumber(ts) || !/^\d+$/.test(ts.value)) {
		return undefined;
	}

	if (typeof pk === 'string') {
		return {pk, ts: ts.value, isText: true};
	}

	return isLosslessNumber(pk) && /^-?\d+$/.test(pk.value)
		? {pk: pk.value, ts: ts.value, isText: false}
		: undefined;
}

function entryOfPair(text: string): DeleteEntry | undefined {
	const [, pk, ts] = /^(-?\d+),(\d+)$/.exec(text) ?? [];
	return pk === undefined || ts === undefined ? undefined : {pk, ts};
}
