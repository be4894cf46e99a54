import {randomUUID} from 'node:crypto';
import {hasCode, MilvaultError} from '../../model/milvault-error.js';
import type {Warning} from '../../model/job-events.js';
import type {Place} from '../session.js';
import {holdLock, noLock, type Lock} from './hold-lock.js';

/** No backup has a name like this. */
const name = '.server';

/**
 * One server for each repository: its knowledge of its jobs must be complete. A repository that
 * cannot be written needs no lock.
 *
 * @throws server-running
 */
export async function holdServerLock(
	repository: Place,
	{warn, signal}: {warn: (warning: Warning) => void; signal?: AbortSignal},
): Promise<Lock> {
	try {
		return await holdLock(repository, name, {
			jobId: randomUUID(),
			kind: 'server',
			mode: 'exclusive',
			warn,
			signal,
		});
	} catch (error) {
		if (hasCode(error, 'locked')) {
			const {host, pid, startedAt} = error.details;
			throw new MilvaultError(
				'server-running',
				{place: repository.label, host, pid, startedAt},
				{cause: error},
			);
		}

		if (hasCode(error, 'storage-denied') || hasCode(error, 'disk-full')) {
			warn({code: 'not-locked', details: {place: repository.label}});
			return noLock;
		}

		throw error;
	}
}
