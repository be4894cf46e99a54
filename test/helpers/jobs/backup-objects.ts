import type {Session} from '../../../source/engine/session.js';
import {joinKey} from '../../../source/storage/keys.js';
import type {Storage} from '../../../source/storage/storage.js';

/** Objects by keys relative to where they lie. */
export type Objects = ReadonlyMap<
	string,
	{sizeBytes: number; checksum: string; modifiedAt: string}
>;

/** What lies under a backup's name now. */
export async function readBackupObjects(session: Session, name: string): Promise<Objects> {
	const {storage, rootPath} = await session.repositoryPlace();
	return readObjects(storage, `${joinKey(rootPath, name)}/`);
}

/** The temporary copies of a job. */
export async function readStagedObjects(session: Session, jobId: string): Promise<Objects> {
	const {storage, rootPath} = await session.clusterPlace();
	return readObjects(storage, `${joinKey(rootPath, 'milvault_temp', jobId)}/`);
}

/** The locks of the jobs that use a backup. */
export async function readLocks(session: Session, name: string): Promise<Objects> {
	const {storage, rootPath} = await session.repositoryPlace();
	return readObjects(storage, `${joinKey(rootPath, '.milvault/locks', name)}/`);
}

async function readObjects(storage: Storage, prefix: string): Promise<Objects> {
	const objects = new Map<string, {sizeBytes: number; checksum: string; modifiedAt: string}>();
	for await (const object of storage.list(prefix)) {
		const {key, sizeBytes, checksum, modifiedAt} = object;
		objects.set(key.slice(prefix.length), {
			sizeBytes,
			checksum: checksum ?? (await storage.checksum(key)),
			modifiedAt: modifiedAt?.toISOString() ?? '',
		});
	}

	return objects;
}

/** The binlogs among them. */
export function binlogsOf(objects: Objects): Objects {
	return new Map([...objects].filter(([key]) => key.startsWith('binlogs/')));
}
