import {Readable} from 'node:stream';
import {buffer} from 'node:stream/consumers';
import {PutObjectCommand, S3Client} from '@aws-sdk/client-s3';
import test, {type ExecutionContext} from 'ava';
import {createQuickCopy} from '../../source/storage/s3/quick-copy.js';
import {readCopyAnswer} from '../../source/storage/s3/copy-answer.js';
import {createRequestContexts} from '../../source/storage/s3/request-context.js';
import type {RetryNotice, Storage} from '../../source/storage/storage.js';
import {throwsCode} from '../contract/storage.js';
import {httpServer, newBucket, open, secret, settingsOf} from '../helpers/backups/s3-storage.js';
import {faultProxy, type Fault} from '../helpers/proxies/fault-proxy.js';
import {assumeRole} from '../helpers/servers/assume-role.js';
import {servers} from '../helpers/servers/servers.js';

const {minio} = servers();

/** The SDK numbers its tries in a header; a try past it has none. */
function isQuick(headers: Readonly<Record<string, unknown>>): boolean {
	return headers['amz-sdk-request'] === undefined;
}

test('keys of every character are copied at the first try, with the signature that the store wants', async t => {
	const proxy = await faultProxy(t, minio.endpoint, () => undefined);
	const storage = await open(t, settingsOf(await newBucket(), {endpoint: proxy.endpoint}));
	const keys = [
		'plain/1',
		'with space/and+plus',
		"marks/!'()*~-_.",
		'signs/@:,;=$&?x=1#z',
		'percent/%41/%2F/%',
		'日志/ü/é/😀',
		'quotes/"<>`{}|^[]\\',
	];
	for (const key of keys) {
		await storage.put(`from/${key}`, key);
		const copy = await storage.copyFrom(storage, `from/${key}`, `to/${key}`, {
			sizeBytes: Buffer.byteLength(key),
		});
		t.is(copy.checksum, (await storage.head(`to/${key}`))?.checksum, key);
		t.is((await buffer(await storage.get(`to/${key}`))).toString(), key);
	}

	const copies = proxy.requests.filter(({isCopy}) => isCopy);
	t.is(copies.length, keys.length, 'one request for each');
	t.true(copies.every(({headers}) => isQuick(headers)));
});

test('keys of a session are signed with their token', async t => {
	const proxy = await faultProxy(t, minio.endpoint, () => undefined);
	const keys = await assumeRole(minio, [
		{Effect: 'Allow', Action: ['s3:*'], Resource: ['arn:aws:s3:::*']},
	]);
	const storage = await open(
		t,
		settingsOf(await newBucket(), {
			endpoint: proxy.endpoint,
			accessKeyId: secret(keys.accessKeyId),
			secretAccessKey: secret(keys.secretAccessKey),
			sessionToken: secret(keys.sessionToken),
		}),
	);
	const {checksum} = await storage.put('a', 'x');
	t.is((await storage.copyFrom(storage, 'a', 'b', {sizeBytes: 1})).checksum, checksum);
	const [copy, ...others] = proxy.requests.filter(({isCopy}) => isCopy);
	t.is(others.length, 0);
	t.true(isQuick(copy!.headers));
	t.is(copy!.headers['x-amz-security-token'], keys.sessionToken);
});

/** Copies once over a line on which the first try fails so. */
async function copyOver(
	t: ExecutionContext,
	fault: Fault,
): Promise<{quick: number; usual: number; notices: RetryNotice[]}> {
	let faults = 0;
	const proxy = await faultProxy(t, minio.endpoint, ({isCopy}) =>
		isCopy && faults++ === 0 ? fault : undefined,
	);
	const notices: RetryNotice[] = [];
	const storage = await open(t, settingsOf(await newBucket(), {endpoint: proxy.endpoint}), {
		hooks: {onRetry: notice => notices.push(notice)},
	});
	const {checksum} = await storage.put('a', 'x');
	t.is((await storage.copyFrom(storage, 'a', 'b', {sizeBytes: 1})).checksum, checksum);
	t.is((await storage.head('b'))?.checksum, checksum);
	const copies = proxy.requests.filter(({isCopy}) => isCopy);
	const quick = copies.filter(({headers}) => isQuick(headers)).length;
	return {
		quick,
		usual: copies.length - quick,
		// On a busy machine a request may also be told to have no answer yet.
		notices: notices.filter(({waitedMs}) => waitedMs === undefined),
	};
}

for (const [fault, reason] of [
	['busy', '503 SlowDown Please reduce your request rate.'],
	['reset', 'the connection was lost'],
	['lost', 'the connection was lost'],
	['cut', 'the connection was lost'],
] as const) {
	test(`after a first try that fails (${fault}) the retry is told and the SDK copies`, async t => {
		const {quick, usual, notices} = await copyOver(t, fault);
		t.is(quick, 1);
		t.is(usual, 1);
		t.deepEqual(
			notices.map(({action, resource, reason: found}) => [
				action,
				resource.replace(/^[^/]+/, ''),
				found,
			]),
			[['s3:PutObject', '/b', reason]],
		);
		t.true(notices.every(({waitMs}) => waitMs > 0));
	});
}

const result =
	'<?xml version="1.0" encoding="UTF-8"?>\n<CopyObjectResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&#34;abc&#34;</ETag></CopyObjectResult>';

/** A store that answers the SDK well, and first tries of copies as said. */
async function openAnswering(
	t: ExecutionContext,
	quick: {status: number; body: string},
): Promise<{storage: Storage; counts: {quick: number; usual: number}}> {
	const counts = {quick: 0, usual: 0};
	const endpoint = await httpServer(t, (request, response) => {
		request.resume().on('end', () => {
			const isCopy = request.headers['x-amz-copy-source'] !== undefined;
			const {status, body} =
				isCopy && isQuick(request.headers) ? quick : {status: 200, body: result};
			if (isCopy) {
				counts[isQuick(request.headers) ? 'quick' : 'usual']++;
			}

			response.writeHead(status, {'content-type': 'application/xml', etag: '"abc"'});
			response.end(isCopy ? body : '');
		});
	});
	const storage = await open(t, settingsOf('bucket', {endpoint}));
	await storage.put('a', 'x');
	return {storage, counts};
}

for (const [what, status, body] of [
	[
		'an error inside a 200',
		200,
		'<?xml version="1.0"?>\n<Error><Code>InternalError</Code><Message>We failed</Message></Error>',
	],
	['an empty 200', 200, ''],
	['half a result', 200, result.slice(0, -20)],
	['a result without an ETag', 200, '<CopyObjectResult></CopyObjectResult>'],
	['a result before an error', 200, `${result}<Error><Code>InternalError</Code></Error>`],
	['an endless answer', 200, ' '.repeat(200_000)],
	['a result with another status', 202, result],
	['a redirect', 307, ''],
	[
		'expired keys',
		403,
		'<Error><Code>ExpiredToken</Code><Message>The token has expired</Message></Error>',
	],
] as const) {
	test(`${what} is no success: the SDK copies`, async t => {
		const {storage, counts} = await openAnswering(t, {status, body});
		const copy = await storage.copyFrom(storage, 'a', 'b', {sizeBytes: 1});
		t.is(copy.checksum, 'abc');
		t.deepEqual(counts, {quick: 1, usual: 1});
	});
}

test('a store that never answers a first try well is not asked for ever', async t => {
	const {storage, counts} = await openAnswering(t, {status: 400, body: ''});
	for (let count = 0; count < 40; count++) {
		await storage.copyFrom(storage, 'a', 'b', {sizeBytes: 1});
	}

	t.is(counts.usual, 40);
	t.is(counts.quick, 16);
});

test('keys that have expired are said to be wrong, by the SDK', async t => {
	let copies = 0;
	const endpoint = await httpServer(t, (request, response) => {
		request.resume().on('end', () => {
			const isCopy = request.headers['x-amz-copy-source'] !== undefined;
			copies += isCopy ? 1 : 0;
			response.writeHead(isCopy ? 403 : 200, {'content-type': 'application/xml', etag: '"abc"'});
			response.end(isCopy ? '<Error><Code>ExpiredToken</Code></Error>' : '');
		});
	});
	const storage = await open(t, settingsOf('bucket', {endpoint}));
	await storage.put('a', 'x');
	await throwsCode(t, 'storage-wrong-key', async () =>
		storage.copyFrom(storage, 'a', 'b', {sizeBytes: 1}),
	);
	t.is(copies, 2);
});

test('a cancelled first try is not tried again', async t => {
	const controller = new AbortController();
	let copies = 0;
	const endpoint = await httpServer(t, (request, response) => {
		request.resume().on('end', () => {
			if (request.headers['x-amz-copy-source'] === undefined) {
				response.writeHead(200, {etag: '"abc"'});
				response.end();
			} else {
				copies++;
				controller.abort();
			}
		});
	});
	const storage = await open(t, settingsOf('bucket', {endpoint}));
	await storage.put('a', 'x');
	await throwsCode(t, 'cancelled', async () =>
		storage.copyFrom(storage, 'a', 'b', {sizeBytes: 1, signal: controller.signal}),
	);
	t.is(copies, 1);
});

test('blanks while the store copies, and quotes of any kind, are understood', async t => {
	const answerOf = async (text: string) =>
		readCopyAnswer({statusCode: 200, body: Readable.from([Buffer.from(text)])});
	const etags = await Promise.all(
		['"a-1"', '&quot;a-1&quot;', '&#34;a-1&#34;', 'a-1'].map(async etag =>
			answerOf(`  \n <CopyObjectResult>\n<ETag>${etag}</ETag></CopyObjectResult>\n`),
		),
	);
	t.deepEqual(
		etags.map(({etag}) => etag),
		Array.from({length: 4}, () => 'a-1'),
	);
});

type Request = {
	method: string;
	protocol: string;
	hostname: string;
	path: string;
	headers: Record<string, string>;
};

test('address, region and renewed credentials are those of the SDK', async t => {
	const requests: Request[] = [];
	const used: string[] = [];
	const client = new S3Client({
		region: 'us-east-1',
		followRegionRedirects: true,
		// Each time new ones, as those that are about to expire.
		credentials: async () => {
			used.push(`key${used.length}`);
			return {
				accessKeyId: used.at(-1)!,
				secretAccessKey: 'secret',
				sessionToken: `token${used.length}`,
				expiration: new Date(Date.now() + 1000),
			};
		},
		requestHandler: {
			metadata: {handlerProtocol: 'http/1.1'},
			async handle(request: Request) {
				requests.push(request);
				const isRedirect = request.hostname === 'bucket.s3.us-east-1.amazonaws.com';
				const headers: Record<string, string> = isRedirect
					? {'x-amz-bucket-region': 'eu-west-3'}
					: {etag: '"abc"'};
				const isCopy = 'x-amz-copy-source' in request.headers;
				return {
					response: {
						statusCode: isRedirect ? 301 : 200,
						headers,
						body: Readable.from(isCopy ? [Buffer.from(result)] : []),
					},
				};
			},
			destroy() {},
		} as never,
	});
	t.teardown(() => {
		client.destroy();
	});
	const quickCopy = createQuickCopy(client, createRequestContexts(), {});
	const copy = {bucket: 'bucket', key: 'to/a b', source: 'other/from/a%20b'};
	t.is(await quickCopy(copy, async () => 'usual'), 'usual', 'before anything is known');
	await client.send(new PutObjectCommand({Bucket: 'bucket', Key: 'to/claim', Body: 'x'}));
	requests.splice(0);
	for (let count = 0; count < 2; count++) {
		t.is(await quickCopy(copy, async () => 'usual'), 'abc');
	}

	const [first, second, ...others] = requests;
	t.is(others.length, 0);
	for (const request of [first!, second!]) {
		const {method, protocol, hostname, path, headers} = request;
		t.is(method, 'PUT');
		t.is(`${protocol}//${hostname}${path}`, 'https://bucket.s3.eu-west-3.amazonaws.com/to/a%20b');
		t.is(headers['host'], 'bucket.s3.eu-west-3.amazonaws.com');
		t.is(headers['x-amz-copy-source'], 'other/from/a%20b');
		t.regex(
			headers['authorization']!,
			/\/eu-west-3\/s3\/aws4_request, SignedHeaders=\S*x-amz-copy-source/,
		);
	}

	t.not(first!.headers['x-amz-security-token'], second!.headers['x-amz-security-token']);
	t.true(second!.headers['authorization']!.includes(`Credential=${used.at(-1)}/`));
});
