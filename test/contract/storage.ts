import {randomBytes} from 'node:crypto';
import {Readable} from 'node:stream';
import {buffer, text} from 'node:stream/consumers';
import anyTest, {type ExecutionContext, type TestFn} from 'ava';
import pMap from 'p-map';
import {hasCode, MilvaultError} from '../../source/model/milvault-error.js';
import type {ErrorCode} from '../../source/model/error-codes.js';
import {readObject} from '../../source/storage/read-object.js';
import type {ObjectInfo, Storage} from '../../source/storage/storage.js';

export type StorageUnderTest = {
	/** A new, empty place; gone after the test. */
	open: (t: ExecutionContext, options?: {signal?: AbortSignal}) => Promise<Storage>;
	/** A storage whose bucket or directory is not there. */
	openMissing: (t: ExecutionContext) => Promise<Storage>;
	missingCode: ErrorCode;
};

/**
 * Every obligation that source/storage/storage.ts lists; each implementation's test file runs all
 * of them.
 */
export function storageContract(
	name: string,
	{open, openMissing, missingCode}: StorageUnderTest,
): void {
	const test = anyTest as TestFn;

	test(`${name}: what is put is there, whole, with its size and checksum`, async t => {
		const storage = await open(t);
		const put = await storage.put('a/b/c.json', 'grüße 你好');
		t.is(put.sizeBytes, 14);
		t.is(await text(await storage.get('a/b/c.json')), 'grüße 你好');
		const head = await storage.head('a/b/c.json');
		t.is(head?.key, 'a/b/c.json');
		t.is(head?.sizeBytes, 14);
		t.true(head?.modifiedAt instanceof Date);
		t.truthy(put.checksum);
		t.is(await storage.checksum('a/b/c.json'), put.checksum ?? '');
	});

	test(`${name}: put replaces, also by nothing`, async t => {
		const storage = await open(t);
		const first = await storage.put('key', 'first');
		const second = await storage.put('key', Buffer.from('second'));
		t.not(second.checksum, first.checksum);
		t.is(await text(await storage.get('key')), 'second');
		t.is((await storage.put('key', '')).sizeBytes, 0);
		t.is((await storage.head('key'))?.sizeBytes, 0);
		t.is(await text(await storage.get('key')), '');
	});

	test(`${name}: a part of an object is read by its range, both ends included`, async t => {
		const storage = await open(t);
		await storage.put('key', '0123456789');
		const range = {start: 2, end: 5};
		t.is(await text(await storage.get('key', {range})), '2345');
		const rest = {start: 6};
		t.is(await text(await storage.get('key', {range: rest})), '6789');
		const behind = {start: 10};
		t.is(await text(await storage.get('key', {range: behind})), '');
	});

	test(`${name}: what was put in place of an object is another version`, async t => {
		const storage = await open(t);
		await storage.put('key', '0123456789');
		const body = await storage.get('key');
		body.destroy();
		const {version} = body;
		t.truthy(version);
		t.is(await text(await storage.get('key', {version})), '0123456789');
		await storage.put('key', 'another');
		await throwsCode(t, 'object-changed', async () => storage.get('key', {version}));
	});

	test(`${name}: a missing key is no head, and an error to read, sum or copy`, async t => {
		const storage = await open(t);
		await storage.put('there', 'x');
		t.is(await storage.head('not/there'), undefined);
		t.is(await storage.head('there/below'), undefined);
		await throwsCode(t, 'object-missing', async () => storage.get('not/there'));
		await throwsCode(t, 'object-missing', async () => storage.checksum('not/there'));
		await throwsCode(t, 'object-missing', async () =>
			storage.copyFrom(storage, 'not/there', 'copy', {sizeBytes: 1}),
		);
		t.is(await storage.head('copy'), undefined);
	});

	test(`${name}: a listing is every key with the prefix, in byte order, across pages`, async t => {
		const storage = await open(t);
		const keys = Array.from({length: 1105}, (_, index) => `many/${index}.log`);
		// `-` and `.` come before the slash, `0` after it; the emoji comes after U+FB01 in bytes,
		// before it in UTF-16.
		const odd = [
			'dir/x',
			'dir-/x',
			'dir.x',
			'dir0',
			'dir/x/y',
			'dir/x.y',
			'dir/x y+z%20',
			'数据/备份.json',
			'ﬁ',
			'😀',
			'e\u0301',
		].filter(key => key !== 'dir/x');
		await pMap([...keys, ...odd], async key => storage.put(key, key), {
			concurrency: 32,
		});
		const inOrder = (wanted: readonly string[]): string[] =>
			wanted.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

		t.deepEqual(await keysOf(storage, ''), inOrder([...keys, ...odd]));
		t.deepEqual(await keysOf(storage, 'many/'), inOrder(keys));
		t.deepEqual(
			await keysOf(storage, 'many/110'),
			inOrder(keys.filter(key => key.startsWith('many/110'))),
		);
		t.deepEqual(await keysOf(storage, 'dir'), inOrder(odd.filter(key => key.startsWith('dir'))));
		t.deepEqual(await keysOf(storage, '数据/'), ['数据/备份.json']);
		t.deepEqual(await keysOf(storage, 'nothing/'), []);
		for await (const {key, sizeBytes} of storage.list('dir')) {
			t.is(sizeBytes, Buffer.byteLength(key));
			t.is(await text(await storage.get(key)), key);
		}
	});

	test(`${name}: an empty place lists nothing`, async t => {
		const storage = await open(t);
		t.deepEqual(await keysOf(storage, ''), []);
		t.deepEqual(await all(storage.listDirectories('')), []);
		t.false(await storage.hasPrefix(''));
		await t.notThrowsAsync(storage.ensureReachable());
	});

	test(`${name}: directories are the names one level below that hold something`, async t => {
		const storage = await open(t);
		await pMap(['a/1/x', 'a/1/y', 'a/2/z/x', 'a/file', 'b/x', 'top'], key => storage.put(key, key));
		const names = async (prefix: string): Promise<string[]> => all(storage.listDirectories(prefix));
		t.deepEqual(await names(''), ['a', 'b']);
		t.deepEqual(await names('a/'), ['1', '2']);
		t.deepEqual(await names('a/1/'), []);
		t.deepEqual(await names('missing/'), []);
	});

	test(`${name}: a prefix is there when a key starts with it`, async t => {
		const storage = await open(t);
		await storage.put('backups/my_backup/meta/x.json', '{}');
		t.true(await storage.hasPrefix('backups/my_backup/'));
		t.true(await storage.hasPrefix('backups/my'));
		t.false(await storage.hasPrefix('backups/my/'));
		t.false(await storage.hasPrefix('backup/'));
	});

	test(`${name}: of many that create the same key at once exactly one succeeds`, async t => {
		const storage = await open(t);
		const bodies = Array.from({length: 16}, (_, index) => `run ${index}`);
		const won = await Promise.all(
			bodies.map(async body => storage.putIfAbsent('claims/name', body)),
		);
		t.is(won.filter(Boolean).length, 1);
		t.is(await text(await storage.get('claims/name')), bodies[won.indexOf(true)] ?? '');
		t.false(await storage.putIfAbsent('claims/name', 'late'));
		t.is(await text(await storage.get('claims/name')), bodies[won.indexOf(true)] ?? '');
	});

	test(`${name}: a stream of known length is stored`, async t => {
		const storage = await open(t);
		const bytes = randomBytes(3_000_000);
		const body = Readable.from(chunksOf(bytes));
		const {sizeBytes} = await storage.put('stream', body, {
			sizeBytes: bytes.byteLength,
		});
		t.is(sizeBytes, bytes.byteLength);
		t.deepEqual(await buffer(await storage.get('stream')), bytes);
	});

	test(`${name}: a long stream of unknown length is stored`, async t => {
		const storage = await open(t);
		const bytes = randomBytes(40 * 1024 ** 2 + 17);
		const {sizeBytes} = await storage.put('stream', Readable.from(chunksOf(bytes)));
		t.is(sizeBytes, bytes.byteLength);
		t.is((await storage.head('stream'))?.sizeBytes, bytes.byteLength);
		// As milvault reads: what a busy machine cuts off is gone on with.
		const read = await readObject(storage, 'stream', {maxBytes: bytes.byteLength});
		t.is(Buffer.compare(read, bytes), 0, 'the content differs');
	});

	test(`${name}: an empty stream of unknown length is an empty object`, async t => {
		const storage = await open(t);
		await storage.put('stream', Readable.from([]));
		t.is((await storage.head('stream'))?.sizeBytes, 0);
	});

	for (const [what, length] of [
		['shorter', 999],
		['longer', 1001],
	] as const) {
		test(`${name}: a stream that is ${what} than said leaves nothing`, async t => {
			const storage = await open(t);
			await throwsCode(t, 'object-changed', async () =>
				storage.put('key', Readable.from([randomBytes(length)]), {
					sizeBytes: 1000,
				}),
			);
			t.is(await storage.head('key'), undefined);
			t.deepEqual(await keysOf(storage, ''), []);
		});
	}

	test(`${name}: a stream that breaks leaves what was there, and its own error is the one that is told`, async t => {
		const storage = await open(t);
		await storage.put('key', 'old');
		for (const sizeBytes of [100_000, undefined]) {
			await throwsCode(t, 'collection-vanished', async () =>
				storage.put('key', Readable.from(breaking()), {sizeBytes}),
			);
		}

		t.is(await text(await storage.get('key')), 'old');
		t.deepEqual(await keysOf(storage, ''), ['key']);
	});

	test(`${name}: a copy has the same content`, async t => {
		const storage = await open(t);
		const bytes = randomBytes(1_000_000);
		const key = 'from/日志 +%1.log';
		const {checksum} = await storage.put(key, bytes);
		t.true(storage.canCopyFrom(storage));
		const copy = await storage.copyFrom(storage, key, 'to/日志 +%1.log', {
			sizeBytes: bytes.byteLength,
		});
		t.is(copy.key, 'to/日志 +%1.log');
		t.is(copy.sizeBytes, bytes.byteLength);
		t.is(copy.checksum, checksum);
		t.deepEqual(await buffer(await storage.get('to/日志 +%1.log')), bytes);
	});

	test(`${name}: deleting takes any number of keys, and missing ones are no error`, async t => {
		const storage = await open(t);
		const keys = Array.from({length: 1010}, (_, index) => `gone/${index}/x`);
		await pMap([...keys, 'stays/x'], async key => storage.put(key, ''), {
			concurrency: 32,
		});
		await storage.deleteMany(
			(async function* () {
				yield* keys;
				yield 'gone/missing';
				yield 'never/was/there';
			})(),
		);
		t.deepEqual(await keysOf(storage, ''), ['stays/x']);
		t.deepEqual(await all(storage.listDirectories('')), ['stays']);
		await storage.deleteMany([]);
	});

	test(`${name}: a failed deletion is told after all others were tried`, async t => {
		const storage = await open(t);
		await storage.put('a', '');
		await storage.put('c', '');
		await throwsCode(t, 'metadata-unsafe', async () => storage.deleteMany(['../b']));
		t.deepEqual(await keysOf(storage, ''), ['a', 'c']);
	});

	for (const key of ['../out', 'a/../../out', '/etc/passwd', 'a/..', '.', '', 'a\0b']) {
		test(`${name}: the key ${JSON.stringify(key)} leads nowhere`, async t => {
			const storage = await open(t);
			await storage.put('a/x', 'x');
			const calls: Array<() => Promise<unknown>> = [
				async () => storage.put(key, 'x'),
				async () => storage.putIfAbsent(key, 'x'),
				async () => storage.copyFrom(storage, 'a/x', key, {sizeBytes: 1}),
			];
			if (key !== '/etc/passwd') {
				calls.push(
					async () => storage.get(key),
					async () => storage.head(key),
					async () => storage.deleteMany([key]),
				);
			}

			for (const call of calls) {
				await throwsCode(t, 'metadata-unsafe', call);
			}

			t.deepEqual(await keysOf(storage, ''), ['a/x']);
		});
	}

	test(`${name}: cancelling ends a read in the middle`, async t => {
		const storage = await open(t);
		await storage.put('big', randomBytes(20 * 1024 ** 2));
		const controller = new AbortController();
		const stream = await storage.get('big', {signal: controller.signal});
		await throwsCode(t, 'cancelled', async () => {
			for await (const _chunk of stream) {
				controller.abort();
			}
		});
	});

	for (const sizeBytes of [50_000_000, undefined]) {
		test(`${name}: cancelling ends a write that waits for its source (length ${sizeBytes ? 'known' : 'unknown'}), and nothing is there`, async t => {
			const storage = await open(t);
			const controller = new AbortController();
			const endless = Readable.from(stalling(() => controller.abort()));
			await throwsCode(t, 'cancelled', async () =>
				storage.put('key', endless, {sizeBytes, signal: controller.signal}),
			);
			t.true(endless.destroyed);
			t.is(await storage.head('key'), undefined);
			t.deepEqual(await keysOf(storage, ''), []);
		});
	}

	test(`${name}: after a cancel no call does anything`, async t => {
		const storage = await open(t);
		await storage.put('key', 'x');
		const signal = AbortSignal.abort();
		const calls: Array<() => Promise<unknown>> = [
			async () => all(storage.list('', {signal})),
			async () => all(storage.listDirectories('', {signal})),
			async () => storage.head('key', {signal}),
			async () => storage.get('key', {signal}),
			async () => storage.put('new', 'x', {signal}),
			async () => storage.putIfAbsent('new', 'x', {signal}),
			async () => storage.copyFrom(storage, 'key', 'new', {sizeBytes: 1, signal}),
			async () => storage.checksum('key', {signal}),
			async () => storage.deleteMany(['key'], {signal}),
			async () => storage.hasPrefix('', {signal}),
			async () => storage.ensureReachable({signal}),
		];
		for (const call of calls) {
			await throwsCode(t, 'cancelled', call);
		}

		t.deepEqual(await keysOf(storage, ''), ['key']);
	});

	test(`${name}: the signal that it was opened with ends every call`, async t => {
		const controller = new AbortController();
		const storage = await open(t, {signal: controller.signal});
		await storage.put('key', 'x');
		controller.abort();
		await throwsCode(t, 'cancelled', async () => storage.head('key'));
		await throwsCode(t, 'cancelled', async () => storage.put('key', 'y'));
	});

	test(`${name}: a place that is not there is an error and never an empty listing`, async t => {
		const storage = await openMissing(t);
		const calls: Array<() => Promise<unknown>> = [
			async () => storage.ensureReachable(),
			async () => keysOf(storage, ''),
			async () => all(storage.listDirectories('')),
			async () => storage.hasPrefix('a'),
			async () => storage.head('a'),
			async () => storage.get('a'),
		];
		for (const call of calls) {
			await throwsCode(t, missingCode, call);
		}
	});
}

export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
	const found: Item[] = [];
	for await (const item of items) {
		found.push(item);
	}

	return found;
}

/** Keys in the order of the listing. */
export async function keysOf(storage: Storage, prefix: string): Promise<string[]> {
	const infos: ObjectInfo[] = await all(storage.list(prefix));
	return infos.map(({key}) => key);
}

export async function throwsCode<Code extends ErrorCode>(
	t: ExecutionContext,
	code: Code,
	call: () => Promise<unknown>,
): Promise<MilvaultError<Code>> {
	try {
		await call();
	} catch (error) {
		if (hasCode(error, code)) {
			t.pass();
			return error;
		}

		t.log(error);
		t.fail(`${code} was expected`);
		throw error;
	}

	throw new Error(`${code} was expected, but there was no error`);
}

function* chunksOf(bytes: Buffer): Generator<Buffer> {
	for (let start = 0; start < bytes.byteLength; start += 65_536) {
		yield bytes.subarray(start, start + 65_536);
	}
}

async function* breaking(): AsyncGenerator<Buffer> {
	yield randomBytes(1000);
	throw new MilvaultError('collection-vanished', {collection: 'default.a'});
}

/** Enough to be on the way, then never an end. */
async function* stalling(onStalled: () => void): AsyncGenerator<Buffer> {
	for (let index = 0; index < 330; index++) {
		yield Buffer.alloc(65_536);
	}

	onStalled();
	await new Promise(() => {});
}
