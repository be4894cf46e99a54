import type {BucketRetention} from '../../model/bucket-retention.js';
import type {Storage} from '../storage.js';

/** What other buckets of the same store need to know about one; no secrets. */
export type S3Storage = Storage & {
	readonly kind: 's3';
	readonly bucket: string;
	/**
	 * Endpoint and access key: two storages with the same can copy from each other inside the store.
	 */
	readonly account: string;
	/** Names of the buckets that these keys may list. @throws storage-denied and others */
	listBuckets(options?: {signal?: AbortSignal}): Promise<string[]>;
	/**
	 * What stays of objects that are deleted under a prefix: undefined where nothing does, `unknown`
	 * where the store does not answer that.
	 */
	retention(
		prefix: string,
		options?: {signal?: AbortSignal},
	): Promise<BucketRetention | 'unknown' | undefined>;
	/** Another bucket of the same store, by the same connections; close the first one, not this. */
	openBucket(bucket: string): S3Storage;
};

export function isS3Storage(storage: Storage): storage is S3Storage {
	return storage.kind === 's3' && 'account' in storage;
}
