import {pipePatienceMs, UnfitFileError} from '../utils/read-bounded-file.js';
import {MilvaultError} from './milvault-error.js';

/**
 * What is wrong with a file that was not read, in our words; undefined for any other error.
 *
 * @param path as it is to be shown
 */
export function unfitFile(error: unknown, path: string): MilvaultError | undefined {
	if (!(error instanceof UnfitFileError)) {
		return undefined;
	}

	const {fault, maxBytes} = error;
	return fault === 'too-large'
		? new MilvaultError('file-too-large', {path, maxBytes}, {cause: error})
		: new MilvaultError('file-endless', {path, seconds: pipePatienceMs / 1000}, {cause: error});
}
