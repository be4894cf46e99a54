import type {ErrorText, Messages} from '../messages/messages.js';
import type {ServerTexts} from '../messages/texts.js';
import type {ErrorCode} from '../model/error-codes.js';
import type {ErrorSummary} from '../model/job-events.js';
import {toMilvaultError} from '../model/milvault-error.js';

/** RFC 9457, with what every error of milvault has. */
export type Problem = {
	type: 'about:blank';
	title: string;
	status: number;
	/** Stable: what programs decide by. */
	code: string;
	detail: string;
	hint?: string;
	/** The same request may do better later. */
	retriable: boolean;
};

const statuses: Partial<Record<ErrorCode, number>> = {
	usage: 400,
	'bad-backup-name': 400,
	'bad-collection-name': 400,
	'filter-syntax': 400,
	'filter-no-match': 400,
	'nothing-to-back-up': 400,
	'rename-syntax': 400,
	'rename-no-match': 400,
	'conflict-no-match': 400,
	'override-no-match': 400,
	'one-collection-needed': 400,
	'flags-exclude': 400,
	'same-target': 400,
	'confirmation-needed': 400,
	'retention-bad-value': 400,
	'retention-empty': 400,
	'schedule-bad-value': 400,
	'copy-onto-itself': 400,
	'replace-unconfirmed': 400,
	'milvus-unsupported': 400,
	'backup-missing': 404,
	'job-missing': 404,
	'schedule-missing': 404,
	'name-taken': 409,
	'schedule-taken': 409,
	'schedule-running': 409,
	'target-exists': 409,
	'target-differs': 409,
	'target-is-alias': 409,
	'target-changed': 409,
	'alias-leads-nowhere': 409,
	'working-changed': 409,
	'working-taken': 409,
	'backup-unfinished': 409,
	'nothing-failed': 409,
	'job-running': 409,
	'job-not-running': 409,
	'job-on-other-machine': 409,
	'job-still-running': 409,
	'job-over': 409,
	'job-elsewhere': 409,
	'backup-changed': 409,
	'backup-pinned': 409,
	'backup-kept': 409,
	'cluster-changed': 409,
	'imports-running': 409,
	locked: 409,
	'claim-lost': 409,
	'object-missing': 422,
	'object-changed': 422,
	'binlog-damaged': 422,
	'metadata-unreadable': 422,
	'metadata-differs': 422,
	'metadata-unsafe': 422,
	'snapshot-format': 422,
	'unknown-storage-version': 422,
	'newer-format': 422,
	'milvus-login': 502,
	'milvus-denied': 502,
	'queue-refused': 502,
	'storage-wrong-key': 502,
	'storage-denied': 502,
	'milvus-tls': 502,
	'not-a-milvus': 502,
	'milvus-refused': 502,
	'storage-refused': 502,
	'milvus-unreachable': 503,
	'milvus-timeout': 503,
	'storage-unreachable': 503,
	'queue-unreachable': 503,
	'no-worker': 503,
	cancelled: 503,
	'disk-full': 507,
	'milvus-limit': 507,
};

const retriable: ReadonlySet<string> = new Set<ErrorCode>([
	'milvus-unreachable',
	'milvus-timeout',
	'storage-unreachable',
	'queue-unreachable',
	'no-worker',
	'locked',
	'schedule-running',
	'job-still-running',
	'imports-running',
	'flush-timeout',
	'import-stalled',
	'index-stalled',
	'load-stalled',
	'cancelled',
]);

export const titles: Readonly<Record<number, string>> = {
	400: 'Bad request',
	401: 'Unauthorized',
	403: 'Forbidden',
	404: 'Not found',
	405: 'Method not allowed',
	406: 'Not acceptable',
	409: 'Conflict',
	413: 'Too large',
	415: 'Unsupported media type',
	422: 'Unprocessable',
	429: 'Too many requests',
	500: 'Internal error',
	502: 'Milvus or its storage refuses',
	503: 'Milvus or its storage cannot be reached',
	507: 'Disk full',
};

export function statusOf(code: ErrorCode): number {
	return statuses[code] ?? 500;
}

/** The sentence and the hint of an error, as everywhere. */
export function problemOf(thrown: unknown, messages: Messages): Problem {
	const {code, details} = toMilvaultError(thrown);
	const status = statusOf(code);
	return {
		type: 'about:blank',
		title: titles[status] ?? 'Error',
		status,
		...errorBody({code, details}, messages),
	};
}

/** Of a job, a collection or a request: what it was, what to do, and whether to try again. */
export function errorBody(
	error: ErrorSummary,
	messages: Messages,
): Pick<Problem, 'code' | 'detail' | 'hint' | 'retriable'> {
	const {sentence, hint} = messages.error(error);
	return {
		code: error.code,
		detail: sentence,
		...(hint !== undefined && {hint}),
		retriable: retriable.has(error.code),
	};
}

/** What is wrong with a request before any of ours has seen it. */
export class RequestError extends Error {
	readonly status: number;
	readonly code: string;
	readonly text: (texts: ServerTexts) => ErrorText;

	/** @param text what the caller reads, in the server's language */
	constructor(status: number, code: string, text: (texts: ServerTexts) => ErrorText) {
		super(code);
		this.status = status;
		this.code = code;
		this.text = text;
	}

	toProblem({server}: Messages): Problem {
		const {status, code} = this;
		const {sentence, hint} = this.text(server);
		return {
			type: 'about:blank',
			title: titles[status] ?? 'Error',
			status,
			code,
			detail: sentence,
			...(hint !== undefined && {hint}),
			retriable: status === 429,
		};
	}
}
