import {hasCode, type MilvaultError} from '../model/milvault-error.js';

/**
 * The messages of a Milvus of which a part is unavailable or not ready yet: while a standalone
 * starts or ends, its proxy answers before the others do (2.2 to 2.6, code 65535 or 1: "find no
 * available rootcoord", "service not ready[datacoord=1: Initializing]",
 * "InvalidateCollectionMetaCache failed, proxyID = 3", "node not
 * match[expectedNodeID=1][actualNodeID=2]").
 */
export const awayWords =
	/find no available \w+|empty grpc client|\b(?:service|proxy|server|\w+coord|\w+node)\b.{0,40}\bnot (?:ready|healthy)\b|invalidateCollectionMetaCache failed|node not match|server ?id (?:mis|not )match|no available shard|fail(?:ed)? to (?:query|search) on all shard leaders|channel not available|connection refused|transport is closing|error reading from server|code = (?:unavailable|canceled)|^context canceled$/i;

/** Milvus, or a part of it, is briefly unavailable: the same call can succeed a little later. */
export function isAway(error: unknown): error is MilvaultError<'milvus-unreachable'> {
	return hasCode(error, 'milvus-unreachable');
}

/** The server itself says so, in an answer: it is there, a part of it is not. */
export function isAwayInWords(error: unknown): boolean {
	const {reason} = ((isAway(error) && error.cause) || {}) as {reason?: unknown};
	return typeof reason === 'string';
}

/** The call cannot have reached the server: no connection was there. */
export function isUnsent(error: unknown): boolean {
	if (!hasCode(error, 'milvus-unreachable')) {
		return false;
	}

	const {details, code} = (error.cause ?? {}) as {
		details?: string;
		code?: unknown;
	};
	return (
		code === 'ECONNREFUSED' ||
		/^(?:no connection established|name resolution failed|failed to connect)/i.test(details ?? '')
	);
}
