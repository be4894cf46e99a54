import {Readable, Transform} from 'node:stream';
import {crc32} from 'node:zlib';
import {PutObjectCommand} from '@aws-sdk/client-s3';
import {Upload} from '@aws-sdk/lib-storage';
import {MilvaultError, toMilvaultError} from '../../model/milvault-error.js';
import {eitherSignal, onAbort} from '../signals.js';
import type {ObjectInfo, WriteOptions} from '../storage.js';
import {withoutQuotes} from './list-objects.js';
import {runAction, type S3Session} from './s3-session.js';
import {fragment} from '../../model/fragments.js';

/** S3's limit for one PutObject. */
const largestPut = 5 * 1024 ** 3;
/** S3's limit for the parts of an upload. */
const maxParts = 10_000;
/**
 * Each part is held in memory: two at a time for each upload. An upload of unknown length ends at
 * 160 GB.
 */
const partSizeBytes = 16 * 1024 ** 2;
const partsAtOnce = 2;

/**
 * One request for what is in memory and for a stream of known length, which is never buffered;
 * parts for the rest. The SDK cannot try a stream again: the caller gets it again.
 *
 * @throws object-changed when a stream ends with another length than `sizeBytes`; nothing is
 *   visible then
 */
export async function putObject(
	session: S3Session,
	key: string,
	body: Readable | Uint8Array | string,
	{sizeBytes, signal}: WriteOptions,
): Promise<ObjectInfo> {
	const about = {action: 'PutObject', key, signal};
	if (!(body instanceof Readable)) {
		const bytes = typeof body === 'string' ? Buffer.from(body) : body;
		const {ETag} = await runAction(session, about, async () =>
			session.client.send(
				new PutObjectCommand({
					Bucket: session.bucket,
					Key: key,
					Body: bytes,
					ContentLength: bytes.byteLength,
				}),
			),
		);
		return {
			key,
			sizeBytes: bytes.byteLength,
			checksum: withoutQuotes(ETag),
		};
	}

	return putStream(session, key, body, {sizeBytes, signal});
}

async function putStream(
	session: S3Session,
	key: string,
	body: Readable,
	{sizeBytes, signal}: WriteOptions,
): Promise<ObjectInfo> {
	// A short or broken body leaves the request waiting for the rest for ever, so it has to be ended
	// from here.
	const broken = new AbortController();
	const counted = count(body, key, session.bucket, sizeBytes);
	let failure: Error | undefined;
	counted.stream.on('error', error => {
		failure ??= error;
		broken.abort(error);
	});
	const forget = onAbort(eitherSignal(session.signal, signal), error => {
		counted.stream.destroy(error);
	});
	const isOneRequest = sizeBytes !== undefined && sizeBytes <= largestPut;
	const about = {
		action: 'PutObject',
		key,
		signal: eitherSignal(signal, broken.signal),
		// Parts that were sent are given up first.
		isAwaited: !isOneRequest,
	};
	try {
		const etag = await runAction(session, about, async () =>
			isOneRequest
				? putAtOnce(session, key, counted.stream, sizeBytes)
				: putInParts(session, key, counted.stream, sizeBytes),
		);
		return {
			key,
			sizeBytes: counted.sizeBytes(),
			checksum: withoutQuotes(etag),
			contentSum: counted.contentSum(),
		};
	} catch (error) {
		throw failure ? toMilvaultError(failure) : error;
	} finally {
		forget();
		counted.stream.destroy();
		body.destroy();
	}
}

async function putAtOnce(
	session: S3Session,
	key: string,
	stream: Readable,
	sizeBytes: number,
): Promise<string | undefined> {
	const {ETag} = await session.client.send(
		new PutObjectCommand({
			Bucket: session.bucket,
			Key: key,
			Body: stream,
			ContentLength: sizeBytes,
		}),
	);
	return ETag;
}

/**
 * lib-storage gives the upload up when a part fails or the stream breaks; the handler lets that
 * request through.
 */
async function putInParts(
	session: S3Session,
	key: string,
	stream: Readable,
	sizeBytes: number | undefined,
): Promise<string | undefined> {
	const upload = new Upload({
		client: session.client,
		params: {Bucket: session.bucket, Key: key, Body: stream},
		partSize: Math.max(partSizeBytes, Math.ceil((sizeBytes ?? 0) / maxParts)),
		queueSize: partsAtOnce,
	});
	const {ETag} = await upload.done();
	return ETag;
}

function count(
	body: Readable,
	key: string,
	bucket: string,
	expected: number | undefined,
): {stream: Readable; sizeBytes: () => number; contentSum: () => string} {
	let sizeBytes = 0;
	let sum = 0;
	const differs = (): MilvaultError =>
		new MilvaultError('object-changed', {
			key,
			place: `s3://${bucket}`,
			expected: `${expected} bytes`,
			found: `${sizeBytes} bytes`,
		});
	const stream = new Transform({
		transform(chunk: Buffer, _encoding, done) {
			sizeBytes += chunk.byteLength;
			if (expected !== undefined && sizeBytes > expected) {
				done(differs());
			} else {
				sum = crc32(chunk, sum);
				done(null, chunk);
			}
		},
		flush(done) {
			done(expected !== undefined && sizeBytes < expected ? differs() : null);
		},
	});
	body.on('error', error => {
		stream.destroy(error);
	});
	body.on('close', () => {
		if (!body.readableEnded) {
			stream.destroy(body.errored ?? new Error(fragment('source-closed')));
		}
	});
	body.pipe(stream);
	return {
		stream,
		sizeBytes: () => sizeBytes,
		contentSum: () => `crc32:${sum.toString(16).padStart(8, '0')}`,
	};
}
