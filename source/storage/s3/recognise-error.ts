import {MilvaultError} from '../../model/milvault-error.js';
import {plainReason} from './plain-reason.js';
import type {RequestContext} from './request-context.js';

/** What the place is, for errors. */
export type S3Place = {
	bucket: string;
	endpoint: string;
	/** Empty for the SDK's default chain. */
	accessKeyId: string;
};

/**
 * Translates errors of the SDK into our codes; the only place that uses S3's error codes and
 * statuses.
 *
 * HEAD answers without a body: callers ask again by GET before they come here (`explainHead`).
 */
export function recogniseS3Error(
	error: unknown,
	{action, resource, signal}: RequestContext,
	place: S3Place,
): MilvaultError {
	if (signal?.aborted && error === signal.reason) {
		return new MilvaultError('cancelled', {}, {cause: error});
	}

	if (error instanceof MilvaultError) {
		return error;
	}

	const {bucket, endpoint, accessKeyId} = place;
	const facts = readFacts(error);
	const {code, status, message} = facts;
	const cause = withoutResponse(facts);
	if (code === 'AbortError' && signal?.aborted) {
		return new MilvaultError('cancelled', {}, {cause});
	}

	const unreachable = plainReason(error);
	if (unreachable !== undefined) {
		return new MilvaultError('storage-unreachable', {endpoint, reason: unreachable}, {cause});
	}

	if (code === 'NoSuchBucket') {
		return new MilvaultError('bucket-missing', {bucket: facts.bucket ?? bucket, endpoint}, {cause});
	}

	if (code === 'NoSuchKey' || code === 'NotFound') {
		const key = resource.slice(resource.indexOf('/') + 1);
		return new MilvaultError(
			'object-missing',
			{key, place: `s3://${resource.slice(0, resource.indexOf('/'))}`},
			{cause},
		);
	}

	if (wrongKeyCodes.has(code)) {
		const reason = `${code}: ${message}`;
		return new MilvaultError('storage-wrong-key', {endpoint, accessKeyId, reason}, {cause});
	}

	// An object that lies in an archive is no question of permissions, though the status is the same.
	if (deniedCodes.has(code) || (status === 403 && code !== 'InvalidObjectState')) {
		// AWS says what was missing, which may be another action than the one asked for, as
		// s3:GetObject for a copy.
		const named = /to perform: (s3:\w+) on resource: "?([^"\s]+)/.exec(message);
		return new MilvaultError(
			'storage-denied',
			{
				action: named?.[1] ?? action,
				resource: named?.[2]?.replace(/^arn:aws[\w-]*:s3:::/, '') ?? resource,
				endpoint,
			},
			{cause},
		);
	}

	return new MilvaultError(
		'storage-refused',
		{
			action,
			resource,
			reason: [status, code, message].filter(Boolean).join(' '),
		},
		{cause},
	);
}

/** One line about a failed try, for a log. */
export function describeFailure(error: unknown): string {
	const {code, status, message} = readFacts(error);
	return plainReason(error) ?? [status, code, message].filter(Boolean).join(' ');
}

/** True when there is no such host, or nothing listens there. */
export function isNotListening(error: unknown): boolean {
	const code = error instanceof Error && 'code' in error ? error.code : '';
	return notListeningCodes.has(String(code));
}

const notListeningCodes = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
]);

/** True when S3 says that the condition of a write does not hold. */
export function isPreconditionFailed(error: unknown): boolean {
	const {code, status} = readFacts(error);
	return code === 'PreconditionFailed' || status === 412;
}

/** True when another write of the same key is under way and S3 wants to be asked again. */
export function isConflict(error: unknown): boolean {
	const {code, status} = readFacts(error);
	return code === 'ConditionalRequestConflict' || status === 409;
}

/** True when there is no such key, also by a HEAD, which cannot say whether the bucket is there. */
export function isMissingKey(error: unknown): boolean {
	const {code} = readFacts(error);
	return code === 'NoSuchKey' || code === 'NotFound';
}

/** True when a range was asked for that begins where the object has ended. */
export function isBehindEnd(error: unknown): boolean {
	const {code, status} = readFacts(error);
	return code === 'InvalidRange' || status === 416;
}

export function isForbidden(error: unknown): boolean {
	return readFacts(error).status === 403;
}

/** How often the SDK tried. */
export function attemptsOf(error: unknown): number {
	return readFacts(error).attempts ?? 1;
}

const wrongKeyCodes = new Set([
	'InvalidAccessKeyId',
	'SignatureDoesNotMatch',
	'ExpiredToken',
	'ExpiredTokenException',
	'TokenRefreshRequired',
	'InvalidToken',
	'InvalidTokenId',
	'InvalidClientTokenId',
	'CredentialsProviderError',
	'TokenProviderError',
	'NotSignedUp',
]);

const deniedCodes = new Set(['AccessDenied', 'AllAccessDisabled', 'AccountProblem', 'Forbidden']);

type Facts = {
	code: string;
	message: string;
	status?: number;
	attempts?: number;
	bucket?: string;
};

function readFacts(error: unknown): Facts {
	if (!(error instanceof Error)) {
		return {code: '', message: String(error)};
	}

	const fields: Error & {
		$metadata?: {httpStatusCode?: number; attempts?: number};
		BucketName?: string;
	} = error;
	return {
		code: error.name === 'Error' ? '' : error.name,
		message: error.message,
		status: fields.$metadata?.httpStatusCode,
		attempts: fields.$metadata?.attempts,
		bucket: fields.BucketName,
	};
}

/**
 * The SDK's error holds the response, and that the request with its signature and its session
 * token.
 */
function withoutResponse({code, message, status}: Facts): Error {
	return Object.assign(new Error(message), {name: code || 'Error', status});
}
