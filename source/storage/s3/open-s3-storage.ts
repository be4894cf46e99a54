import {MilvaultError} from '../../model/milvault-error.js';
import type {S3Settings} from '../../settings/settings.js';
import {assertInsideKey, assertSafeKey} from '../keys.js';
import type {OpenOptions} from '../storage.js';
import {bucketRetention} from './bucket-retention.js';
import {copyObject} from './copy-object.js';
import {createClient, endpointOf} from './create-client.js';
import {deleteObjects} from './delete-objects.js';
import {getObject} from './get-object.js';
import {headObject} from './head-object.js';
import {hasObject, listNames, listObjects} from './list-objects.js';
import {putIfAbsent} from './put-if-absent.js';
import {putObject} from './put-object.js';
import {createQuickCopy} from './quick-copy.js';
import {createRequestContexts} from './request-context.js';
import {bucketNames, runAction, type S3Session} from './s3-session.js';
import {isS3Storage, type S3Storage} from './s3-storage.js';

/**
 * A bucket of AWS S3, MinIO or anything that speaks the same.
 *
 * - Small requests are tried again by the SDK; streams are not (`transferObject` and `readObject`
 *   get them again).
 * - Listings, heads and copies carry the ETag; a copy's size is not asked for afterwards: a listing
 *   has all sizes at once.
 * - An interruption may leave an unfinished multipart upload of an object above 5 GiB or of unknown
 *   length.
 *
 * @throws storage-unreachable when the CA file cannot be read
 */
export async function openS3Storage(
	settings: S3Settings,
	options: OpenOptions = {},
): Promise<S3Storage> {
	const contexts = createRequestContexts();
	const hooks = options.hooks ?? {};
	const client = await createClient(settings, contexts, hooks);
	const accessKeyId = settings.auth === 'static' ? (settings.accessKeyId?.value ?? '') : '';
	const place = {
		bucket: settings.bucket,
		endpoint: endpointOf(settings),
		accessKeyId,
	};
	const session: S3Session = {
		client,
		contexts,
		quickCopy: createQuickCopy(client, contexts, hooks),
		place,
		bucket: settings.bucket,
		hooks,
		signal: options.signal,
	};
	return storageOf(session, settings, {
		close() {
			client.destroy();
		},
	});
}

function storageOf(
	session: S3Session,
	settings: S3Settings,
	{close}: {close: () => void},
): S3Storage {
	const {bucket, place} = session;
	// The region does not count for AWS: its regions copy from each other.
	const account = `${settings.endpoint ? place.endpoint : 'aws'} ${place.accessKeyId}`;
	const bucketSeen = {isSeen: false};

	const head: S3Storage['head'] = async (key, options) => {
		assertInsideKey(key);
		return headObject(session, key, bucketSeen, options ?? {});
	};

	return {
		kind: 's3',
		place: `s3://${bucket}`,
		hooks: session.hooks,
		bucket,
		account,
		list: (prefix, options) => listObjects(session, prefix, options?.signal),
		listDirectories: (prefix, options) => listNames(session, prefix, options?.signal),
		head,
		async get(key, options) {
			assertInsideKey(key);
			return getObject(session, key, options ?? {});
		},
		async put(key, body, options) {
			assertSafeKey(key);
			return putObject(session, key, body, options ?? {});
		},
		async putIfAbsent(key, body, options) {
			assertSafeKey(key);
			const bytes = typeof body === 'string' ? Buffer.from(body) : body;
			return putIfAbsent(session, key, bytes, options?.signal);
		},
		canCopyFrom: source => isS3Storage(source) && source.account === account,
		async copyFrom(source, sourceKey, key, {sizeBytes, signal}) {
			assertSafeKey(key);
			assertInsideKey(sourceKey);
			if (!isS3Storage(source)) {
				throw new TypeError('copyFrom needs a source of the same store');
			}

			return copyObject(session, key, {
				source: {
					bucket: source.bucket,
					key: sourceKey,
					info: async () => source.head(sourceKey, {signal}),
				},
				sizeBytes,
				signal,
				multipartCopyThresholdBytes: settings.multipartCopyThresholdBytes,
			});
		},
		async checksum(key, options) {
			const info = await head(key, options);
			if (!info) {
				throw new MilvaultError('object-missing', {
					key,
					place: `s3://${bucket}`,
				});
			}

			return info.checksum ?? '';
		},
		deleteMany: async (keys, options) => deleteObjects(session, keys, options?.signal),
		hasPrefix: async (prefix, options) => hasObject(session, prefix, options?.signal),
		async ensureReachable(options) {
			await hasObject(session, '', options?.signal);
			bucketSeen.isSeen = true;
		},
		pathForMilvus: key => key,
		close,
		async listBuckets(options) {
			const about = {action: 'ListAllMyBuckets', signal: options?.signal};
			return runAction(session, about, async () => bucketNames(session));
		},
		retention: async (prefix, options) => bucketRetention(session, prefix, options?.signal),
		openBucket: name =>
			storageOf(
				{...session, bucket: name, place: {...place, bucket: name}},
				{...settings, bucket: name},
				{close() {}},
			),
	};
}
