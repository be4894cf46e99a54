import {isRunning, processSpace} from '../../utils/process-identity.js';
import {wait} from '../../utils/wait.js';
import {mapBounded} from '../run/map-bounded.js';
import type {Place} from '../session.js';
import {locksPrefix, readLock, type LockFile} from './lock-file.js';

export const heartbeatMs = 5000;
/**
 * A holder that was silent for this time is watched for three more heartbeats before its lock is
 * taken over.
 */
export const silentMs = 60_000;
const watchedMs = 3 * heartbeatMs;

/**
 * Is this lock's holder gone? On this machine its process shows it at once. Elsewhere a heartbeat
 * shows it: clocks may differ, so a lock that looks old is watched, and only one that does not move
 * is stale.
 */
export async function isStale(
	repository: Place,
	key: string,
	lock: LockFile,
	signal?: AbortSignal,
): Promise<boolean> {
	if (lock.processSpace === (await processSpace())) {
		return !(await isRunning({
			pid: lock.pid,
			startTime: lock.processStartTime,
		}));
	}

	// If the holder's clock is far ahead, only its heartbeats count: otherwise such a lock would
	// never become stale.
	if (Math.abs(Date.now() - Date.parse(lock.beatAt)) < silentMs) {
		return false;
	}

	await wait(watchedMs, signal);
	const now = await readLock(repository, key, signal);
	return now?.token === lock.token && now.beat === lock.beat;
}

/** Does this job hold a lock of this backup, with a heartbeat of the last minute? */
export async function isHeldBy(repository: Place, name: string, jobId: string): Promise<boolean> {
	for await (const {key} of repository.storage.list(locksPrefix(repository, name))) {
		const lock = await readLock(repository, key);
		if (lock?.jobId === jobId && Date.now() - Date.parse(lock.beatAt) < silentMs) {
			return true;
		}
	}

	return false;
}

/** The holders of all backups that are locked now, by the backups' names; one for each. */
export async function lockHolders(
	repository: Place,
	signal?: AbortSignal,
): Promise<Map<string, LockFile>> {
	const prefix = locksPrefix(repository, '');
	const keys: string[] = [];
	for await (const {key} of repository.storage.list(prefix, {signal})) {
		keys.push(key);
	}

	const holders = new Map<string, LockFile>();
	await mapBounded(keys, 32, async key => {
		const lock = await readLock(repository, key, signal);
		// One that was left behind by another machine is watched for some seconds, all together.
		if (lock && !(await isStale(repository, key, lock, signal))) {
			holders.set(key.slice(prefix.length).split('/')[0] ?? '', lock);
		}
	});
	return holders;
}
