import {createHash, type Hash} from 'node:crypto';
import {parseSums} from '../../format/milvault-meta.js';
import {hasCode, MilvaultError} from '../../model/milvault-error.js';
import {fragment} from '../../model/fragments.js';
import {maxSumsBytes, readObjectChunks} from '../../storage/read-object.js';
import {backupKey} from './backup-keys.js';
import type {Place} from '../session.js';
import type {BackupCollection} from './collection-view.js';
import {recordedSum, type RecordedSum} from './recorded-sum.js';

/**
 * Recorded checksums by key relative to the backup; empty where none were recorded.
 *
 * @throws metadata-unreadable, also for fewer (or more) sums than objects were recorded: what is
 *   not there could not be compared
 */
export async function readSums({
	repository,
	backupName,
	view,
	signal,
}: {
	repository: Place;
	backupName: string;
	view: BackupCollection;
	signal?: AbortSignal;
}): Promise<Map<string, RecordedSum>> {
	const sums = new Map<string, RecordedSum>();
	const file = view.record?.sumsFile;
	if (file === undefined) {
		return sums;
	}

	try {
		const lines = readObjectChunks(repository.storage, backupKey(repository, backupName, file), {
			maxBytes: maxSumsBytes,
			signal,
		});
		const hash = createHash('sha256');
		for await (const sum of parseSums(hashed(lines, hash), file)) {
			sums.set(sum.key, recordedSum(sum, view.record?.etags));
		}

		const recorded = view.record?.sumsSha256;
		if (recorded !== undefined && hash.digest('hex') !== recorded) {
			throw new MilvaultError('metadata-unreadable', {
				file: `${backupName}/${file}`,
				reason: fragment('checksum-differs'),
			});
		}
	} catch (error) {
		if (hasCode(error, 'object-missing')) {
			throw new MilvaultError('metadata-unreadable', {
				file: `${backupName}/${file}`,
				reason: fragment('missing'),
			});
		}

		throw error;
	}

	const objects = view.record?.objects ?? 0;
	if (sums.size !== objects) {
		throw new MilvaultError('metadata-unreadable', {
			file: `${backupName}/${file}`,
			reason: fragment('names-objects', {found: sums.size, expected: objects}),
		});
	}

	return sums;
}

async function* hashed(chunks: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
	for await (const chunk of chunks) {
		hash.update(chunk);
		yield chunk;
	}
}
