import {randomBytes} from 'node:crypto';
import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {openStorage} from '../../source/storage/open-storage.js';
import {readObject, readObjectChunks, readObjectText} from '../../source/storage/read-object.js';
import type {RetryNotice, Storage} from '../../source/storage/storage.js';
import {throwsCode} from '../contract/storage.js';
import {faultProxy, type Fault} from '../helpers/proxies/fault-proxy.js';
import {httpServer, newBucket, open, settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';

const {minio} = servers();
const anySize = Number.POSITIVE_INFINITY;

/**
 * A real bucket, straight and through a line that has these faults one after another for what is
 * read.
 */
async function openBoth(
	t: Parameters<typeof open>[0],
	faults: Array<Fault | undefined>,
): Promise<{
	straight: Storage;
	faulty: Storage;
	notices: RetryNotice[];
	reads: () => string[];
}> {
	const bucket = await newBucket();
	const proxy = await faultProxy(t, minio.endpoint, ({method}) =>
		method === 'GET' ? faults.shift() : undefined,
	);
	const notices: RetryNotice[] = [];
	return {
		straight: await open(t, settingsOf(bucket)),
		faulty: await open(t, settingsOf(bucket, {endpoint: proxy.endpoint}), {
			hooks: {onRetry: notice => notices.push(notice)},
		}),
		notices,
		reads: () =>
			proxy.requests
				.filter(({method}) => method === 'GET')
				.map(({headers}) => headers.range ?? 'whole'),
	};
}

test('a read whose line is cut goes on where it was, and tells it', async t => {
	const {straight, faulty, notices, reads} = await openBoth(t, ['cut', 'cut']);
	const bytes = randomBytes(1_000_000);
	await straight.put('a', bytes);
	const read = await readObject(faulty, 'a', {maxBytes: anySize});
	t.is(Buffer.compare(read, bytes), 0);
	t.deepEqual(reads(), ['whole', 'bytes=500000-', 'bytes=750000-']);
	t.deepEqual(
		notices.map(({waitMs: _waitMs, ...notice}) => notice),
		Array.from({length: 2}, () => ({
			action: 'read',
			resource: 'a',
			reason: 'the connection was lost',
		})),
	);
});

test('a part of an object whose line is cut is that part', async t => {
	const {straight, faulty, reads} = await openBoth(t, ['cut']);
	await straight.put('a', '0123456789');
	const range = {start: 2, end: 7};
	t.is(await readObjectText(faulty, 'a', {maxBytes: anySize, range}), '234567');
	t.deepEqual(reads(), ['bytes=2-7', 'bytes=5-7']);
});

test('an object that is replaced while its line is cut is read anew, and never mixed of two', async t => {
	const {straight, faulty} = await openBoth(t, ['cut']);
	const [old, young] = [Buffer.alloc(1_000_000, 'a'), Buffer.alloc(1_000_000, 'b')];
	await straight.put('a', old);
	// The pause before the next try is when it is replaced.
	const replacing: Storage = {
		...faulty,
		hooks: {onRetry: () => {}},
		async get(key, options) {
			if (options?.version !== undefined) {
				await straight.put('a', young);
			}

			return faulty.get(key, options);
		},
	};
	const read = await readObject(replacing, 'a', {maxBytes: anySize});
	t.is(Buffer.compare(read, young), 0);
});

test('a stream of an object that is replaced while its line is cut ends with an error', async t => {
	const {straight, faulty} = await openBoth(t, ['cut']);
	await straight.put('a', Buffer.alloc(1_000_000, 'a'));
	await throwsCode(t, 'object-changed', async () => {
		let isReplaced = false;
		for await (const chunk of readObjectChunks(faulty, 'a', {
			maxBytes: anySize,
		})) {
			t.true(chunk.every(byte => byte === 'a'.charCodeAt(0)));
			if (!isReplaced) {
				isReplaced = true;
				await straight.put('a', Buffer.alloc(1_000_000, 'b'));
			}
		}
	});
});

test('a line that is cut at every try without a byte is an error after the fourth', async t => {
	let requests = 0;
	const endpoint = await httpServer(t, (_request, response) => {
		requests++;
		response.writeHead(200, {'content-length': '1000', etag: '"a"'});
		response.flushHeaders();
		response.destroy();
	});
	const storage = await open(t, settingsOf('bucket', {endpoint}));
	await throwsCode(t, 'storage-unreachable', async () =>
		readObject(storage, 'a', {maxBytes: anySize}),
	);
	t.true(requests >= 4);
});

test('a store that sends something else than the part asked for is not believed (simulated)', async t => {
	let requests = 0;
	const endpoint = await httpServer(t, (_request, response) => {
		requests++;
		response.writeHead(200, {'content-length': '1000', etag: '"a"'});
		if (requests === 1) {
			response.write(Buffer.alloc(500), () => response.destroy());
		} else {
			response.end(Buffer.alloc(1000));
		}
	});
	const storage = await open(t, settingsOf('bucket', {endpoint}));
	const {details} = await throwsCode(t, 'storage-refused', async () =>
		readObject(storage, 'a', {maxBytes: anySize}),
	);
	t.regex(details.reason, /not the part that was requested/);
});

test('what is larger than it may be is refused and does not fill the memory', async t => {
	const storage = await open(t, settingsOf(await newBucket()));
	await storage.put('a', Buffer.alloc(1_000_000));
	const {details} = await throwsCode(t, 'metadata-unreadable', async () =>
		readObject(storage, 'a', {maxBytes: 1000}),
	);
	t.deepEqual(details, {file: 'a', reason: 'it is larger than 1000 bytes'});
	t.is((await readObject(storage, 'a', {maxBytes: 1_000_000})).byteLength, 1_000_000);
});

test('a file of a directory is read whole, in part, and not beyond its bound', async t => {
	const path = await mkdtemp(join(tmpdir(), 'milvault-read-'));
	t.teardown(async () => rm(path, {recursive: true}));
	const storage = await openStorage({type: 'local', path});
	await storage.put('a', '0123456789');
	t.is(await readObjectText(storage, 'a', {maxBytes: 10}), '0123456789');
	const range = {start: 8};
	t.is(await readObjectText(storage, 'a', {maxBytes: 10, range}), '89');
	await throwsCode(t, 'metadata-unreadable', async () => readObject(storage, 'a', {maxBytes: 9}));
});

test('outside of storage no code reads a body past it', async t => {
	const source = join(import.meta.dirname, '../../source');
	const files = (await readdir(source, {recursive: true})).filter(
		file => file.endsWith('.ts') && !file.startsWith('storage/'),
	);
	t.true(files.length > 300);
	const past: string[] = [];
	for (const file of files) {
		const text = await readFile(join(source, file), 'utf8');
		if (/\bstorage\s*\.get\(/.test(text)) {
			past.push(file);
		}
	}

	t.deepEqual(past, []);
});
