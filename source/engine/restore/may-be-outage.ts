import type {Outage} from '../../milvus/with-retries.js';
import type {ErrorCode} from '../../model/error-codes.js';
import type {MilvaultError} from '../../model/milvault-error.js';
import {hasCode} from '../../model/milvault-error.js';

/** Errors that a restart of Milvus can cause in running work. */
const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
	'import-failed',
	'import-incomplete',
	'import-stalled',
	'index-failed',
	'index-stalled',
	'load-stalled',
	'restored-differs',
	'milvus-refused',
	'swap-failed',
]);

/**
 * May a collection have failed only because Milvus went away meanwhile? Then it is continued, as
 * after a crash of our own.
 *
 * @param awayBefore outages that had been seen when it began
 */
export function mayBeOutage(failure: MilvaultError, outage: Outage, awayBefore: number): boolean {
	return (outage.count > awayBefore && passing.has(failure.code)) || isMarkedFailed(failure);
}

/**
 * Milvus up to 2.3 marks running jobs in this way when it stops (rootcoord/import_manager.go); jobs
 * that waited continue.
 */
function isMarkedFailed(failure: MilvaultError): boolean {
	return (
		hasCode(failure, 'import-failed') &&
		/marked failed as service restarted/i.test(failure.details.reason)
	);
}

/** The contents of the collection are not known: it is created again. */
export function isSpoilt({code}: MilvaultError): boolean {
	return code === 'import-failed' || code === 'import-incomplete' || code === 'restored-differs';
}
