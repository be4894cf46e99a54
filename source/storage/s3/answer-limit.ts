/** What of a request says how long its answer may take. */
export type Asked = {
	method: string;
	query: Readonly<Record<string, unknown>>;
	headers: Readonly<Record<string, string>>;
	body?: unknown;
};

/**
 * How long the first byte of an answer may take at the first try. MinIO and AWS need milliseconds,
 * a busy disk a second or two, a listing of a huge bucket or a store far away some more.
 */
const usualMs = 15_000;
/** Up to 1,000 keys in one request. */
const manyMs = 30_000;
/**
 * At most, and of what takes as long as its object is large: without a byte in either direction.
 */
export const idleMs = 180_000;
/** Larger bodies are on their way for long. */
const smallBytes = 1024 * 1024;
/** Beyond the slowest answer so far: so many times that. */
const slackFactor = 3;

/**
 * Until when the first byte of an answer has to be there; undefined for what is bounded by silence
 * alone: copies inside the store, the end of an upload in parts, and bodies that are streamed or
 * large.
 *
 * It grows with every try and with what this store was seen to need, so that a slow one is not
 * given up.
 *
 * @param attempt - From 1
 * @param slowestMs - Of the answers of the same kind so far
 */
export function answerLimitMs(
	asked: Asked,
	{attempt, slowestMs}: {attempt: number; slowestMs: number},
): number | undefined {
	if (isLong(asked)) {
		return undefined;
	}

	const firstMs = 'delete' in asked.query ? manyMs : usualMs;
	return Math.min(idleMs, Math.max(firstMs, slowestMs * slackFactor) * 2 ** (attempt - 1));
}

/** What answers are compared within. */
export function kindOf({method, query}: Asked): string {
	return 'list-type' in query ? 'LIST' : method;
}

/** The SDK counts its tries in a header: `attempt=2; max=10`. */
export function attemptOf({headers}: Asked): number {
	const [, attempt] = /\battempt=(\d+)/.exec(headers['amz-sdk-request'] ?? '') ?? [];
	return Number(attempt ?? 1);
}

function isLong({method, query, headers, body}: Asked): boolean {
	const isCopy = 'x-amz-copy-source' in headers;
	const isEndOfUpload = method === 'POST' && 'uploadId' in query;
	const isAtHand = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
	const isUpload =
		method === 'PUT' && (!isAtHand || Number(headers['content-length'] ?? 0) > smallBytes);
	return isCopy || isEndOfUpload || isUpload;
}
