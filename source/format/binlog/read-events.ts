import {badBinlog} from './binlog-error.js';
import {
	eventFixedBytes,
	eventHeaderBytes,
	readBinlogHeader,
	type BinlogHeader,
} from './read-binlog-header.js';
import {fragment} from '../../model/fragments.js';

export type BinlogEvent = {
	/** 1 insert, 2 delete, as in Milvus's storage.EventTypeCode. */
	type: number;
	/** A parquet file. */
	payload: Uint8Array;
};

/**
 * A whole binlog: its header and every event in it.
 *
 * @throws metadata-unreadable, also when the file ends in the middle of an event
 */
export function readEvents(
	bytes: Uint8Array,
	file: string,
): {header: BinlogHeader; events: BinlogEvent[]} {
	const header = readBinlogHeader(bytes, file);
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const events: BinlogEvent[] = [];
	let at = header.firstEventAt;
	while (at < bytes.byteLength) {
		const payloadAt = at + eventHeaderBytes + eventFixedBytes;
		// The event's own length, not its "next position", which newer writers leave at 0.
		const end = payloadAt <= bytes.byteLength ? at + view.getInt32(at + 9, true) : -1;
		if (end < payloadAt || end > bytes.byteLength) {
			throw badBinlog(file, fragment('event-damaged', {offset: at}));
		}

		events.push({
			type: view.getInt8(at + 8),
			payload: bytes.subarray(payloadAt, end),
		});
		at = end;
	}

	return {header, events};
}

const parquetMagic = 'PAR1';

/** Milvus writes it without an envelope from 2.6 on, in storage version 2. */
export function isBareParquet(bytes: Uint8Array): boolean {
	return new TextDecoder('latin1').decode(bytes.subarray(0, 4)) === parquetMagic;
}

/**
 * The parquet files in a binlog: one for each event, or the file itself where it is bare parquet.
 *
 * @throws metadata-unreadable
 */
export function readPayloads(bytes: Uint8Array, file: string): Uint8Array[] {
	return isBareParquet(bytes)
		? [bytes]
		: readEvents(bytes, file).events.map(({payload}) => payload);
}
