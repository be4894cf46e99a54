import {exitCodeOf} from '../../model/exit-codes.js';
import type {MilvaultError} from '../../model/milvault-error.js';

/**
 * A server that is gone, a login that is refused or a full disk will not spare the next collection.
 */
export function isFatal({code}: MilvaultError): boolean {
	return (
		[5, 6, 130].includes(exitCodeOf(code)) || code === 'disk-full' || code === 'bucket-missing'
	);
}
