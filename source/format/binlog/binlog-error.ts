import {MilvaultError} from '../../model/milvault-error.js';

/** What every reader of binlogs throws for bytes that are none. */
export function badBinlog(file: string, reason: string, cause?: unknown): MilvaultError {
	return new MilvaultError('metadata-unreadable', {file, reason}, {cause});
}
