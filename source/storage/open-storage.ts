import type {StorageSettings} from '../settings/settings.js';
import {openLocalStorage} from './local/open-local-storage.js';
import type {OpenOptions, Storage} from './storage.js';

/**
 * Opens a bucket or a directory; nothing is asked of it yet. The S3 SDK is loaded only for S3,
 * because that takes a quarter of a second.
 *
 * @throws storage-unreachable when the CA file of an S3 storage cannot be read
 */
export async function openStorage(
	settings: StorageSettings,
	options?: OpenOptions,
): Promise<Storage> {
	if (settings.type === 'local') {
		return openLocalStorage(settings, options);
	}

	const {openS3Storage} = await import('./s3/open-s3-storage.js');
	return openS3Storage(settings, options);
}
