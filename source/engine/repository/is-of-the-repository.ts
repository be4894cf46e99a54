import type {MilvaultError} from '../../model/milvault-error.js';
import {isTransient} from '../../storage/is-transient.js';
import {endsTheJob} from '../run/is-fatal.js';

/**
 * Says nothing about the backup that was to be read: a lost line, a missing permission, a store
 * that is away or busy, a cancel.
 */
export function isOfTheRepository(error: MilvaultError): boolean {
	return endsTheJob(error) || isTransient(error) || error.code === 'directory-missing';
}
