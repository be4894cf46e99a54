import {isForeignFile, metaKeys} from '../../format/paths.js';
import type {Warning} from '../../model/job-events.js';
import {hasCode} from '../../model/milvault-error.js';
import {backupKey, backupPrefix, deletingKey} from './backup-keys.js';
import {removeMarks} from './summary-cache.js';
import type {HeldLock} from '../locks/under-lock.js';
import type {Place} from '../session.js';
import {holdsClaim} from './claim-name.js';

/**
 * Removes everything under a backup's name in the order that never makes a half-deleted backup look
 * healthy: backup_meta, full_meta, the level files, the data, and our own record, which holds the
 * name, last; after it only what says that a deletion was begun.
 *
 * @returns how many objects were there, and how many of them were not of a backup, as a NAS or a
 *   desktop leaves them
 * @throws claim-lost, where a lock is held, and what storage throws
 */
export async function removeBackup(
	repository: Place,
	name: string,
	{signal, assertHeld}: Partial<HeldLock> = {},
): Promise<{objects: number; foreignFiles: number}> {
	const {storage} = repository;
	const key = (relative: string): string => backupKey(repository, name, relative);
	const first = [
		metaKeys.backup,
		metaKeys.full,
		metaKeys.collection,
		metaKeys.partition,
		metaKeys.segment,
	].map(file => key(file));
	const rootLength = backupPrefix(repository, name).length;
	const marker = key(deletingKey);
	let objects = 0;
	let foreignFiles = 0;
	for await (const object of storage.list(key('meta/'), {signal})) {
		objects += first.includes(object.key) ? 1 : 0;
	}

	await assertHeld?.();
	// There is none: where nothing may be deleted this is refused, and nothing is written either.
	await storage.deleteMany([`${key(metaKeys.backup)}.probe`], {signal});
	try {
		await storage.put(marker, '{"formatVersion":1}\n', {signal});
	} catch (error) {
		// What frees the disk needs no room.
		if (!hasCode(error, 'disk-full')) {
			throw error;
		}
	}

	for (const file of first) {
		await assertHeld?.();
		await storage.deleteMany([file], {signal});
	}

	await removeMarks(repository, name, signal);
	const last = key(metaKeys.milvault);
	await storage.deleteMany(
		(async function* () {
			for await (const object of storage.list(backupPrefix(repository, name), {
				signal,
			})) {
				if (object.key === marker) {
					continue;
				}

				objects++;
				foreignFiles += isForeign(object.key.slice(rootLength)) ? 1 : 0;
				if (object.key !== last) {
					await assertHeld?.();
					yield object.key;
				}
			}
		})(),
		{signal},
	);
	await assertHeld?.();
	await storage.deleteMany([last], {signal});
	await storage.deleteMany([marker], {signal});
	return {objects, foreignFiles};
}

/** Beside metadata, binlogs and the files of a snapshot, or among the binlogs. */
function isForeign(key: string): boolean {
	return key.startsWith('binlogs/') ? isForeignFile(key) : !/^(meta|bundle)\//.test(key);
}

/**
 * Removes what a job that failed or was cancelled has made, as long as the name is its own. After a
 * cancel only for a few seconds: a warning names what is left then.
 */
export async function removeUnfinished(
	repository: Place,
	name: string,
	{
		jobId,
		warn,
		signal,
	}: {
		jobId: string;
		warn: (warning: Warning) => void;
		/** Of the job: ended when it was cancelled. */
		signal?: AbortSignal;
	},
): Promise<void> {
	const ends = signal?.aborted ? AbortSignal.timeout(cancelledMs) : undefined;
	try {
		if (await holdsClaim(repository, name, jobId, ends)) {
			await removeBackup(repository, name, {signal: ends});
		}
	} catch {
		// The original failure is the one to report; a warning names what is left.
		warn({
			code: 'left-behind',
			details: {what: name, where: repository.label},
		});
	}
}

const cancelledMs = 6000;

/** Takes the binlogs and sums of one collection out of an unfinished backup. */
export async function removeCollectionData(
	repository: Place,
	name: string,
	collectionId: string,
): Promise<void> {
	const {storage} = repository;
	for (const directory of ['insert_log', 'delta_log']) {
		const prefix = `${backupKey(repository, name, `binlogs/${directory}/${collectionId}`)}/`;
		await storage.deleteMany(
			(async function* () {
				for await (const {key} of storage.list(prefix)) {
					yield key;
				}
			})(),
		);
	}
}
