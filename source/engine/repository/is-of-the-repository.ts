import type {MilvaultError} from '../../model/milvault-error.js';
import {isTransient} from '../../storage/is-transient.js';
import {isFatal} from '../run/is-fatal.js';

/**
 * Says nothing about the backup that was to be read: a lost line, a missing permission, a store
 * that is away or busy, a cancel.
 */
export function isOfTheRepository(error: MilvaultError): boolean {
	return isFatal(error) || isTransient(error) || error.code === 'directory-missing';
}
