import {mkdir, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {parquetWriteBuffer} from 'hyparquet-writer';
import {
	eventFixedBytes,
	eventHeaderBytes,
	magic,
} from '../../../source/format/binlog/read-binlog-header.js';
import type {FakeCollection, FakeSegment, FakeState} from './state.js';

/** Int64 values of one field, in the order of the rows. */
export type Column = {fieldId: string; name: string; values: bigint[]};

/**
 * The insert logs of a segment, as Milvus lays them out: a binlog for each field, or (storage
 * version 2) all in one column group.
 *
 * @param columns field 1 has the times
 */
export async function writeInsertLogs(
	state: FakeState,
	{id: collectionId}: FakeCollection,
	{
		segment: {id, partitionId, storageVersion},
		columns,
	}: {segment: FakeSegment; columns: readonly Column[]},
): Promise<void> {
	const directory = join(state.root, 'insert_log', collectionId, partitionId, id);
	const files =
		storageVersion >= 2
			? [{group: '0', bytes: parquetOf(columns)}]
			: columns.map(column => ({
					group: column.fieldId,
					bytes: binlogOf(column, [collectionId, partitionId, id], columns),
				}));
	for (const {group, bytes} of files) {
		const file = join(directory, group, state.nextId());
		await mkdir(dirname(file), {recursive: true});
		await writeFile(file, bytes);
	}
}

function parquetOf(columns: readonly Column[]): Uint8Array {
	return new Uint8Array(
		parquetWriteBuffer({
			schema: [
				{name: 'schema', num_children: columns.length},
				...columns.map(({name, fieldId}) => ({
					name,
					type: 'INT64' as const,
					repetition_type: 'REQUIRED' as const,
					field_id: Number(fieldId),
				})),
			],
			columnData: columns.map(({name, values}) => ({name, data: values})),
			codec: 'UNCOMPRESSED',
		}),
	);
}

/** schemapb.DataType.Int64 */
const int64 = 5;
const insertEvent = 1;
const descriptorFixedBytes = 52;
const postHeaderLengths = [0x34, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10];

/** One column in a descriptor and one event. */
function binlogOf(column: Column, ids: readonly string[], columns: readonly Column[]): Uint8Array {
	const times = columns.find(({fieldId}) => fieldId === '1')?.values ?? [];
	const range = [times[0] ?? 1n, times.at(-1) ?? 1n] as const;
	const payload = new Uint8Array(
		parquetWriteBuffer({
			columnData: [{name: 'val', data: column.values, type: 'INT64', nullable: false}],
			codec: 'UNCOMPRESSED',
		}),
	);
	const extras = Buffer.from(JSON.stringify({original_size: String(column.values.length * 8)}));
	const fixedAt = 4 + eventHeaderBytes;
	const lengthsAt = fixedAt + descriptorFixedBytes;
	const extrasAt = lengthsAt + postHeaderLengths.length + 4;
	const eventAt = extrasAt + extras.length;
	const payloadAt = eventAt + eventHeaderBytes + eventFixedBytes;
	const bytes = Buffer.alloc(payloadAt + payload.length);
	bytes.writeInt32LE(magic, 0);
	bytes.writeInt32LE(eventAt - 4, 4 + 9);
	for (const [index, id] of [...ids, column.fieldId].entries()) {
		bytes.writeBigInt64LE(BigInt(id), fixedAt + index * 8);
	}

	bytes.writeBigUInt64LE(range[0], fixedAt + 32);
	bytes.writeBigUInt64LE(range[1], fixedAt + 40);
	bytes.writeInt32LE(int64, fixedAt + 48);
	bytes.set(postHeaderLengths, lengthsAt);
	bytes.writeInt32LE(extras.length, extrasAt - 4);
	bytes.set(extras, extrasAt);
	bytes.writeInt8(insertEvent, eventAt + 8);
	bytes.writeInt32LE(bytes.length - eventAt, eventAt + 9);
	bytes.writeBigUInt64LE(range[0], eventAt + eventHeaderBytes);
	bytes.writeBigUInt64LE(range[1], eventAt + eventHeaderBytes + 8);
	bytes.set(payload, payloadAt);
	return bytes;
}
