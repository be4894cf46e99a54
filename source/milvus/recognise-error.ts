import {status as grpcStatus, type ServiceError} from '@grpc/grpc-js';
import {hasCode, MilvaultError} from '../model/milvault-error.js';
import {fragment} from '../model/fragments.js';
import {awayWords} from './away.js';
import {limitIn} from './limits.js';

/**
 * What a server's answer to a call looks like when it has a status: 2.2 fills only error_code,
 * newer ones code too.
 */
export type AnswerStatus = {
	error_code?: number;
	code?: number;
	reason?: string;
};

export type CallContext = {
	rpc: string;
	address: string;
	user: string;
	timeoutMs: number;
	isTls: boolean;
	signal?: AbortSignal;
};

/** Gives a failed gRPC call our code. */
export function recogniseGrpcError(error: ServiceError, context: CallContext): MilvaultError {
	const {rpc, address, user, timeoutMs} = context;
	const reason = plainReason(error.details || error.message);
	const cause = error;
	switch (error.code) {
		case grpcStatus.UNIMPLEMENTED: {
			return new MilvaultError('milvus-unsupported', {feature: rpc, version: ''}, {cause});
		}

		case grpcStatus.UNAUTHENTICATED: {
			return new MilvaultError('milvus-login', {address, user}, {cause});
		}

		case grpcStatus.PERMISSION_DENIED: {
			return new MilvaultError('milvus-denied', {rpc, user, reason}, {cause});
		}

		case grpcStatus.DEADLINE_EXCEEDED: {
			return new MilvaultError('milvus-timeout', {address, rpc, timeoutMs}, {cause});
		}

		case grpcStatus.CANCELLED: {
			// A server that shuts down, or a proxy, cancels too: only what was asked for counts as
			// cancelled.
			return context.signal?.aborted
				? new MilvaultError('cancelled', {}, {cause})
				: new MilvaultError('milvus-unreachable', {address, reason}, {cause});
		}

		case grpcStatus.UNAVAILABLE: {
			return unavailable(reason, context, cause);
		}

		default: {
			if (/without gRPC status/.test(reason)) {
				return notAMilvus(fragment('no-grpc'), context, cause);
			}

			// 2.2 says it in words only, with gRPC's UNKNOWN (measured on 2.2.16).
			if (/auth check failure/i.test(reason)) {
				return new MilvaultError('milvus-login', {address, user}, {cause});
			}

			if (/permission deny/i.test(reason)) {
				return new MilvaultError('milvus-denied', {rpc, user, reason}, {cause});
			}

			return new MilvaultError('milvus-refused', {rpc, code: error.code, reason}, {cause});
		}
	}
}

const tlsWords =
	/certificate|self.signed|ssl|tls|alert|altname|wrong version number|unable to verify/i;

function unavailable(reason: string, context: CallContext, cause: Error): MilvaultError {
	const {address, isTls} = context;
	// A server that speaks something else than HTTP/2: HTTP/1 without TLS, or with it.
	if (/^protocol error|no application protocol/i.test(reason)) {
		return notAMilvus(fragment('no-http2'), context, cause);
	}

	if (/wrong version number/i.test(reason)) {
		return new MilvaultError('milvus-tls', {address, reason: fragment('no-tls')}, {cause});
	}

	// The alerts of a server that asks for certificates.
	if (/alert (bad certificate|certificate required)/i.test(reason)) {
		return new MilvaultError(
			'milvus-tls',
			{
				address,
				reason: fragment('client-certificate'),
			},
			{cause},
		);
	}

	if (tlsWords.test(reason)) {
		return new MilvaultError('milvus-tls', {address, reason}, {cause});
	}

	if (/ECONNREFUSED/.test(reason)) {
		return unreachable(fragment('nothing-listens'));
	}

	if (/name resolution|ENOTFOUND|EAI_AGAIN/i.test(reason)) {
		return unreachable(fragment('host-unknown'));
	}

	// What a server that wants TLS does to a plaintext client, and a Milvus that is just starting
	// too.
	if (/^failed to connect$/i.test(reason)) {
		return unreachable(isTls ? fragment('closes') : fragment('closes-wants-tls'));
	}

	return unreachable(isTls ? fragment('speaks-tls', {reason}) : reason);

	function unreachable(text: string): MilvaultError {
		return new MilvaultError('milvus-unreachable', {address, reason: text}, {cause});
	}
}

function notAMilvus(reason: string, {address}: CallContext, cause: Error): MilvaultError {
	return new MilvaultError('not-a-milvus', {address, reason}, {cause});
}

/**
 * Takes out what grpc-js, Node and OpenSSL wrap around the one fact: prefixes, the time, flags of
 * Node, places in OpenSSL's source.
 */
function plainReason(details: string): string {
	const last = /Last error: (.*?)\s*\.? Resolution note:/s.exec(details)?.[1];
	const reason = (last ?? details)
		.replace(/^Error(?: \[\w+\])?: /, '')
		.replace(/ \(\d{4}-\d\d-\d\dT[^)]*\)\.?$/, '')
		.replace(/; if the root CA is installed locally.*$/, '');
	const openssl = /^[\dA-F]+:error:[\dA-F]+:[^:]*:[^:]*:([^:]+):/.exec(reason);
	return openssl?.[1] ?? reason;
}

/** Undefined for success: both the old error_code and the new code must say so. */
export function recogniseStatus(
	status: AnswerStatus | undefined,
	context: Pick<CallContext, 'rpc' | 'user' | 'address'>,
): MilvaultError | undefined {
	const code = status?.code ?? 0;
	const errorCode = status?.error_code ?? 0;
	if (code === 0 && errorCode === 0) {
		return undefined;
	}

	const {rpc, user, address} = context;
	const reason = status?.reason ?? '';
	if (saysNotImplemented(rpc, {code, reason})) {
		return new MilvaultError('milvus-unsupported', {feature: rpc, version: ''}, {cause: status});
	}

	// commonpb.ErrorCode 40 (2.2) and merr 1401: privilege not permitted.
	if (errorCode === 40 || code === 1401 || /permission deny/i.test(reason)) {
		return new MilvaultError('milvus-denied', {rpc, user, reason});
	}

	const reached = limitIn(reason);
	if (reached) {
		const {what, limit, setting} = reached;
		return new MilvaultError(
			'milvus-limit',
			{what, setting, rpc, ...(limit !== undefined && {limit})},
			{cause: status},
		);
	}

	if (awayWords.test(reason)) {
		return new MilvaultError('milvus-unreachable', {address, reason}, {cause: status});
	}

	return new MilvaultError(
		'milvus-refused',
		{rpc, code: code === 0 ? errorCode : code, reason},
		{cause: status},
	);
}

/**
 * True for an answer that says that the server knows the call by name and does not serve it. Each
 * line of Milvus has its own words for that, seen for ListAliases and DescribeAlias:
 * - 2.3.0: "TODO: implement me", error_code 1
 * - 2.3.2, 2.3.3: "ListAliases unimplemented: service unavailable", code 65538
 * - 2.3.4: "service unavailable: ListAliases unimplemented", code 2
 * - 2.4 and newer: merr's ErrServiceUnimplemented, code 10, "service unimplemented"
 *
 * The call's own name is asked for, so that "unimplemented" about a type or an index inside of a
 * call that is served is not taken for it.
 */
export function saysNotImplemented(
	call: string,
	{code, reason}: {code: number; reason: string},
): boolean {
	return (
		(code === 10 && /unimplemented/i.test(reason)) ||
		/^(todo: )?(implement me|(service )?(unimplemented|not implemented))$/i.test(reason.trim()) ||
		new RegExp(
			String.raw`\b${call} (is )?(unimplemented|not implemented)\b|unknown method ${call}\b`,
			'i',
		).test(reason)
	);
}

/**
 * True where a server does not even know the name of a call: one that knows it and does not serve
 * it is newer.
 */
export function isUnknownCall(error: unknown): boolean {
	return (
		hasCode(error, 'milvus-unsupported') &&
		(error.cause as Partial<ServiceError> | undefined)?.code === grpcStatus.UNIMPLEMENTED
	);
}

/**
 * True for the refusal that means "no such collection": merr 100 from 2.3 on, commonpb
 * CollectionNotExists (4) or the text on 2.2, where the code may be UnexpectedError.
 */
export function isCollectionMissing(error: unknown): boolean {
	return isRefusal(error, {
		code: 100,
		errorCode: 4,
		text: /can't find collection|CollectionNotExists|collection not found/i,
	});
}

/** merr 800 from 2.3 on; on 2.2 the text: `database:a not found`. */
function isDatabaseMissing(error: unknown): boolean {
	return isRefusal(error, {
		code: 800,
		errorCode: Number.NaN,
		text: /database(:\S+)? not (found|exist)/i,
	});
}

/**
 * True for a refusal because a collection or a database does not exist (any more).
 */
export function isMissing(error: unknown): boolean {
	return isCollectionMissing(error) || isDatabaseMissing(error);
}

/** The answer about a collection or a database; undefined when it does not exist (any more). */
export async function unlessMissing<Value>(asked: Promise<Value>): Promise<Value | undefined> {
	return asked.catch((error: unknown) => {
		if (isMissing(error)) {
			return undefined;
		}

		throw error;
	});
}

/** commonpb IndexNotExist (25), merr 700, or the text. */
export function isIndexMissing(error: unknown): boolean {
	return isRefusal(error, {
		code: 700,
		errorCode: 25,
		text: /index not (found|exist)|there is no index/i,
	});
}

/** merr 600: one of the segments that were asked about is not there (any more). */
export function isSegmentMissing(error: unknown): boolean {
	return isRefusal(error, {
		code: 600,
		errorCode: Number.NaN,
		text: /segment not found/i,
	});
}

/** commonpb RateLimit (49), merr 8: the same call is welcome a little later. */
export function isRateLimited(error: unknown): error is MilvaultError<'milvus-refused'> {
	return isRefusal(error, {
		code: 8,
		errorCode: 49,
		text: /rate limit exceeded/i,
	});
}

/**
 * The two kinds of code number different things: 4 is CollectionNotExists in the one, "too many
 * requests" in the other.
 */
function isRefusal(
	error: unknown,
	wanted: {code: number; errorCode: number; text: RegExp},
): boolean {
	if (!hasCode(error, 'milvus-refused')) {
		return false;
	}

	const {code = 0, error_code: errorCode = 0} = (error.cause ?? {}) as AnswerStatus;
	return (
		(code === 0 ? errorCode === wanted.errorCode : code === wanted.code) ||
		wanted.text.test(error.details.reason)
	);
}

/**
 * "The number of jobs has reached the limit" (2.4 and newer), "import task queue max size is 32,
 * currently there are 32 tasks is pending" (up to 2.3).
 */
export function isImportQueueFull(error: unknown): error is MilvaultError<'milvus-refused'> {
	return (
		hasCode(error, 'milvus-refused') &&
		/number of jobs has reached the limit|import task queue max size/i.test(error.details.reason)
	);
}

export function isImportUnknown(error: unknown): boolean {
	return (
		hasCode(error, 'milvus-refused') &&
		/(job|task)\b.*(not exist|not found|doesn't exist)|can't find/i.test(error.details.reason)
	);
}

/**
 * Why an import job failed, where the importer cannot fill a collection with a partition key: seen
 * on 2.2.12 and 2.3.0.
 */
export function takesNoPartitionKey(reason: string): boolean {
	return /target partition must be only one/i.test(reason);
}
