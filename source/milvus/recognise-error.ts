import {status as grpcStatus, type ServiceError} from '@grpc/grpc-js';
import {MilvaultError} from '../model/milvault-error.js';

/** What a server's answer to a call looks like when it has a status: 2.2 fills only error_code, newer ones code too. */
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
};

/** Gives a failed gRPC call our code. */
export function recogniseGrpcError(
	error: ServiceError,
	context: CallContext,
): MilvaultError {
	const {rpc, address, user, timeoutMs} = context;
	const reason = error.details || error.message;
	const cause = error;
	switch (error.code) {
		case grpcStatus.UNIMPLEMENTED: {
			return new MilvaultError(
				'milvus-unsupported',
				{feature: rpc, version: ''},
				{cause},
			);
		}

		case grpcStatus.UNAUTHENTICATED: {
			return new MilvaultError('milvus-login', {address, user}, {cause});
		}

		case grpcStatus.PERMISSION_DENIED: {
			return new MilvaultError('milvus-denied', {rpc, user, reason}, {cause});
		}

		case grpcStatus.DEADLINE_EXCEEDED: {
			return new MilvaultError(
				'milvus-timeout',
				{address, rpc, timeoutMs},
				{cause},
			);
		}

		case grpcStatus.CANCELLED: {
			return new MilvaultError('cancelled', {}, {cause});
		}

		case grpcStatus.UNAVAILABLE: {
			return unavailable(reason, context, cause);
		}

		default: {
			// 2.2 says it in words only, with gRPC's UNKNOWN (measured on 2.2.16).
			if (/auth check failure/i.test(reason)) {
				return new MilvaultError('milvus-login', {address, user}, {cause});
			}

			if (/permission deny/i.test(reason)) {
				return new MilvaultError('milvus-denied', {rpc, user, reason}, {cause});
			}

			return new MilvaultError(
				'milvus-refused',
				{rpc, code: error.code, reason},
				{cause},
			);
		}
	}
}

const tlsWords =
	/certificate|self.signed|ssl|tls|alert|altname|wrong version number|unable to verify/i;

function unavailable(
	reason: string,
	{address, isTls}: CallContext,
	cause: Error,
): MilvaultError {
	if (tlsWords.test(reason)) {
		return new MilvaultError('milvus-tls', {address, reason}, {cause});
	}

	if (/ECONNREFUSED/.test(reason)) {
		return unreachable('nothing listens there');
	}

	if (/name resolution|ENOTFOUND|EAI_AGAIN/i.test(reason)) {
		return unreachable('the host name is not known');
	}

	return unreachable(isTls ? `${reason} (does the server speak TLS?)` : reason);

	function unreachable(text: string): MilvaultError {
		return new MilvaultError(
			'milvus-unreachable',
			{address, reason: text},
			{cause},
		);
	}
}

/** Undefined for success: both the old error_code and the new code must say so. */
export function recogniseStatus(
	status: AnswerStatus | undefined,
	context: CallContext,
): MilvaultError | undefined {
	const code = status?.code ?? 0;
	const errorCode = status?.error_code ?? 0;
	if (code === 0 && errorCode === 0) {
		return undefined;
	}

	const {rpc, user} = context;
	const reason = status?.reason ?? '';
	// commonpb.ErrorCode 40 (2.2) and merr 1401: privilege not permitted.
	if (errorCode === 40 || code === 1401 || /permission deny/i.test(reason)) {
		return new MilvaultError('milvus-denied', {rpc, user, reason});
	}

	return new MilvaultError('milvus-refused', {
		rpc,
		code: code === 0 ? errorCode : code,
		reason,
	});
}

/**
 * True for the refusal that means "no such collection": merr 100 from 2.3 on, commonpb CollectionNotExists (4) or the
 * text on 2.2, where the code may be UnexpectedError.
 */
export function isCollectionMissing(error: unknown): boolean {
	if (!(error instanceof MilvaultError) || error.code !== 'milvus-refused') {
		return false;
	}

	const {code, reason} = error.details as {code: number; reason: string};
	return (
		code === 100 ||
		code === 4 ||
		/can't find collection|CollectionNotExists|collection not found/i.test(
			reason,
		)
	);
}

/** commonpb IndexNotExist (25), merr 700, or the text. */
export function isIndexMissing(error: unknown): boolean {
	if (!(error instanceof MilvaultError) || error.code !== 'milvus-refused') {
		return false;
	}

	const {code, reason} = error.details as {code: number; reason: string};
	return (
		code === 700 ||
		code === 25 ||
		/index not (found|exist)|there is no index/i.test(reason)
	);
}
