import {parseMilvaultMeta} from '../../format/milvault-meta.js';
import {metaKeys} from '../../format/paths.js';
import {hasCode, MilvaultError} from '../../model/milvault-error.js';
import {assertNotBeingWritten} from '../locks/hold-lock.js';
import {backupKey, backupPrefix} from './backup-keys.js';
import {readText} from './read-backup.js';
import type {Place} from '../session.js';

/**
 * For the plan, before the name is claimed under the lock.
 *
 * @throws name-taken when anything lies under the backup's directory, finished or not, by whatever
 *   tool; locked when it exists because another run is creating or deleting it now
 */
export async function assertNameIsFree(repository: Place, name: string): Promise<void> {
	if (!(await isTaken(repository, name))) {
		return;
	}

	const error = await nameTaken(repository, name);
	if (error.details.isUnfinished) {
		await assertNotBeingWritten(repository, name);
	}

	throw error;
}

async function isTaken(repository: Place, name: string): Promise<boolean> {
	try {
		return await repository.storage.hasPrefix(backupPrefix(repository, name));
	} catch (error) {
		// A directory that the first backup makes holds no name.
		if (hasCode(error, 'directory-missing')) {
			return false;
		}

		throw error;
	}
}

/**
 * Reserves a backup's name: `meta/milvault.json`, created only if absent, so that of two runs
 * exactly one continues. It says `unfinished` until the backup is committed and is the last object
 * that delete removes.
 *
 * @throws name-taken
 */
export async function claimName(
	repository: Place,
	name: string,
	body: string,
	signal?: AbortSignal,
): Promise<void> {
	if (await isTaken(repository, name)) {
		throw await nameTaken(repository, name);
	}

	const key = backupKey(repository, name, metaKeys.milvault);
	if (!(await repository.storage.putIfAbsent(key, body, {signal}))) {
		throw await nameTaken(repository, name);
	}
}

/**
 * Does the name still belong to this job? A backup that is being made can be deleted, and its name
 * be claimed by another run.
 */
export async function holdsClaim(
	repository: Place,
	name: string,
	jobId: string,
	signal?: AbortSignal,
): Promise<boolean> {
	const body = await readText(repository, name, metaKeys.milvault, signal);
	if (body === undefined) {
		return false;
	}

	const record = parseMilvaultMeta(body, `${name}/${metaKeys.milvault}`);
	return record.jobId === jobId;
}

/**
 * For the moment before a backup is committed: the name is still this job's, and all that it copied
 * is still there.
 *
 * @throws claim-lost
 */
export async function assertClaim(
	repository: Place,
	name: string,
	{jobId, objects}: {jobId: string; objects: number},
): Promise<void> {
	let found = 0;
	for await (const _object of repository.storage.list(
		`${backupKey(repository, name, 'binlogs')}/`,
	)) {
		found++;
	}

	if (found < objects || !(await holdsClaim(repository, name, jobId))) {
		throw new MilvaultError('claim-lost', {name, place: repository.label});
	}
}

async function nameTaken(repository: Place, name: string): Promise<MilvaultError<'name-taken'>> {
	const committed = await repository.storage.head(backupKey(repository, name, metaKeys.backup));
	return new MilvaultError('name-taken', {
		name,
		place: repository.label,
		isUnfinished: committed === undefined,
	});
}
