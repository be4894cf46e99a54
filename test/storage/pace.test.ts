import {randomBytes} from 'node:crypto';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {openStorage} from '../../source/storage/open-storage.js';
import type {StorageHooks} from '../../source/storage/storage.js';
import {transferObject} from '../../source/storage/transfer.js';
import {recordingProxy} from '../helpers/proxies/recording-proxy.js';
import {httpServer, newBucket, open, settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';

/*
 * What a pace is asked for: every byte of an object once, every request once. How long it makes
 * them wait is its own affair.
 */

const mib = 1024 ** 2;

function counting(partBytes?: number): {
	hooks: StorageHooks;
	seen: {bytes: number[]; requests: number};
} {
	const seen = {bytes: [] as number[], requests: 0};
	return {
		seen,
		hooks: {
			pace: {
				async request() {
					seen.requests++;
				},
				async bytes(count) {
					seen.bytes.push(count);
				},
				copy: async work => work(),
				partBytes: () => partBytes,
			},
		},
	};
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

test('a copy by the store is counted with its bytes, a large one in parts', async t => {
	const {hooks, seen} = counting(5 * mib);
	const storage = await open(t, settingsOf(await newBucket()), {hooks});
	const body = randomBytes(12 * mib);
	await storage.put('large', body);
	await storage.put('small', 'x');
	seen.bytes.length = 0;
	const options = {sizeBytes: body.length};
	await transferObject(storage, 'large', storage, 'copy', options);
	t.deepEqual(
		seen.bytes.toSorted((a, b) => a - b),
		[2 * mib, 5 * mib, 5 * mib],
	);
	await transferObject(storage, 'small', storage, 'copy2', {sizeBytes: 1});
	t.is(sum(seen.bytes), body.length + 1);
	t.is((await storage.head('copy'))?.sizeBytes, body.length);
});

test('every request is counted, also listings and deletions', async t => {
	const {endpoint, requests} = await recordingProxy(t, servers().minio.endpoint);
	const {hooks, seen} = counting();
	const storage = await open(t, settingsOf(await newBucket(), {endpoint}), {
		hooks,
	});
	await storage.put('a', 'x');
	await storage.putIfAbsent('b', 'y');
	await storage.hasPrefix('a');
	for await (const object of storage.list('')) {
		t.truthy(object.key);
	}

	await storage.deleteMany(['a', 'b']);
	t.is(seen.requests, requests.length);
	t.true(seen.requests >= 5);
});

test('a stream and a copy between files are counted while they flow', async t => {
	const directory = await mkdtemp(join(tmpdir(), 'milvault-pace-'));
	t.teardown(async () => rm(directory, {recursive: true, force: true}));
	const {hooks, seen} = counting(5 * mib);
	const bucket = await open(t, settingsOf(await newBucket()));
	const local = await openStorage({type: 'local', path: directory}, {hooks});
	t.teardown(() => {
		local.close();
	});
	const body = randomBytes(3 * mib);
	const options = {sizeBytes: body.length};
	await bucket.put('a', body);
	await transferObject(bucket, 'a', local, 'a', options);
	t.is(sum(seen.bytes), body.length);
	t.true(seen.bytes.length > 1, 'not in one piece');
	await transferObject(local, 'a', local, 'b', options);
	t.is(sum(seen.bytes), 2 * body.length);
	t.is(await local.checksum('b'), await local.checksum('a'));
});

/** Answers 503 as long as `isBusy` says so, and counts. */
async function busyStore(
	t: ExecutionContext,
	isBusy: (request: number) => boolean,
): Promise<{endpoint: string; counts: {requests: number}}> {
	const counts = {requests: 0};
	const endpoint = await httpServer(t, (request, response) => {
		const isRefused = isBusy(counts.requests++);
		request.resume().on('end', () => {
			if (isRefused) {
				response.writeHead(503, {'content-type': 'application/xml'});
				response.end('<Error><Code>SlowDown</Code></Error>');
				return;
			}

			response.writeHead(200, {etag: '"abc"'});
			response.end();
		});
	});
	return {endpoint, counts};
}

test('a store that refuses every third request takes them all in the end, and each retry is told', async t => {
	const {endpoint, counts} = await busyStore(t, request => request % 3 === 2);
	const retries: string[] = [];
	const storage = await open(t, settingsOf('bucket', {endpoint}), {
		hooks: {
			onRetry({action, waitMs}) {
				retries.push(action);
				t.true(waitMs >= 0);
			},
		},
	});
	await Promise.all(Array.from({length: 12}, async (_, index) => storage.put(`${index}`, 'x')));
	t.is(retries.length, counts.requests - 12);
	t.true(retries.length >= 4);
});

test('what is denied is asked once', async t => {
	let requests = 0;
	const endpoint = await httpServer(t, (request, response) => {
		requests++;
		request.resume().on('end', () => {
			response.writeHead(403, {'content-type': 'application/xml'});
			response.end('<Error><Code>AccessDenied</Code></Error>');
		});
	});
	const storage = await open(t, settingsOf('bucket', {endpoint}));
	await t.throwsAsync(storage.put('a', 'x'));
	t.is(requests, 1);
});
