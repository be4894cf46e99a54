import type {ErrorCode, ErrorDetails} from './error-codes.js';

/**
 * The one error that crosses rooms: a stable code, what the code carries, and the foreign cause.
 *
 * Its sentence and its hint come from messages/; `message` here is for logs and developers.
 */
export class MilvaultError<Code extends ErrorCode = ErrorCode> extends Error {
	override readonly name = 'MilvaultError';

	constructor(
		readonly code: Code,
		readonly details: ErrorDetails[Code],
		options?: {cause?: unknown},
	) {
		super(`${code}: ${JSON.stringify(details)}`, options);
	}
}

/** True for a MilvaultError with this code; narrows its details. */
export function hasCode<Code extends ErrorCode>(
	error: unknown,
	code: Code,
): error is MilvaultError<Code> {
	return error instanceof MilvaultError && error.code === code;
}

/** File system errors that come from the setup of the machine, not from a bug of ours. */
const refusals: ReadonlySet<string> = new Set([
	'EACCES',
	'EPERM',
	'EROFS',
	'ENOTDIR',
	'EISDIR',
	'ELOOP',
	'ENAMETOOLONG',
	'ENOSPC',
	'EDQUOT',
	'EMFILE',
	'ENFILE',
	'ESTALE',
	'EIO',
]);

/**
 * Converts every thrown value into a MilvaultError; a foreign one is a bug and becomes
 * `unexpected`, with its stack as cause.
 */
export function toMilvaultError(error: unknown): MilvaultError {
	if (error instanceof MilvaultError) {
		return error;
	}

	if (error instanceof Error && error.name === 'AbortError') {
		return new MilvaultError('cancelled', {}, {cause: error});
	}

	const {code, path, syscall} = (error ?? {}) as NodeJS.ErrnoException;
	if (syscall === 'uv_cwd') {
		return new MilvaultError('directory-gone', {}, {cause: error});
	}

	if (code !== undefined && path !== undefined && refusals.has(code)) {
		return new MilvaultError('file-refused', {path, reason: code}, {cause: error});
	}

	const reason = error instanceof Error ? error.message : String(error);
	return new MilvaultError('unexpected', {reason}, {cause: error});
}
