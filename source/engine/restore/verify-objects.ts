import type {LimitFunction} from 'p-limit';
import {parseSums} from '../../format/milvault-meta.js';
import {hasCode, MilvaultError} from '../../model/milvault-error.js';
import {backupKey, backupPrefix} from '../shared/backup-keys.js';
import {mapBounded} from '../shared/bounded.js';
import type {Place} from '../session.js';
import {
	expectedObjects,
	type BackupCollection,
} from './backup-collection-view.js';

/**
 * Checks that a collection's binlogs are what was backed up, before anything is made from them: every object there with
 * its size and its recorded checksum, and none that does not belong (Milvus would import it too).
 *
 * Two listings for each collection; local files are read, because a directory shows no checksum.
 *
 * @returns the objects: keys relative to the backup, sizes in bytes
 * @throws object-missing, object-changed
 */
export async function verifyObjects(options: {
	repository: Place;
	backupName: string;
	view: BackupCollection;
	copyLimit: LimitFunction;
	signal?: AbortSignal;
}): Promise<Map<string, number>> {
	const {repository, backupName, view, copyLimit, signal} = options;
	const expected = expectedObjects(view);
	const sums = await readSums(options);
	const missing = new Set(expected.keys());
	const unchecked: string[] = [];
	const rootLength = backupPrefix(repository, backupName).length;
	for (const kind of ['insert_log', 'delta_log']) {
		const prefix = `${backupKey(
			repository,
			backupName,
			`binlogs/${kind}/${view.info.collection_id}`,
		)}/`;
		for await (const object of repository.storage.list(prefix, {signal})) {
			const key = object.key.slice(rootLength);
			const sizeBytes = expected.get(key);
			assertSame(repository, object.key, sizeBytes, object.sizeBytes);
			missing.delete(key);
			const sum = sums.get(key);
			if (sum !== undefined && object.checksum !== undefined) {
				assertSame(repository, object.key, sum, object.checksum);
			} else if (sum !== undefined) {
				unchecked.push(key);
			}
		}
	}

	for (const key of missing) {
		throw new MilvaultError('object-missing', {
			key: backupKey(repository, backupName, key),
			place: repository.label,
		});
	}

	await mapBounded(unchecked, copyLimit.concurrency, async key =>
		copyLimit(async () => {
			const full = backupKey(repository, backupName, key);
			const found = await repository.storage.checksum(full, {signal});
			assertSame(repository, full, sums.get(key), found);
		}),
	);
	return expected;
}

async function readSums({
	repository,
	backupName,
	view,
	signal,
}: {
	repository: Place;
	backupName: string;
	view: BackupCollection;
	signal?: AbortSignal;
}): Promise<Map<string, string>> {
	const sums = new Map<string, string>();
	const file = view.record?.sumsFile;
	if (file === undefined) {
		return sums;
	}

	try {
		const stream = await repository.storage.get(
			backupKey(repository, backupName, file),
			{signal},
		);
		for await (const {key, checksum} of parseSums(stream, file)) {
			sums.set(key, checksum);
		}
	} catch (error) {
		if (hasCode(error, 'object-missing')) {
			throw new MilvaultError('metadata-unreadable', {
				file: `${backupName}/${file}`,
				reason: 'it is missing',
			});
		}

		throw error;
	}

	return sums;
}

function assertSame(
	repository: Place,
	key: string,
	expected: string | number | undefined,
	found: string | number,
): void {
	if (expected !== found) {
		const text = (value: string | number | undefined): string =>
			typeof value === 'number' ? `${value} bytes` : (value ?? 'no object');
		throw new MilvaultError('object-changed', {
			key,
			place: repository.label,
			expected: text(expected),
			found: text(found),
		});
	}
}
