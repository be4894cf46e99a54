import {isLosslessNumber, parseGoJson, type GoJson} from '../go-json.js';
import {badBinlog} from './binlog-error.js';
import {readColumns} from './read-columns.js';
import {readPayloads} from './read-events.js';

/** One deleted primary key (an Int64 as a decimal string, or a VarChar) and when it was deleted (TSO). */
export type DeleteEntry = {pk: string; ts: string};

/**
 * The entries of a delta log, in the file's order, in each of the forms that Milvus has written:
 *
 * - one text column of `{"pk":1,"ts":2,"pkType":5}` (2.2 to 2.4, and the default later)
 * - one text column of `pk,ts` (before 2.2)
 * - two columns, when the descriptor's extras say `"version":"MULTI_FIELD"` (2.4 and later), or in bare parquet
 *
 * @param file - Named in errors
 * @throws metadata-unreadable
 */
export async function readDeleteLog(
	bytes: Uint8Array,
	file: string,
): Promise<DeleteEntry[]> {
	const entries: DeleteEntry[] = [];
	for (const payload of readPayloads(bytes, file)) {
		const [first = [], second] = await readColumns(payload, file);
		for (const [index, value] of first.entries()) {
			entries.push(
				second === undefined
					? parseEntry(value, file)
					: entryOfColumns(value, second[index], file),
			);
		}
	}

	return entries;
}

function entryOfColumns(pk: unknown, ts: unknown, file: string): DeleteEntry {
	if (
		(typeof pk !== 'bigint' && typeof pk !== 'string') ||
		typeof ts !== 'bigint'
	) {
		throw badBinlog(file, 'its columns are not a primary key and a timestamp');
	}

	return {pk: String(pk), ts: BigInt.asUintN(64, ts).toString()};
}

function parseEntry(value: unknown, file: string): DeleteEntry {
	const entry =
		typeof value === 'string'
			? value.startsWith('{')
				? entryOfJson(value)
				: entryOfPair(value)
			: undefined;
	if (!entry) {
		// Without the value: a primary key is somebody's data.
		throw badBinlog(file, 'one of its entries is not a primary key and a time');
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
		return {pk, ts: ts.value};
	}

	return isLosslessNumber(pk) && /^-?\d+$/.test(pk.value)
		? {pk: pk.value, ts: ts.value}
		: undefined;
}

function entryOfPair(text: string): DeleteEntry | undefined {
	const [, pk, ts] = /^(-?\d+),(\d+)$/.exec(text) ?? [];
	return pk === undefined || ts === undefined ? undefined : {pk, ts};
}
