import {
	GetObjectCommand,
	HeadBucketCommand,
	HeadObjectCommand,
	type HeadObjectCommandOutput,
} from '@aws-sdk/client-s3';
import {MilvaultError} from '../../model/milvault-error.js';
import type {ObjectInfo} from '../storage.js';
import {withoutQuotes} from './list-objects.js';
import {isMissingKey} from './recognise-error.js';
import {runAction, type S3Session} from './s3-session.js';

/**
 * HEAD fails without a body, so a status is all it says. After 403 and 400 the first byte is asked
 * for instead, which needs the same permission and says why (a wrong key, no permission, a bucket
 * of that name elsewhere); after 404 the bucket is looked at, unless it is known to be there.
 *
 * @returns undefined for a missing key
 */
export async function headObject(
	session: S3Session,
	key: string,
	bucketSeen: {isSeen: boolean},
	{signal, withContentSum}: {signal?: AbortSignal; withContentSum?: boolean},
): Promise<ObjectInfo | undefined> {
	const about = {action: 'GetObject', key, signal};
	const target = {Bucket: session.bucket, Key: key};
	return runAction(session, about, async () => {
		try {
			const head = await session.client.send(
				new HeadObjectCommand({
					...target,
					...(withContentSum && {ChecksumMode: 'ENABLED'}),
				}),
			);
			const contentSum = contentSumOf(head);
			bucketSeen.isSeen = true;
			return {
				key,
				sizeBytes: head.ContentLength ?? 0,
				checksum: withoutQuotes(head.ETag),
				...(contentSum !== undefined && {contentSum}),
				modifiedAt: head.LastModified,
			};
		} catch (error) {
			if (isMissingKey(error)) {
				await assertBucket(session, bucketSeen, signal);
				return undefined;
			}

			const reason = await explain(session, target);
			if (reason !== undefined && isMissingKey(reason)) {
				return undefined;
			}

			throw reason ?? error;
		}
	});
}

/**
 * Of uploads in parts the store may keep a checksum of the parts' checksums: that is none of the
 * content.
 */
function contentSumOf({
	ChecksumType,
	ChecksumCRC64NVME,
	ChecksumCRC32,
}: HeadObjectCommandOutput): string | undefined {
	if (ChecksumType !== 'FULL_OBJECT') {
		return undefined;
	}

	return ChecksumCRC64NVME === undefined
		? ChecksumCRC32 && `crc32:${hexOf(ChecksumCRC32)}`
		: `crc64nvme:${hexOf(ChecksumCRC64NVME)}`;
}

function hexOf(base64: string): string {
	return Buffer.from(base64, 'base64').toString('hex');
}

async function explain(
	session: S3Session,
	target: {Bucket: string; Key: string},
): Promise<unknown> {
	try {
		const {Body} = await session.client.send(new GetObjectCommand({...target, Range: 'bytes=0-0'}));
		await Body?.transformToByteArray();
		return undefined;
	} catch (error) {
		return error;
	}
}

/** @throws bucket-missing */
async function assertBucket(
	session: S3Session,
	bucketSeen: {isSeen: boolean},
	signal: AbortSignal | undefined,
): Promise<void> {
	if (bucketSeen.isSeen) {
		return;
	}

	const {bucket, place, client} = session;
	await runAction(session, {action: 'ListBucket', signal}, async () => {
		try {
			await client.send(new HeadBucketCommand({Bucket: bucket}));
		} catch (error) {
			if (isMissingKey(error)) {
				const {endpoint} = place;
				throw new MilvaultError('bucket-missing', {bucket, endpoint});
			}

			// Not allowed to look at the bucket itself: then the missing key is all that is known.
		}

		bucketSeen.isSeen = true;
	});
}
