import {MilvaultError} from '../model/milvault-error.js';

/**
 * True for errors that may be gone at the next try: no answer, a lost connection, a store that is
 * busy or fails inside.
 */
export function isTransient(error: unknown): boolean {
	if (!(error instanceof MilvaultError)) {
		return false;
	}

	if (error.code === 'storage-unreachable') {
		return true;
	}

	const {cause} = error;
	const status = cause instanceof Error && 'status' in cause ? Number(cause.status) : 0;
	return error.code === 'storage-refused' && (status === 429 || status >= 500);
}
