import {readFile} from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import {checkParquet} from '../../../source/format/binlog/check-parquet.js';
import {
	binlogHeaderBytes,
	readBinlogHeader,
} from '../../../source/format/binlog/read-binlog-header.js';
import {readDeleteLog, type DeleteEntry} from '../../../source/format/binlog/read-delete-log.js';
import {readEvents, readPayloads} from '../../../source/format/binlog/read-events.js';
import {readInt64Column} from '../../../source/format/binlog/read-int64-column.js';
import {readBackupInfo} from '../../../source/format/read-backup-meta.js';
import {deltaLogKey, insertLogKey} from '../../../source/format/paths.js';
import type {CollectionBackupInfo, SegmentBackupInfo} from '../../../source/format/messages.js';
import {hasCode} from '../../../source/model/milvault-error.js';
import {fixtures, fixturesDirectory, fixtureText} from '../samples.js';
import {binlogOf, int64Deletes, pairDeletes, varcharDeletes} from './parquet-samples.js';

type Log = {
	key: string;
	bytes: Buffer;
	fieldId: string;
	isDelta: boolean;
	collection: CollectionBackupInfo;
	segment: SegmentBackupInfo;
};

async function logsOf(name: string): Promise<Log[]> {
	const info = await readBackupInfo({
		read: async file => fixtureText(name, file),
	});
	const logs: Log[] = [];
	for (const collection of info.collection_backups ?? []) {
		for (const segment of (collection.partition_backups ?? []).flatMap(
			partition => partition.segment_backups ?? [],
		)) {
			const ids = {
				collectionId: collection.collection_id,
				partitionId: segment.partition_id,
				groupId: segment.group_id,
				segmentId: segment.segment_id,
			};
			for (const isDelta of [false, true]) {
				const fields = (isDelta ? segment.deltalogs : segment.binlogs) ?? [];
				for (const {fieldID: fieldId = '0', binlogs = []} of fields) {
					for (const {log_id: logId} of binlogs) {
						const key = isDelta
							? deltaLogKey({...ids, logId})
							: insertLogKey({...ids, fieldId, logId});
						const bytes = await readFile(path.join(fixturesDirectory, name, key));
						logs.push({key, bytes, fieldId, isDelta, collection, segment});
					}
				}
			}
		}
	}

	return logs;
}

async function readDeletes(bytes: Uint8Array, file: string): Promise<DeleteEntry[]> {
	return (await Array.fromAsync(readDeleteLog(bytes, file))).map(({pk, ts}) => ({pk, ts}));
}

async function countRows(bytes: Uint8Array, file: string): Promise<number> {
	let rows = 0;
	for (const payload of readPayloads(bytes, file)) {
		rows += (await checkParquet(payload, file)).rows;
	}

	return rows;
}

for (const name of fixtures) {
	test(`every binlog of ${name} says from its first bytes whose it is and when its rows were written`, async t => {
		for (const log of await logsOf(name)) {
			const head = log.bytes.subarray(0, binlogHeaderBytes);
			const header = readBinlogHeader(head, log.key);
			t.is(header.collectionId, log.collection.collection_id);
			t.is(header.partitionId, log.segment.partition_id);
			t.is(header.segmentId, log.segment.segment_id);
			t.is(header.fieldId, log.isDelta ? '-1' : log.fieldId);
			t.regex(String(header.extras['original_size']), /^\d+$/);
			t.true(BigInt(header.startTs) <= BigInt(header.endTs));
			// The metadata's own clock: within a minute of the flush, in seconds.
			const sealed = Number(log.collection.backup_physical_timestamp);
			const written = Number(BigInt(header.endTs) >> 18n) / 1000;
			t.true(Math.abs(sealed - written) < 60, log.key);
			t.true(header.lengthBytes <= 150);
			t.deepEqual(readBinlogHeader(log.bytes.subarray(0, header.lengthBytes), log.key), header);
		}
	});

	test(`every insert log of ${name} holds as many rows as its segment`, async t => {
		for (const log of await logsOf(name)) {
			if (!log.isDelta) {
				t.is(String(await countRows(log.bytes, log.key)), log.segment.num_of_rows ?? '');
			}
		}
	});

	test(`timestamps and row ids of ${name} are read row by row`, async t => {
		for (const {key, bytes, fieldId, segment, isDelta} of await logsOf(name)) {
			if (isDelta || (fieldId !== '0' && fieldId !== '1')) {
				continue;
			}

			const values = [...(readInt64Column(bytes, key, fieldId) ?? [])];
			t.is(String(values.length), segment.num_of_rows ?? '');
			if (fieldId === '0') {
				t.is(new Set(values).size, values.length);
				continue;
			}

			const {startTs, endTs} = readBinlogHeader(bytes, key);
			const ascending = values.toSorted((a, b) => (a < b ? -1 : 1));
			t.deepEqual(values, ascending);
			t.is(String(ascending[0]), startTs);
			t.is(String(ascending.at(-1)), endTs);
		}
	});
}

test('the five deleted keys of shop_items are read, and none of them is in its rows', async t => {
	const rows = JSON.parse(
		await readFile(path.join(fixturesDirectory, 'shop_items.rows.json'), 'utf8'),
	) as Array<{id: number}>;
	const left = new Set(rows.map(({id}) => String(id)));
	const deltas = (await logsOf('shop_peer')).filter(({isDelta}) => isDelta);
	const deleted = (
		await Promise.all(
			deltas.map(async ({key, bytes}) => {
				const entries = await readDeletes(bytes, key);
				t.is(await countRows(bytes, key), entries.length);
				return entries;
			}),
		)
	).flat();
	const keys = deleted.map(({pk}) => pk);
	t.is(deltas.length, 4);
	t.deepEqual(new Set(deleted.map(({ts}) => ts)), new Set(['470639822322794497']));
	t.is(new Set(keys).size, 5);
	t.deepEqual(
		keys.filter(pk => left.has(pk)),
		[],
	);

	const inserted: string[] = [];
	for (const log of await logsOf('shop_peer')) {
		if (!log.isDelta && log.fieldId === '100' && log.collection.collection_name === 'shop_items') {
			inserted.push(...(readInt64Column(log.bytes, log.key, '100') ?? []).map(String));
		}
	}

	t.is(inserted.length, 400);
	t.deepEqual(inserted.filter(id => !keys.includes(id)).toSorted(), [...left].toSorted());
});

const times = ['470639822322794497', '470639822322794498', '470639822322794499'];

test('deletes in two columns are read, with integer and with text keys (simulated: Milvus >= 2.4)', async t => {
	const read = async (payload: string): Promise<unknown> =>
		readDeletes(binlogOf([Buffer.from(payload, 'base64')], {version: 'MULTI_FIELD'}), 'f');
	t.deepEqual(
		await read(int64Deletes),
		['1', '-2', '9223372036854775807'].map((pk, index) => ({
			pk,
			ts: times[index],
		})),
	);
	t.deepEqual(
		await read(varcharDeletes),
		['a', 'b,1', '商品'].map((pk, index) => ({pk, ts: times[index]})),
	);
});

test('deletes in bare parquet are read (simulated: Milvus >= 2.6)', async t => {
	const bytes = Buffer.from(varcharDeletes, 'base64');
	t.is(await countRows(bytes, 'f'), 3);
	t.deepEqual(
		(await readDeletes(bytes, 'f')).map(({pk}) => pk),
		['a', 'b,1', '商品'],
	);
});

test('deletes as pairs of numbers are read (simulated: Milvus < 2.2)', async t => {
	const log = binlogOf([Buffer.from(pairDeletes, 'base64')]);
	t.deepEqual(await readDeletes(log, 'f'), [
		{pk: '7', ts: times[0]},
		{pk: '-8', ts: times[1]},
	]);
});

test('all events of a file are read, not only the first', async t => {
	const payload = Buffer.from(int64Deletes, 'base64');
	const log = binlogOf([payload, payload]);
	t.is(await countRows(log, 'f'), 6);
	t.is((await readDeletes(log, 'f')).length, 6);
	t.deepEqual(
		[...(readInt64Column(log, 'f', '-1') ?? [])],
		[1n, -2n, 9_223_372_036_854_775_807n, 1n, -2n, 9_223_372_036_854_775_807n],
	);
});

test('a file without events has no rows', async t => {
	const log = binlogOf([]);
	t.is(await countRows(log, 'f'), 0);
	t.deepEqual(await readDeletes(log, 'f'), []);
	t.deepEqual([...(readInt64Column(log, 'f', '-1') ?? [])], []);
});

test('a time range that newer Milvus leaves out is any time, never none', t => {
	const payload = Buffer.from(int64Deletes, 'base64');
	const {startTs, endTs} = readBinlogHeader(binlogOf([payload]), 'f');
	t.is(startTs, '0');
	t.is(endTs, '18446744073709551615');
});

test('bytes in the middle of a larger buffer are read as they are', async t => {
	const [log] = (await logsOf('shop_peer')).filter(({isDelta}) => isDelta);
	const bytes = log?.bytes ?? Buffer.alloc(0);
	const larger = Buffer.concat([Buffer.alloc(13, 7), bytes, Buffer.alloc(5)]);
	t.deepEqual(
		await readDeletes(larger.subarray(13, 13 + bytes.length), 'f'),
		await readDeletes(bytes, 'f'),
	);
});

test('damaged binlogs are unreadable, by name, wherever they end or differ', async t => {
	const logs = await logsOf('shop_peer');
	const {bytes} = logs.find(log => log.isDelta) ?? {bytes: Buffer.alloc(0)};
	const damaged: Buffer[] = [
		Buffer.from('PAR1 something else altogether'),
		Buffer.concat([bytes, Buffer.from('x')]),
	];
	for (let length = 0; length < bytes.length; length += 7) {
		damaged.push(bytes.subarray(0, length));
	}

	// Without an event a file is whole: exactly its descriptor.
	const {firstEventAt} = readBinlogHeader(bytes, 'f');
	for (const at of [0, 3, 13, 14, 81, 83, firstEventAt + 9, firstEventAt + 11]) {
		const copy = Buffer.from(bytes);
		copy.writeUInt8((copy.readUInt8(at) + 0x71) % 256, at);
		damaged.push(copy);
	}

	const footer = Buffer.from(bytes);
	footer.fill(0, footer.length - 8);
	const page = Buffer.from(bytes);
	page.fill(0xff, firstEventAt + 33 + 4, firstEventAt + 33 + 40);
	damaged.push(footer, page);
	for (const [index, copy] of damaged.entries()) {
		if (copy.length === firstEventAt) {
			continue;
		}

		const error = await t.throwsAsync(
			readDeletes(copy, 'backup/delta'),
			undefined,
			`damage ${index}`,
		);
		t.true(hasCode(error, 'metadata-unreadable'), `${index}: ${error?.message}`);
		t.like(error, {details: {file: 'backup/delta'}});
	}
});

test('a binlog of another field is not taken for the one that is asked for', t => {
	const log = binlogOf([Buffer.from(int64Deletes, 'base64')]);
	t.is(readInt64Column(log, 'f', '1'), undefined);
});

test('a column of text is no column of integers', async t => {
	const log = binlogOf([Buffer.from(pairDeletes, 'base64')]);
	const error = t.throws(() => [...(readInt64Column(log, 'f', '-1') ?? [])]);
	t.true(hasCode(error, 'metadata-unreadable'));
});

test('a header is a part of the file: events begin where it says', async t => {
	for (const {bytes, key} of await logsOf('hello_peer')) {
		const {header, events} = readEvents(bytes, key);
		t.is(events.length, 1);
		t.is(header.firstEventAt + 33 + (events[0]?.payload.length ?? 0), bytes.length);
	}
});
