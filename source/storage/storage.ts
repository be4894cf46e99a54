import type {Readable} from 'node:stream';
import type {Throttle} from './throttle.js';

/** An object as a listing or a head shows it. */
export type ObjectInfo = {
	key: string;
	sizeBytes: number;
	/**
	 * What identifies the content: S3's ETag without quotes, or `crc32:<8 hex>` for local files.
	 * Listings and heads of local files leave it out, because it costs a read: ask `checksum`.
	 */
	checksum?: string;
	/**
	 * A checksum of the content and nothing else: `crc64nvme:<16 hex>` or `crc32:<8 hex>`; of a head
	 * that asked for it, where the store has one, and of a put that saw the bytes pass.
	 */
	contentSum?: string;
	modifiedAt?: Date;
};

export type ReadOptions = {
	signal?: AbortSignal;
	/** Byte range, both ends included, as in HTTP; without an end: up to the object's end. */
	range?: {start: number; end?: number};
	/** The version of an `ObjectBody`: `get` throws `object-changed` for any other. */
	version?: string;
};

export type ListDirectoriesOptions = {
	signal?: AbortSignal;
	/**
	 * Called with each directory that may not be read, which is then skipped; without it such a
	 * directory is an error.
	 */
	onDenied?: (name: string) => void;
};

/** An object's bytes as they come. */
export type ObjectBody = Readable & {
	/** Differs for any other content of the key; undefined where a store has no versions. */
	readonly version?: string;
	/** How many bytes will come; undefined where a store does not say. */
	readonly sizeBytes?: number;
};

export type WriteOptions = {
	signal?: AbortSignal;
	/** Known length of a stream; unknown is allowed. */
	sizeBytes?: number;
};

/** A request that failed, or has no answer yet, and is tried again; for logs. */
export type RetryNotice = {
	/** Such as s3:PutObject. */
	action: string;
	/** `bucket` or `bucket/key`. */
	resource: string;
	reason: string;
	/** Until it is tried again. */
	waitMs: number;
	/** It has not failed yet: there has been no answer for so long. */
	waitedMs?: number;
};

/** What a job that uses a storage hangs into it while it runs. */
export type StorageHooks = {
	onRetry?: (notice: RetryNotice) => void;
	pace?: Throttle;
	/** A person waits in front of a screen: an address where nothing listens fails soon. */
	isHasty?: boolean;
};

export type OpenOptions = {
	/** Ends every call of the storage, besides each call's own. */
	signal?: AbortSignal;
	/**
	 * A repository's directory: only the owner may read what is written, not every user of the
	 * machine; default false.
	 */
	isPrivate?: boolean;
	/** May change while the storage is open. */
	hooks?: StorageHooks;
};

/**
 * A storage: one bucket, or one directory. Keys are slash-separated, relative, without `..`; a key
 * that would lead outside throws `metadata-unsafe`.
 *
 * Obligations, proven by the contract suite for every implementation:
 * - list: every object whose key starts with the prefix (a string prefix, not a directory), each
 *   once, in ascending byte order of keys, any number of them in constant memory; nothing there is
 *   an empty list, a missing bucket is an error.
 * - listDirectories: names (without slashes) one level below a prefix that ends in a slash or is
 *   empty; only of directories that hold an object at some depth.
 * - head: undefined for a missing key.
 * - get: throws `object-missing` for a missing key; the stream's errors are our errors, and a lost
 *   connection is one; a range that lies behind the end gives no bytes.
 * - put: the whole object or nothing is visible, never a part; replaces; destroys a stream that it
 *   does not finish. A stream of another length than `sizeBytes` throws `object-changed`, its own
 *   error is thrown as it is.
 * - putIfAbsent: false, and nothing changed, when the key is there; of several at once exactly one
 *   gets true.
 * - copyFrom: only for a source with canCopyFrom; same content; throws `object-missing`. Where
 *   bytes or parts are counted on the way, another length than `sizeBytes` throws `object-changed`;
 *   a copy by one request inside an S3 store is whole or fails, and is not asked for its size: one
 *   listing afterwards has all sizes.
 * - deleteMany: missing keys are no error; any number of keys; reports the first failure after
 *   trying all.
 * - hasPrefix: true when at least one key starts with the prefix.
 * - every failure is a MilvaultError; `signal` ends a call with `cancelled`.
 *
 * Retries: requests without a stream are tried again by the storage itself; streams by
 * `transferObject` and `readObject`.
 */
export type Storage = {
	readonly kind: 's3' | 'local';
	/** For people: `s3://bucket` or the directory. */
	readonly place: string;
	readonly hooks: Readonly<StorageHooks>;
	list(prefix: string, options?: ReadOptions): AsyncIterable<ObjectInfo>;
	listDirectories(prefix: string, options?: ListDirectoriesOptions): AsyncIterable<string>;
	head(
		key: string,
		options?: ReadOptions & {withContentSum?: boolean},
	): Promise<ObjectInfo | undefined>;
	/**
	 * For `readObject`, which all other rooms call: it tries again when the connection is lost half
	 * way.
	 */
	get(key: string, options?: ReadOptions): Promise<ObjectBody>;
	put(
		key: string,
		body: Readable | Uint8Array | string,
		options?: WriteOptions,
	): Promise<ObjectInfo>;
	putIfAbsent(key: string, body: Uint8Array | string, options?: WriteOptions): Promise<boolean>;
	/** True when `copyFrom` works without the bytes passing through this process over a network. */
	canCopyFrom(source: Storage): boolean;
	copyFrom(
		source: Storage,
		sourceKey: string,
		key: string,
		options: WriteOptions & {sizeBytes: number},
	): Promise<ObjectInfo>;
	/** Content's checksum; for local files this reads the file. */
	checksum(key: string, options?: ReadOptions): Promise<string>;
	deleteMany(keys: Iterable<string> | AsyncIterable<string>, options?: ReadOptions): Promise<void>;
	hasPrefix(prefix: string, options?: ReadOptions): Promise<boolean>;
	/**
	 * Throws `bucket-missing`, `directory-missing`, `storage-*` when the place itself cannot be used
	 * for reading. With `mayBeNew` a directory need not be there yet as long as the one above it is:
	 * the first write makes it.
	 */
	ensureReachable(options?: ReadOptions & {mayBeNew?: boolean}): Promise<void>;
	/**
	 * The name of this key for a Milvus that uses this storage: the key itself for S3, the absolute
	 * path for local.
	 */
	pathForMilvus(key: string): string;
	/** Ends connections; the storage cannot be used afterwards. */
	close(): void;
};
