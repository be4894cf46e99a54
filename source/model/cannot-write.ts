import {MilvaultError} from './milvault-error.js';

/**
 * The error for a file or directory of this machine that could not be written.
 *
 * @param instead what to set or to give, for people of any language: `MILVAULT_STATE_DIR`,
 *   `--output <file>`
 */
export function cannotWrite(error: unknown, path: string, instead: string): MilvaultError {
	if (error instanceof MilvaultError) {
		return error;
	}

	const {code} = error as NodeJS.ErrnoException;
	return code === 'ENOSPC' || code === 'EDQUOT'
		? new MilvaultError('disk-full', {path}, {cause: error})
		: new MilvaultError(
				'cannot-write',
				{path, reason: code ?? String(error), instead},
				{cause: error},
			);
}
