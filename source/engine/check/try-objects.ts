import {hasCode} from '../../model/milvault-error.js';
import type {ObjectInfo} from '../../storage/storage.js';
import type {Place} from '../session.js';

/**
 * Does something with one object of a storage, the first that suits: of those under the root path,
 * then, as that may be wrong, of all. One that goes away meanwhile, by a compaction or because it
 * was another check's, is passed over. Nothing is done where none suits.
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
