import {parquetWriteBuffer} from 'hyparquet-writer';
import {dataTypes} from '../../model/data-types.js';
import {eventFixedBytes, eventHeaderBytes, magic} from './read-binlog-header.js';
import type {DeleteEntry} from './read-delete-log.js';

/** schemapb.DataType of a primary key. */
export type KeyType = 'Int64' | 'VarChar';

/** What Milvus says of every delta log's payload. */
const payloadType = dataTypes.String;
const descriptorEvent = 0;
const deleteEvent = 2;
const descriptorFixedBytes = 52;
/** Lengths of the fixed parts of each kind of event, as Milvus 2.2 to 2.6 write them. */
const postHeaderLengths = [0x34, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10];

export type DeleteLogIds = {
	collectionId: string;
	/** -1: every partition. */
	partitionId: string;
	segmentId: string;
};

/**
 * A delta log with these entries: one text column of `{"pk":1,"ts":2,"pkType":5}`, which every
 * Milvus from 2.2 on reads.
 *
 * @param entries - At least one; times are hybrid timestamps (TSO)
 */
export function writeDeleteLog(
	entries: readonly DeleteEntry[],
	{ids, keyType}: {ids: DeleteLogIds; keyType: KeyType},
): Uint8Array {
	const values = entries.map(entry => entryText(entry, keyType));
	const payload = new Uint8Array(
		parquetWriteBuffer({
			columnData: [{name: 'val', data: values, type: 'STRING', nullable: false}],
			codec: 'UNCOMPRESSED',
		}),
	);
	const extras = new TextEncoder().encode(
		JSON.stringify({
			original_size: String(values.reduce((sum, value) => sum + Buffer.byteLength(value), 0)),
		}),
	);
	const times = entries.map(({ts}) => BigInt(ts));
	const range = {
		start: times.reduce((a, b) => (a < b ? a : b)),
		end: times.reduce((a, b) => (a > b ? a : b)),
	};
	const descriptorBytes =
		eventHeaderBytes + descriptorFixedBytes + postHeaderLengths.length + 4 + extras.length;
	const firstEventAt = 4 + descriptorBytes;
	const eventBytes = eventHeaderBytes + eventFixedBytes + payload.length;
	const bytes = new Uint8Array(firstEventAt + eventBytes);
	const view = new DataView(bytes.buffer);
	view.setInt32(0, magic, true);

	putEventHeader(view, 4, {type: descriptorEvent, length: descriptorBytes});
	const fixedAt = 4 + eventHeaderBytes;
	view.setBigInt64(fixedAt, BigInt(ids.collectionId), true);
	view.setBigInt64(fixedAt + 8, BigInt(ids.partitionId), true);
	view.setBigInt64(fixedAt + 16, BigInt(ids.segmentId), true);
	view.setBigInt64(fixedAt + 24, -1n, true);
	putRange(view, fixedAt + 32, range);
	view.setInt32(fixedAt + 48, payloadType, true);
	const lengthsAt = fixedAt + descriptorFixedBytes;
	bytes.set(postHeaderLengths, lengthsAt);
	const extrasAt = lengthsAt + postHeaderLengths.length + 4;
	view.setInt32(extrasAt - 4, extras.length, true);
	bytes.set(extras, extrasAt);

	putEventHeader(view, firstEventAt, {type: deleteEvent, length: eventBytes});
	putRange(view, firstEventAt + eventHeaderBytes, range);
	bytes.set(payload, firstEventAt + eventHeaderBytes + eventFixedBytes);
	return bytes;
}

/**
 * The key of an Int64 stands in the text as a number: written as text, because it may exceed 2^53.
 */
function entryText({pk, ts}: DeleteEntry, keyType: KeyType): string {
	const key = keyType === 'Int64' ? pk : JSON.stringify(pk);
	return `{"pk":${key},"ts":${ts},"pkType":${dataTypes[keyType]}}`;
}

function putEventHeader(
	view: DataView,
	at: number,
	{type, length}: {type: number; length: number},
): void {
	// The time of writing counts for nothing: the same entries give the same bytes.
	view.setBigUint64(at, 0n, true);
	view.setInt8(at + 8, type);
	view.setInt32(at + 9, length, true);
	view.setInt32(at + 13, at + length, true);
}

function putRange(view: DataView, at: number, {start, end}: {start: bigint; end: bigint}): void {
	view.setBigUint64(at, start, true);
	view.setBigUint64(at + 8, end, true);
}
