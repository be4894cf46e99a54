import {exitCodeOf} from '../../model/exit-codes.js';
import type {MilvaultError} from '../../model/milvault-error.js';

/**
 * An unreachable server, a refused login or a full disk will fail the next collection too.
 */
export function isFatal({code}: MilvaultError): boolean {
	return (
		[5, 6, 130].includes(exitCodeOf(code)) || code === 'disk-full' || code === 'bucket-missing'
	);
}
