import {defaultDirectories} from '../../../source/practice/practice-paths.js';

/**
 * Where servers for tests are installed: the user's cache directory, outside the clone;
 * MILVAULT_CACHE_DIR comes first.
 */
export function cacheDir(): string {
	return defaultDirectories(process.env).cacheDir;
}
