import type {BucketRetention} from '../../model/bucket-retention.js';
import {isS3Storage} from '../../storage/s3/s3-storage.js';
import type {Place} from '../session.js';

/** What a repository's bucket keeps of what is deleted in it; undefined in a directory. */
export async function keptVersions(
	{storage, rootPath}: Place,
	signal?: AbortSignal,
): Promise<BucketRetention | 'unknown' | undefined> {
	return isS3Storage(storage)
		? storage.retention(rootPath === '' ? '' : `${rootPath}/`, {signal})
		: undefined;
}

/**
 * The same for what is deleted there, to be reported; a store that does not answer this takes
 * nothing else down.
 */
export async function keptAfterDeletion(
	place: Place,
	signal?: AbortSignal,
): Promise<{place: string; versions: BucketRetention} | undefined> {
	const kept = await keptVersions(place, signal).catch(() => undefined);
	return kept === undefined || kept === 'unknown'
		? undefined
		: {place: place.storage.place, versions: kept};
}
