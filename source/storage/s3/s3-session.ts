import {ListBucketsCommand, type S3Client} from '@aws-sdk/client-s3';
import {hasCode, MilvaultError} from '../../model/milvault-error.js';
import type {StorageHooks} from '../storage.js';
import {untilAborted} from '../../utils/until-aborted.js';
import {eitherSignal, throwIfAborted} from '../signals.js';
import {recogniseS3Error, type S3Place} from './recognise-error.js';
import type {QuickCopy} from './quick-copy.js';
import type {RequestContext, RequestContexts} from './request-context.js';

/** One bucket and the connections to its store. */
export type S3Session = {
	client: S3Client;
	contexts: RequestContexts;
	/** Shared by all buckets of the client. */
	quickCopy: QuickCopy;
	place: S3Place;
	bucket: string;
	hooks: Readonly<StorageHooks>;
	/** Ends every call of the storage. */
	signal?: AbortSignal;
};

type About = {
	/** IAM's name, without `s3:`. */
	action: string;
	/** Object that it is about; default: the bucket. */
	key?: string;
	signal?: AbortSignal;
};

/**
 * Runs requests as one action: the signal ends it at once, even between two tries; failures come in
 * our shape.
 *
 * @param about.isAwaited - Whether a signal lets the work clean up first; each of its requests
 *   still ends at once
 */
export async function runAction<Value>(
	session: S3Session,
	about: About & {isAwaited?: boolean},
	work: () => Promise<Value>,
): Promise<Value> {
	const context = contextOf(session, about);
	throwIfAborted(context.signal);
	try {
		const running = session.contexts.run(context, work);
		return await (about.isAwaited ? running : untilAborted(running, context.signal));
	} catch (error) {
		throw await withBuckets(session, recogniseS3Error(error, context, session.place));
	}
}

const maxBuckets = 10;
/** This is a guess for an error's hint: it must not take longer than a person waits for one. */
const bucketsTimeoutMs = 3000;

/** Says which buckets there are, where one that was named is not there. */
async function withBuckets(session: S3Session, error: MilvaultError): Promise<MilvaultError> {
	if (!hasCode(error, 'bucket-missing') || error.details.buckets) {
		return error;
	}

	try {
		const signal = AbortSignal.timeout(bucketsTimeoutMs);
		const about = {action: 's3:ListAllMyBuckets', resource: session.bucket, signal};
		const names = await session.contexts.run(about, async () => bucketNames(session));
		const buckets = names.slice(0, maxBuckets);
		const {details, cause} = error;
		return new MilvaultError('bucket-missing', {...details, buckets}, {cause});
	} catch {
		// These keys may not list buckets: the error says what is known.
		return error;
	}
}

/** A request: whoever makes it runs it as an action. */
export async function bucketNames({client}: S3Session): Promise<string[]> {
	const {Buckets = []} = await client.send(new ListBucketsCommand({}));
	return Buckets.flatMap(({Name}) => Name ?? []);
}

/** The error that a failure of this action becomes, for streams that fail after the action. */
export function recogniser(session: S3Session, about: About): (error: unknown) => MilvaultError {
	return error => recogniseS3Error(error, contextOf(session, about), session.place);
}

function contextOf(session: S3Session, {action, key, signal}: About): RequestContext {
	return {
		action: `s3:${action}`,
		resource: key === undefined ? session.bucket : `${session.bucket}/${key}`,
		signal: eitherSignal(session.signal, signal),
	};
}
