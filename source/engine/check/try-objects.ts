import {hasCode} from '../../model/milvault-error.js';
import type {ObjectInfo} from '../../storage/storage.js';
import type {Place} from '../session.js';

/**
 * Calls a function with the first suitable object of a storage: first under the root path, then, as
 * that may be wrong, anywhere. An object that disappears meanwhile, by a compaction or another
 * check, is skipped. Without a suitable object nothing is done.
 */
export async function tryObjects(
	{storage, rootPath}: Place,
	suits: (object: ObjectInfo) => boolean,
	work: (object: ObjectInfo) => Promise<void>,
	{signal}: {signal: AbortSignal | undefined},
): Promise<void> {
	const prefixes = rootPath === '' ? [''] : [`${rootPath}/`, ''];
	for (const prefix of prefixes) {
		for await (const object of storage.list(prefix, {signal})) {
			if (suits(object) && (await isThere(work(object)))) {
				return;
			}
		}
	}
}

async function isThere(work: Promise<void>): Promise<boolean> {
	try {
		await work;
		return true;
	} catch (error) {
		if (hasCode(error, 'object-missing')) {
			return false;
		}

		throw error;
	}
}
