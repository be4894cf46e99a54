import {
	AbortMultipartUploadCommand,
	CompleteMultipartUploadCommand,
	CopyObjectCommand,
	CreateMultipartUploadCommand,
	UploadPartCopyCommand,
	type CompletedPart,
} from '@aws-sdk/client-s3';
import pMap from 'p-map';
import {MilvaultError} from '../../model/milvault-error.js';
import {fragment} from '../../model/fragments.js';
import {throttled} from '../throttle.js';
import type {ObjectInfo, WriteOptions} from '../storage.js';
import {withoutQuotes} from './list-objects.js';
import {isForbidden, isMissingKey, isPreconditionFailed} from './recognise-error.js';
import {runAction, type S3Session} from './s3-session.js';

/** S3's limits: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const smallestPart = 5 * 1024 ** 2;
const maxParts = 10_000;
/** Small enough that a store never copies for minutes without a sign of life. */
const usualPart = 512 * 1024 ** 2;
const partsAtOnce = 4;

export type CopyOptions = WriteOptions & {
	sizeBytes: number;
	source: {
		bucket: string;
		key: string;
		info(): Promise<ObjectInfo | undefined>;
	};
	multipartCopyThresholdBytes: number;
};

/**
 * Copies inside the store: one request up to the threshold, parts above. Parts are bound to the
 * source's ETag, so that an object that is replaced meanwhile is never stitched together from both.
 *
 * @throws object-missing, object-changed; storage-denied names s3:GetObject when the source is what
 *   must not be read
 */
export async function copyObject(
	session: S3Session,
	key: string,
	options: CopyOptions,
): Promise<ObjectInfo> {
	const {source, sizeBytes, signal} = options;
	const {pace} = session.hooks;
	const threshold = Math.min(options.multipartCopyThresholdBytes, pace?.partBytes() ?? Infinity);
	const isOneRequest = sizeBytes <= threshold;
	if (isOneRequest) {
		await throttled(pace?.bytes(sizeBytes, signal), signal);
	}

	const about = {
		action: 'PutObject',
		key,
		signal,
		isAwaited: !isOneRequest,
	};
	return runAction(session, about, async () => {
		try {
			const etag = isOneRequest
				? await copyAtOnce(session, key, source)
				: await copyInParts(session, key, {
						...options,
						multipartCopyThresholdBytes: threshold,
					});
			return {key, sizeBytes, checksum: withoutQuotes(etag)};
		} catch (error) {
			// S3 does not say which of the two may not be touched; the source's own answer is the better
			// error.
			const isMissing =
				isMissingKey(error) || (isForbidden(error) && (await source.info()) === undefined);
			if (isMissing) {
				throw missing(source);
			}

			throw error;
		}
	});
}

async function copyAtOnce(
	{client, bucket, quickCopy}: S3Session,
	key: string,
	source: {bucket: string; key: string},
): Promise<string | undefined> {
	const CopySource = copySource(source);
	return quickCopy({bucket, key, source: CopySource}, async () => {
		const {CopyObjectResult} = await client.send(
			new CopyObjectCommand({Bucket: bucket, Key: key, CopySource}),
		);
		return CopyObjectResult?.ETag;
	});
}

async function copyInParts(
	session: S3Session,
	key: string,
	{source, sizeBytes, signal, multipartCopyThresholdBytes}: CopyOptions,
): Promise<string | undefined> {
	const {client, bucket} = session;
	const info = await source.info();
	if (!info) {
		throw missing(source);
	}

	if (info.sizeBytes !== sizeBytes) {
		throw new MilvaultError('object-changed', {
			key: source.key,
			place: `s3://${source.bucket}`,
			expected: `${sizeBytes} bytes`,
			found: `${info.sizeBytes} bytes`,
		});
	}

	const target = {Bucket: bucket, Key: key};
	const {UploadId} = await client.send(new CreateMultipartUploadCommand(target));
	try {
		const Parts = await allParts(
			rangesOf(sizeBytes, multipartCopyThresholdBytes),
			async ({range, length}, PartNumber) => {
				await throttled(session.hooks.pace?.bytes(length, signal), signal);
				const {CopyPartResult} = await client.send(
					new UploadPartCopyCommand({
						...target,
						UploadId,
						PartNumber,
						CopySource: copySource(source),
						CopySourceRange: range,
						CopySourceIfMatch: info.checksum,
					}),
				);
				return {PartNumber, ETag: CopyPartResult?.ETag};
			},
		);
		const {ETag} = await client.send(
			new CompleteMultipartUploadCommand({
				...target,
				UploadId,
				MultipartUpload: {Parts},
			}),
		);
		return ETag;
	} catch (error) {
		await giveUp(session, target, UploadId);
		throw isPreconditionFailed(error)
			? new MilvaultError('object-changed', {
					key: source.key,
					place: `s3://${source.bucket}`,
					expected: info.checksum ?? '',
					found: fragment('replaced-while-copied'),
				})
			: error;
	}
}

/**
 * Starts no more after a failure, but waits for those on the way: a part that lands after the
 * giving up would stay.
 */
async function allParts(
	ranges: readonly Range[],
	copy: (range: Range, partNumber: number) => Promise<CompletedPart>,
): Promise<CompletedPart[]> {
	const failures: unknown[] = [];
	const parts: CompletedPart[] = [];
	await pMap(
		ranges,
		async (range, index) => {
			if (failures.length > 0) {
				return;
			}

			try {
				parts[index] = await copy(range, index + 1);
			} catch (error) {
				failures.push(error);
			}
		},
		{concurrency: partsAtOnce},
	);
	if (failures.length > 0) {
		throw failures[0];
	}

	return parts;
}

/**
 * Parts of an unfinished upload cost storage for ever; but the failure to report is the first one.
 */
async function giveUp(
	{client}: S3Session,
	target: {Bucket: string; Key: string},
	uploadId: string | undefined,
): Promise<void> {
	try {
		await client.send(new AbortMultipartUploadCommand({...target, UploadId: uploadId}));
	} catch {}
}

type Range = {range: string; length: number};

/** HTTP ranges, all of the same size but the last. */
function rangesOf(sizeBytes: number, threshold: number): Range[] {
	const partSize = Math.max(
		smallestPart,
		Math.min(usualPart, threshold),
		Math.ceil(sizeBytes / maxParts),
	);
	return Array.from({length: Math.ceil(sizeBytes / partSize)}, (_, index) => {
		const start = index * partSize;
		const end = Math.min(sizeBytes, start + partSize) - 1;
		return {range: `bytes=${start}-${end}`, length: end - start + 1};
	});
}

/** A header, so it is ASCII: each segment encoded, the slashes not. */
function copySource({bucket, key}: {bucket: string; key: string}): string {
	return [bucket, ...key.split('/')].map(encodeURIComponent).join('/');
}

function missing({bucket, key}: {bucket: string; key: string}): MilvaultError {
	return new MilvaultError('object-missing', {key, place: `s3://${bucket}`});
}
