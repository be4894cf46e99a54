import {setTimeout as delay} from 'node:timers/promises';
import {GetObjectCommand, PutObjectCommand} from '@aws-sdk/client-s3';
import {attemptsOf, isConflict, isPreconditionFailed} from './recognise-error.js';
import {runAction, type S3Session} from './s3-session.js';

const maxConflicts = 10;

/**
 * A conditional write (`If-None-Match: *`). S3 answers 412 when the key is there and 409 when
 * another write of it is under way, whose end decides: ask again.
 *
 * A 412 to a repeated request may be the answer to our own first one, whose response was lost: then
 * the content is ours.
 */
export async function putIfAbsent(
	session: S3Session,
	key: string,
	body: Uint8Array,
	signal?: AbortSignal,
): Promise<boolean> {
	return runAction(session, {action: 'PutObject', key, signal}, async () => {
		for (let tries = 1; ; tries++) {
			try {
				await session.client.send(
					new PutObjectCommand({
						Bucket: session.bucket,
						Key: key,
						Body: body,
						ContentLength: body.byteLength,
						IfNoneMatch: '*',
					}),
				);
				return true;
			} catch (error) {
				if (isPreconditionFailed(error)) {
					return attemptsOf(error) > 1 && (await holds(session, key, body));
				}

				if (!isConflict(error) || tries === maxConflicts) {
					throw error;
				}

				await delay(tries * 50, undefined, {signal});
			}
		}
	});
}

async function holds({client, bucket}: S3Session, key: string, body: Uint8Array): Promise<boolean> {
	const {Body, ContentLength} = await client.send(new GetObjectCommand({Bucket: bucket, Key: key}));
	const found = await Body?.transformToByteArray();
	return (
		ContentLength === body.byteLength && found !== undefined && Buffer.compare(found, body) === 0
	);
}
