import {badBinlog} from './binlog-error.js';
import {fragment} from '../../model/fragments.js';

/**
 * So many bytes from the start of a binlog hold its header and its first event's. Measured: 140 to
 * 150 bytes, of which the descriptor's extras (JSON) are the only part that varies; an encryption
 * key or a schema in them still fits.
 */
export const binlogHeaderBytes = 4096;

export type BinlogHeader = {
	collectionId: string;
	partitionId: string;
	segmentId: string;
	/** `-1` in delta logs. */
	fieldId: string;
	/** schemapb.DataType of the payload; delta logs say 20 (String). */
	dataType: number;
	/** The descriptor's JSON, for example `original_size`, `nullable`, `version`. */
	extras: Readonly<Record<string, unknown>>;
	/** No row's timestamp is smaller (TSO); `0` when the file does not say. */
	startTs: string;
	/** No row's timestamp is greater (TSO); the greatest uint64 when the file does not say. */
	endTs: string;
	/** Where the first event begins, in bytes. */
	firstEventAt: number;
	/** Bytes from the start that were needed to read this. */
	lengthBytes: number;
};

export const magic = 0xff_fa_bc;
/** Timestamp u64, type i8, event length i32, next position i32. */
export const eventHeaderBytes = 17;
/** Start and end timestamps, u64 each, before an event's payload. */
export const eventFixedBytes = 16;
const magicBytes = 4;
const descriptorFixedBytes = 52;
/** One length per event type, after the fixed part. */
const postHeaderBytes = 8;
const unknownEndTs = '18446744073709551615';

/**
 * Reads the descriptor of a v1 binlog and the time range of its rows, from its first bytes
 * (binlogHeaderBytes are enough).
 *
 * Milvus's newer writers (serde_events.go, since 2.4) put 1 into both timestamps: then the range is
 * unknown, and says so by being as wide as can be.
 *
 * @param file - Named in errors
 * @throws metadata-unreadable
 */
export function readBinlogHeader(bytes: Uint8Array, file: string): BinlogHeader {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const need = (length: number): void => {
		if (bytes.byteLength < length) {
			throw badBinlog(file, fragment('header-too-short', {bytes: bytes.byteLength}));
		}
	};

	const fixedAt = magicBytes + eventHeaderBytes;
	const extraLengthAt = fixedAt + descriptorFixedBytes + postHeaderBytes;
	const extrasAt = extraLengthAt + 4;
	need(magicBytes);
	if (view.getInt32(0, true) !== magic) {
		throw badBinlog(file, fragment('no-binlog'));
	}

	need(extrasAt);
	const extraLength = view.getInt32(extraLengthAt, true);
	const descriptorLength = view.getInt32(magicBytes + 9, true);
	const firstEventAt = extrasAt + extraLength;
	if (extraLength < 0 || firstEventAt !== magicBytes + descriptorLength) {
		throw badBinlog(file, fragment('descriptor-length'));
	}

	need(firstEventAt);
	const extras = parseExtras(bytes.subarray(extrasAt, firstEventAt), file);
	const lengthBytes = firstEventAt + eventHeaderBytes + eventFixedBytes;
	// A file without events has no rows; then the descriptor alone speaks.
	const hasEvent = bytes.byteLength > firstEventAt;
	if (hasEvent) {
		need(lengthBytes);
	}

	const rangeAt = firstEventAt + eventHeaderBytes;
	// The descriptor's range is that of the whole file, the event's only of the first event.
	const starts = [view.getBigUint64(fixedAt + 32, true)];
	const ends = [view.getBigUint64(fixedAt + 40, true)];
	if (hasEvent) {
		starts.push(view.getBigUint64(rangeAt, true));
		ends.push(view.getBigUint64(rangeAt + 8, true));
	}

	return {
		collectionId: view.getBigInt64(fixedAt, true).toString(),
		partitionId: view.getBigInt64(fixedAt + 8, true).toString(),
		segmentId: view.getBigInt64(fixedAt + 16, true).toString(),
		fieldId: view.getBigInt64(fixedAt + 24, true).toString(),
		dataType: view.getInt32(fixedAt + 48, true),
		extras,
		startTs: (starts.some(ts => isPlaceholder(ts))
			? 0n
			: starts.reduce((a, b) => (a < b ? a : b))
		).toString(),
		endTs: ends.some(ts => isPlaceholder(ts))
			? unknownEndTs
			: ends.reduce((a, b) => (a > b ? a : b)).toString(),
		firstEventAt,
		lengthBytes: hasEvent ? lengthBytes : firstEventAt,
	};
}

function isPlaceholder(ts: bigint): boolean {
	return ts <= 1n;
}

function parseExtras(bytes: Uint8Array, file: string): Record<string, unknown> {
	if (bytes.byteLength === 0) {
		return {};
	}

	try {
		const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
		if (typeof json === 'object' && json !== null && !Array.isArray(json)) {
			return json as Record<string, unknown>;
		}
	} catch (error) {
		throw badBinlog(file, fragment('extras-no-json'), error);
	}

	throw badBinlog(file, fragment('extras-no-object'));
}
