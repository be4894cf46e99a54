import {createHash, randomBytes} from 'node:crypto';
import type {IncomingHttpHeaders} from 'node:http';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {buffer, text} from 'node:stream/consumers';
import {
	ListMultipartUploadsCommand,
	PutObjectCommand,
	S3Client,
	type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import test, {type ExecutionContext} from 'ava';
import {findBuckets, findRootPaths} from '../../source/storage/discover.js';
import {openStorage} from '../../source/storage/open-storage.js';
import {readObject} from '../../source/storage/read-object.js';
import type {RetryNotice, Storage} from '../../source/storage/storage.js';
import {transferObject} from '../../source/storage/transfer.js';
import {keysOf, storageContract, throwsCode} from '../contract/storage.js';
import {
	httpServer,
	newBucket,
	open,
	openDenied,
	settingsOf,
} from '../helpers/backups/s3-storage.js';
import {createBucket} from '../helpers/servers/minio.js';
import {servers} from '../helpers/servers/servers.js';

const mib = 1024 ** 2;
const {minio, minio2} = servers();

async function openNew(t: ExecutionContext, server = minio): Promise<Storage> {
	return open(t, settingsOf(await newBucket(server), {}, server));
}

storageContract('MinIO', {
	open: async (t, options) => open(t, settingsOf(await newBucket()), options),
	openMissing: async t => open(t, settingsOf('not-there')),
	missingCode: 'bucket-missing',
});

test('a store that fails for a moment is asked again, and the retry is told', async t => {
	let requests = 0;
	const endpoint = await httpServer(t, (request, response) => {
		requests++;
		const isRefused = requests < 3;
		// Answering before the body has arrived would be a second kind of failure.
		request.resume().on('end', () => {
			if (isRefused) {
				response.writeHead(503, {'content-type': 'application/xml'});
				response.end(
					'<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>',
				);
				return;
			}

			response.writeHead(200, {etag: '"abc"'});
			response.end();
		});
	});
	const notices: Array<Omit<RetryNotice, 'waitMs'>> = [];
	const storage = await open(t, settingsOf('bucket', {endpoint}), {
		hooks: {onRetry: ({waitMs: _waitMs, ...notice}) => notices.push(notice)},
	});
	t.is((await storage.put('a', 'x')).checksum, 'abc');
	t.is(requests, 3);
	t.deepEqual(
		// On a busy machine a request may also be told to have no answer yet.
		notices.filter(({waitedMs}) => waitedMs === undefined),
		Array.from({length: 2}, () => ({
			action: 's3:PutObject',
			resource: 'bucket/a',
			reason: '503 SlowDown Please reduce your request rate.',
		})),
	);
});

test('a claim whose answer was lost is still won', async t => {
	// The first answer never arrives, so the SDK asks again and hears that the key is there: by our
	// own write.
	let requests = 0;
	const endpoint = await httpServer(t, (request, response) => {
		request.resume();
		requests++;
		if (requests === 1) {
			request.on('end', () => request.socket.destroy());
		} else if (request.method === 'PUT') {
			response.writeHead(412, {'content-type': 'application/xml'});
			response.end('<Error><Code>PreconditionFailed</Code></Error>');
		} else {
			response.writeHead(200, {'content-length': '5'});
			response.end('run 1');
		}
	});
	const settings = settingsOf('bucket', {endpoint});
	t.true(await (await open(t, settings)).putIfAbsent('claim', 'run 1'));
	requests = 0;
	t.false(await (await open(t, settings)).putIfAbsent('claim', 'run 2'));
});

test('a read whose connection is lost half way is an error and never a short object', async t => {
	const endpoint = await httpServer(t, (_request, response) => {
		response.writeHead(200, {'content-length': '1000000'});
		response.write(Buffer.alloc(1000), () => response.destroy());
	});
	const storage = await open(t, settingsOf('bucket', {endpoint}));
	const {details} = await throwsCode(t, 'storage-unreachable', async () =>
		buffer(await storage.get('a')),
	);
	t.is(details.reason, 'the connection was lost');
});

test('a transfer whose connection is lost half way starts again', async t => {
	const bytes = randomBytes(1_000_000);
	let requests = 0;
	const endpoint = await httpServer(t, (_request, response) => {
		requests++;
		response.writeHead(200, {'content-length': String(bytes.byteLength)});
		if (requests < 3) {
			response.write(bytes.subarray(0, 1000), () => response.destroy());
		} else {
			response.end(bytes);
		}
	});
	const source = await open(t, settingsOf('bucket', {endpoint}));
	const target = await openNew(t);
	const copy = await transferObject(source, 'a', target, 'b', {
		sizeBytes: bytes.byteLength,
	});
	t.is(copy.sizeBytes, bytes.byteLength);
	t.is(requests, 3);
	t.deepEqual(await buffer(await target.get('b')), bytes);
});

test('cancelling does not wait for a store that never answers', async t => {
	const controller = new AbortController();
	const endpoint = await httpServer(t, () => {
		controller.abort();
	});
	const storage = await open(t, settingsOf('bucket', {endpoint}));
	await throwsCode(t, 'cancelled', async () => storage.head('a', {signal: controller.signal}));
});

async function unfinishedUploads(bucket: string): Promise<number> {
	const client = new S3Client({
		endpoint: minio.endpoint,
		region: 'us-east-1',
		forcePathStyle: true,
		credentials: minio,
	});
	const {Uploads = []} = await client.send(
		// MinIO lists uploads of one key at a time.
		new ListMultipartUploadsCommand({Bucket: bucket, Prefix: 'key'}),
	);
	client.destroy();
	return Uploads.length;
}

test('cancelling in the middle of an upload in parts gives the parts up', async t => {
	const bucket = await newBucket();
	const storage = await open(t, settingsOf(bucket));
	const controller = new AbortController();
	let during: number | undefined;
	const body = async function* (): AsyncGenerator<Buffer> {
		for (let index = 0; index < 20; index++) {
			yield Buffer.alloc(4 * mib);
		}

		during = await unfinishedUploads(bucket);
		controller.abort();
		yield Buffer.alloc(4 * mib);
	};

	await throwsCode(t, 'cancelled', async () =>
		storage.put('key', Readable.from(body()), {signal: controller.signal}),
	);
	t.is(during, 1);
	t.is(await unfinishedUploads(bucket), 0);
	t.is(await storage.head('key'), undefined);
});

test('an object above the threshold is copied in parts', async t => {
	const bucket = await newBucket();
	const storage = await open(t, settingsOf(bucket, {multipartCopyThresholdBytes: 5 * mib}));
	const bytes = randomBytes(12 * mib + 5);
	await storage.put('from/日志 1', bytes);
	const copy = await storage.copyFrom(storage, 'from/日志 1', 'key', {
		sizeBytes: bytes.byteLength,
	});
	t.is(copy.sizeBytes, bytes.byteLength);
	t.regex(copy.checksum ?? '', /-3$/);
	const head = await storage.head('key');
	t.is(head?.checksum, copy.checksum);
	// As milvault reads: what a busy machine cuts off is gone on with.
	const read = await readObject(storage, 'key', {maxBytes: bytes.byteLength});
	t.is(Buffer.compare(read, bytes), 0);
});

test('a copy in parts that fails leaves no parts', async t => {
	const bucket = await newBucket();
	const storage = await open(t, settingsOf(bucket, {multipartCopyThresholdBytes: 5 * mib}));
	await storage.put('from', randomBytes(6 * mib));
	await throwsCode(t, 'object-changed', async () =>
		storage.copyFrom(storage, 'from', 'key', {sizeBytes: 12 * mib}),
	);
	await throwsCode(t, 'object-missing', async () =>
		storage.copyFrom(storage, 'not/there', 'key', {sizeBytes: 12 * mib}),
	);
	const controller = new AbortController();
	const copying = storage.copyFrom(storage, 'from', 'key', {
		sizeBytes: 6 * mib,
		signal: controller.signal,
	});
	controller.abort();
	await throwsCode(t, 'cancelled', async () => copying);
	t.is(await unfinishedUploads(bucket), 0);
	t.is(await storage.head('key'), undefined);
});

test('buckets of one store copy from each other, two stores do not', async t => {
	const source = await openNew(t);
	const sibling = await openNew(t);
	const stranger = await openNew(t, minio2);
	t.true(sibling.canCopyFrom(source));
	t.false(stranger.canCopyFrom(source));
	const path = await mkdtemp(join(tmpdir(), 'milvault-storage-'));
	t.teardown(async () => rm(path, {recursive: true, force: true}));
	const local = await openStorage({type: 'local', path});
	t.false(sibling.canCopyFrom(local));
	t.false(local.canCopyFrom(source));

	const bytes = randomBytes(100_000);
	await source.put('a', bytes);
	for (const target of [sibling, stranger, local]) {
		const copy = await transferObject(source, 'a', target, 'b', {
			sizeBytes: bytes.byteLength,
		});
		t.is(copy.sizeBytes, bytes.byteLength);
		t.is((await target.head('b'))?.sizeBytes, bytes.byteLength);
		t.deepEqual(await buffer(await target.get('b')), bytes);
		await throwsCode(t, 'object-missing', async () =>
			transferObject(source, 'missing', target, 'c', {sizeBytes: 1}),
		);
	}

	for (const target of [stranger, local]) {
		await throwsCode(t, 'object-changed', async () =>
			transferObject(source, 'a', target, 'd', {sizeBytes: 99_999}),
		);
		t.deepEqual(await keysOf(target, ''), ['b']);
	}

	const back = await transferObject(local, 'b', source, 'c', {
		sizeBytes: bytes.byteLength,
	});
	t.is(back.checksum, await source.checksum('a'));
	local.close();
});

async function putRaw(input: PutObjectCommandInput): Promise<void> {
	const client = new S3Client({
		endpoint: minio.endpoint,
		region: 'us-east-1',
		forcePathStyle: true,
		credentials: minio,
	});
	await client.send(new PutObjectCommand(input));
	client.destroy();
}

test('keys that S3 browsers leave behind are listed and can be deleted', async t => {
	const bucket = await newBucket();
	const storage = await open(t, settingsOf(bucket));
	await putRaw({Bucket: bucket, Key: 'backup/', Body: '', ContentLength: 0});
	t.deepEqual(await keysOf(storage, 'backup'), ['backup/']);
	await storage.deleteMany(['backup/']);
	t.deepEqual(await keysOf(storage, ''), []);
});

test('an object that is a web page is an object like others', async t => {
	const bucket = await newBucket();
	const storage = await open(t, settingsOf(bucket));
	await putRaw({
		Bucket: bucket,
		Key: 'index.html',
		Body: '<html></html>',
		ContentType: 'text/html',
	});
	t.is(await text(await storage.get('index.html')), '<html></html>');
	t.is((await storage.head('index.html'))?.sizeBytes, 13);
});

test('deletions carry the checksum that older stores insist on', async t => {
	let headers: IncomingHttpHeaders = {};
	let md5: string | undefined;
	const endpoint = await httpServer(t, (request, response) => {
		headers = request.headers;
		void buffer(request).then(body => {
			md5 = createHash('md5').update(body).digest('base64');
			response.writeHead(200, {'content-type': 'application/xml'});
			response.end('<DeleteResult/>');
		});
	});
	const storage = await open(t, settingsOf('bucket', {endpoint}));
	await storage.deleteMany(['a', 'b']);
	t.is(headers['content-md5'], md5 ?? '');
	t.deepEqual(
		Object.keys(headers).filter(name => name.includes('checksum')),
		[],
	);
});

test('the root path of a collection is found in this bucket and in others', async t => {
	const bucket = await newBucket();
	const storage = await open(t, settingsOf(bucket));
	// The first by name: of a store with very many buckets not all are looked into.
	const other = `a-${randomBytes(8).toString('hex')}`;
	await createBucket(servers().minio, other);
	const otherStorage = await open(t, settingsOf(other));
	const id = `9${Date.now()}`;
	await storage.put(`files/insert_log/${id}/1/2/3/4`, 'x');
	await storage.put(`file/insert_log/1/1/2/3/4`, 'x');
	await otherStorage.put(`insert_log/${id}/1/2/3/4`, 'x');
	await otherStorage.put(`a/b/insert_log/${id}/1/2/3/4`, 'x');
	t.deepEqual(await findRootPaths(storage, [id]), ['files']);
	t.deepEqual(
		(await findBuckets(storage, [id])).filter(found => found.bucket === other),
		[
			{bucket: other, rootPath: ''},
			{bucket: other, rootPath: 'a/b'},
		],
	);
});

test('session keys are not the account of the keys that made them', async t => {
	const bucket = await newBucket();
	const owner = await open(t, settingsOf(bucket));
	const session = await openDenied(t, bucket, [
		{Effect: 'Allow', Action: ['s3:*'], Resource: ['arn:aws:s3:::*']},
	]);
	t.false(session.canCopyFrom(owner));
	await session.put('a', 'x');
	t.is((await owner.head('a'))?.sizeBytes, 1);
});
