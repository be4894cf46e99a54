import {exitCodeOf} from '../../model/exit-codes.js';
import type {MilvaultError} from '../../model/milvault-error.js';

/**
 * An unreachable server, a refused login, a full disk or workers of another place will fail the next
 * collection too.
 */
export function isFatal({code}: MilvaultError): boolean {
	return (
		[5, 6, 130].includes(exitCodeOf(code)) ||
		code === 'disk-full' ||
		code === 'bucket-missing' ||
		code === 'worker-elsewhere'
	);
}
