import {Readable} from 'node:stream';
import {GetObjectCommand, type GetObjectCommandOutput} from '@aws-sdk/client-s3';
import {MilvaultError} from '../../model/milvault-error.js';
import {fragment} from '../../model/fragments.js';
import {guardStream} from '../guard-stream.js';
import {eitherSignal} from '../signals.js';
import type {ObjectBody, ReadOptions} from '../storage.js';
import {isBehindEnd, isPreconditionFailed} from './recognise-error.js';
import {runAction, recogniser, type S3Session} from './s3-session.js';

/** Between two pieces of a body, while they are wanted: what is lost is continued from there. */
const bodyIdleMs = 30_000;

/**
 * One object or a range of it as a stream; its version is the ETag.
 *
 * @throws object-missing, object-changed when it is of another version than asked for, and what
 *   recogniseS3Error makes of the rest
 */
export async function getObject(
	session: S3Session,
	key: string,
	{signal, range, version}: ReadOptions,
): Promise<ObjectBody> {
	const about = {action: 'GetObject', key, signal};
	const answer = await runAction(session, about, async () => send(session, key, {range, version}));
	const {Body, ContentRange, ETag} = answer ?? {};
	const body = Body instanceof Readable ? Body : Readable.from([]);
	const isOther = answer && version !== undefined && ETag !== version;
	// A store that knows no If-Match, or no ranges: what it sends is not what was asked for.
	const isElsewhere = answer && range && !ContentRange?.startsWith(`bytes ${range.start}-`);
	if (isOther || isElsewhere) {
		body.destroy();
		throw isOther
			? changed(session, key, version, ETag)
			: new MilvaultError('storage-refused', {
					action: 's3:GetObject',
					resource: `${session.bucket}/${key}`,
					reason: fragment('part-differs'),
				});
	}

	const guarded = guardStream(body, {
		signal: eitherSignal(session.signal, signal),
		recognise: recogniser(session, about),
		idleMs: bodyIdleMs,
	});
	return Object.assign(guarded, {version: ETag});
}

/** Undefined when the range begins behind the object's end. */
async function send(
	session: S3Session,
	key: string,
	{range, version}: Pick<ReadOptions, 'range' | 'version'>,
): Promise<GetObjectCommandOutput | undefined> {
	try {
		return await session.client.send(
			new GetObjectCommand({
				Bucket: session.bucket,
				Key: key,
				Range: range && `bytes=${range.start}-${range.end ?? ''}`,
				IfMatch: version,
			}),
		);
	} catch (error) {
		if (isBehindEnd(error)) {
			return undefined;
		}

		throw isPreconditionFailed(error) && version !== undefined
			? changed(session, key, version, fragment('another-object'))
			: error;
	}
}

function changed(
	session: S3Session,
	key: string,
	expected: string,
	found = fragment('another-object'),
): MilvaultError {
	return new MilvaultError('object-changed', {
		key,
		place: `s3://${session.bucket}`,
		expected,
		found,
	});
}
