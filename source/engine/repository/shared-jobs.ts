import {hasCode} from '../../model/milvault-error.js';
import {joinKey} from '../../storage/keys.js';
import {maxJobFileBytes} from '../../model/read-limits.js';
import {readObjectText} from '../../storage/read-object.js';
import type {Place} from '../session.js';

/**
 * What is kept of a job in its repository; the journal an object an entry, since objects cannot be
 * added to.
 */
export type SharedJobFile = 'record.json' | 'plan.json' | 'result.json' | `journal/${string}.json`;

const directory = '.milvault/jobs';

/** Replaces one file of a job: `.milvault/jobs/<id>/<file>`, beside the backups. */
export async function writeSharedJob(
	repository: Place,
	id: string,
	file: SharedJobFile,
	body: string,
): Promise<void> {
	await repository.storage.put(keyOf(repository, id, file), body, {});
}

/** Undefined when there is none. */
export async function readSharedJob(
	repository: Place,
	id: string,
	file: SharedJobFile,
): Promise<string | undefined> {
	try {
		return await readObjectText(repository.storage, keyOf(repository, id, file), {
			maxBytes: maxJobFileBytes,
		});
	} catch (error) {
		if (hasCode(error, 'object-missing')) {
			return undefined;
		}

		throw error;
	}
}

/** The files of every job, by its id; of one job only where an id is given. */
export async function listSharedJobs(
	{storage, rootPath}: Place,
	id = '',
): Promise<Map<string, SharedJobFile[]>> {
	const prefix = `${joinKey(rootPath, directory)}/`;
	const jobs = new Map<string, SharedJobFile[]>();
	for await (const {key} of storage.list(id === '' ? prefix : `${prefix}${id}/`)) {
		const [job = '', ...file] = key.slice(prefix.length).split('/');
		jobs.set(job, [...(jobs.get(job) ?? []), file.join('/') as SharedJobFile]);
	}

	return jobs;
}

export async function removeSharedJob(repository: Place, id: string): Promise<void> {
	const files = (await listSharedJobs(repository, id)).get(id) ?? [];
	await repository.storage.deleteMany(
		files.map(file => keyOf(repository, id, file)),
		{},
	);
}

function keyOf({rootPath}: Place, id: string, file: SharedJobFile): string {
	return joinKey(rootPath, directory, id, file);
}
