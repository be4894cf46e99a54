import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {zstdDecompressSync} from 'node:zlib';
import test from 'ava';
import {checkDeleteLog, checkInsertLog} from '../../../source/format/binlog/check-binlog.js';
import {readDeleteLog} from '../../../source/format/binlog/read-delete-log.js';
import {readPayloads} from '../../../source/format/binlog/read-events.js';
import {readValues} from '../../../source/format/binlog/read-values.js';
import {hasCode} from '../../../source/model/milvault-error.js';
import {seededRandom} from '../../helpers/runner/seeded-random.js';
import {fixtureBinlogs, fixturesDirectory} from '../samples.js';
import {binlogOf, int64Deletes, longEntry, manyNulls, varcharDeletes} from './parquet-samples.js';

const shop = 'shop_peer';

async function shopLogs(): Promise<Array<{key: string; bytes: Buffer}>> {
	return Promise.all(
		fixtureBinlogs(shop).map(async key => ({
			key,
			bytes: await readFile(path.join(fixturesDirectory, shop, key)),
		})),
	);
}

async function check(bytes: Uint8Array, key: string): Promise<unknown> {
	return key.includes('/delta_log/')
		? checkDeleteLog(bytes, key)
		: checkInsertLog(bytes, key, new Map());
}

function valuesOf(bytes: Uint8Array, key: string): string {
	return readPayloads(bytes, key)
		.flatMap(payload => readValues(payload, key).columns)
		.flatMap(column => [...column])
		.map(value => (value instanceof Uint8Array ? value.join() : String(value)))
		.join('\n');
}

test('a flipped bit in a binlog is found, or no value of it is another one', async t => {
	const random = seededRandom('flips', 20);
	let found = 0;
	let flips = 0;
	for (const {key, bytes} of await shopLogs()) {
		const healthy = valuesOf(bytes, key);
		for (let flip = 0; flip < 12; flip++) {
			const copy = Buffer.from(bytes);
			const at = random.below(copy.length);
			copy.writeUInt8(copy.readUInt8(at) ^ (1 << random.below(8)), at);
			flips++;
			try {
				await check(copy, key);
			} catch (error) {
				t.true(hasCode(error, 'metadata-unreadable'), `${key} ${at}`);
				found++;
				continue;
			}

			t.is(valuesOf(copy, key), healthy, `${key} byte ${at}`);
		}
	}

	// The others lie in statistics, times of the header, or the name of the writer.
	t.true(found > flips / 2, `${found} of ${flips}`);
});

test('64 zeroed bytes in a page of vectors are found: Milvus 2.3.5 ends at them', async t => {
	const logs = await shopLogs();
	const {key, bytes} = logs.find(log => log.bytes.length > 1500)!;
	const copy = Buffer.from(bytes);
	copy.fill(0, 600, 664);
	const error = await t.throwsAsync(check(copy, key));
	t.true(hasCode(error, 'metadata-unreadable'));
});

test('what follows in a page after its frame is found: Milvus 2.3.5 takes it for another frame and ends', async t => {
	const logs = await shopLogs();
	let found = 0;
	for (const {key, bytes} of logs) {
		// Without its checksum's flag, a frame of zstd ends four bytes earlier.
		const frame = bytes.indexOf(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]));
		const copy = Buffer.from(bytes);
		copy.writeUInt8(copy.readUInt8(frame + 4) & ~4, frame + 4);
		if (!copy.equals(bytes)) {
			found++;
			await t.throwsAsync(check(copy, key), undefined, key);
		}
	}

	t.is(found, logs.length);
});

test('an insert log of another type, another dimension, or with nulls where none may be is found', async t => {
	const logs = await shopLogs();
	const vectors = logs.find(({bytes}) => bytes.readInt32LE(69) === 101)!;
	const field = vectors.key.split('/').at(-2)!;
	const checked = async (form: object): Promise<string> => {
		try {
			await checkInsertLog(
				vectors.bytes,
				'f',
				new Map([[field, {dataType: 101, dim: 8, ...form}]]),
			);
			return '';
		} catch (error) {
			return hasCode(error, 'metadata-unreadable') ? error.details.reason : String(error);
		}
	};

	t.is(await checked({}), '');
	t.is(await checked({dataType: 5}), 'it holds FloatVector, its field is Int64');
	t.is(await checked({dim: 16}), 'its vectors have 32 bytes, FloatVector of 16 dimensions has 64');
});

test('an insert log in place of a delta log, and the other way round, is found', async t => {
	const logs = await shopLogs();
	const insert = logs.find(({key}) => key.includes('/insert_log/'))!;
	const delta = logs.find(({key}) => key.includes('/delta_log/'))!;
	await t.throwsAsync(checkDeleteLog(insert.bytes, 'f'));
	await t.throwsAsync(checkInsertLog(delta.bytes, 'f', new Map()));
});

test('deletes whose keys are of another type than the primary key are found', async t => {
	const numbers = binlogOf([Buffer.from(int64Deletes, 'base64')]);
	const texts = binlogOf([Buffer.from(varcharDeletes, 'base64')]);
	const [int64, varchar] = [{dataType: 5}, {dataType: 21}];
	t.is((await checkDeleteLog(numbers, 'f', int64)).entries, 3);
	t.is((await checkDeleteLog(texts, 'f', varchar)).entries, 3);
	await t.throwsAsync(checkDeleteLog(numbers, 'f', varchar));
	await t.throwsAsync(checkDeleteLog(texts, 'f', int64));
});

const bombs = {
	'a delete whose key takes 200 MB in a file of 6 KB': {
		packed: longEntry,
		reason: /a page of 200000004 bytes is more than is read/,
	},
	'60 million nulls in a delta log of 110 KB': {
		packed: manyNulls,
		reason: /it says that 114\d{3} bytes hold 60000000 deletes/,
	},
};

for (const [name, {packed, reason}] of Object.entries(bombs)) {
	test(`${name} is refused before it is unpacked`, async t => {
		const log = binlogOf([zstdDecompressSync(Buffer.from(packed, 'base64'))]);
		const error = await t.throwsAsync(Array.fromAsync(readDeleteLog(log, 'f')));
		t.true(hasCode(error, 'metadata-unreadable'), String(error));
		t.regex(String(error && 'details' in error && JSON.stringify(error.details)), reason);
		await t.throwsAsync(checkDeleteLog(log, 'f'));
	});
}

test('a page that unpacks to more than it says is given up at once', async t => {
	const {key, bytes} = (await shopLogs()).find(log => log.bytes.length > 1500)!;
	const bomb = zstdDecompressSync(Buffer.from(longEntry, 'base64'));
	const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
	const at = bytes.indexOf(frame);
	const from = bomb.indexOf(frame);
	// The beginning of a frame of 200 MB in the place of a small one.
	const copy = Buffer.from(bytes);
	bomb.copy(copy, at, from, from + 100);
	await t.throwsAsync(check(copy, key));
});
