import {hasCode, MilvaultError} from '../../model/milvault-error.js';
import type {Warning} from '../../model/job-events.js';
import {wait} from '../../utils/wait.js';
import type {Proof} from '../run/crew.js';
import {mapBounded} from '../run/map-bounded.js';
import type {Place} from '../session.js';
import {heartbeatMs, isStale, silentMs} from './is-stale.js';
import {
	lockKindOf,
	locksPrefix,
	newLock,
	readLock,
	type LockFile,
	type LockKind,
} from './lock-file.js';

export type Lock = {
	/** Ends with `claim-lost` when another run took the lock over, or removed it. */
	readonly signal: AbortSignal;
	/**
	 * Looks at the lock again when the last heartbeat was too long ago: a process that was stopped,
	 * or a machine that slept, continues before its next heartbeat does.
	 *
	 * @throws claim-lost, and what storage throws
	 */
	assertHeld(this: void): Promise<void>;
	/** What shows that a repository is this one; undefined for one that cannot be written. */
	readonly proof?: Proof;
	release(): Promise<void>;
};

/** For a repository that cannot be written, where no other run can lock either. */
export const noLock: Lock = {
	signal: new AbortController().signal,
	async assertHeld() {},
	async release() {},
};

export type LockOptions = {
	jobId: string;
	kind: LockKind;
	/** exclusive: to create, extend or delete a backup; shared: to read it. */
	mode: 'exclusive' | 'shared';
	warn: (warning: Warning) => void;
	signal?: AbortSignal;
};

/**
 * Takes the lock of one backup and keeps it by a heartbeat until it is released.
 *
 * 1. An exclusive lock is one object that is created only if absent: of two takers one wins. It
 *    waits a moment for readers that are about to give way, and gives way to those that stay.
 * 2. A shared lock is an object for each job, given up again where an exclusive one is held.
 * 3. A lock whose holder is gone is taken over.
 * 4. A repository that cannot be written still serves readers: they get a warning that nothing is
 *    locked.
 *
 * Left behind after an interruption: the lock, which is stale at once for this machine and after a
 * minute for others.
 *
 * @throws locked
 */
export async function holdLock(
	repository: Place,
	name: string,
	options: LockOptions,
): Promise<Lock> {
	const lock = await newLock(options);
	const prefix = locksPrefix(repository, name);
	const key =
		options.mode === 'exclusive' ? `${prefix}exclusive.json` : `${prefix}shared-${lock.jobId}.json`;
	try {
		await (options.mode === 'exclusive'
			? takeExclusive(repository, name, {key, lock, ...options})
			: takeShared(repository, name, {key, lock, ...options}));
	} catch (error) {
		// It may exist nevertheless: the answer was lost, or it gives way to another lock.
		await remove(repository, key, lock);
		const isReadOnly = hasCode(error, 'storage-denied') || hasCode(error, 'disk-full');
		if (options.mode === 'exclusive' || !isReadOnly) {
			throw error;
		}

		options.warn({code: 'not-locked', details: {place: repository.label}});
		return noLock;
	}

	return keep(repository, name, key, lock);
}

/**
 * Before an unfinished backup is treated as a left-over: another run that is alive may be creating
 * it.
 *
 * @throws locked when a live run holds the backup exclusively
 */
export async function assertNotBeingWritten(
	repository: Place,
	name: string,
	signal?: AbortSignal,
): Promise<void> {
	const key = `${locksPrefix(repository, name)}exclusive.json`;
	const holder = await readLock(repository, key, signal);
	if (holder && !(await isStale(repository, key, holder, signal))) {
		throw locked(name, holder);
	}
}

/** Removes what runs that are gone have left: also locks of backups that are gone too. */
export async function removeStaleLocks(repository: Place, signal?: AbortSignal): Promise<void> {
	const keys: string[] = [];
	for await (const {key} of repository.storage.list(locksPrefix(repository, ''), {signal})) {
		keys.push(key);
	}

	await mapBounded(keys, 32, async key => liveHolder(repository, key, signal));
}

type LockRequest = {key: string; lock: LockFile} & LockOptions;

const giveWayMs = 1500;
const maxTries = 5;

async function takeExclusive(repository: Place, name: string, taking: LockRequest): Promise<void> {
	const {signal} = taking;
	await create(repository, name, taking);
	let reader = await liveReader(repository, name, signal);
	if (reader) {
		await wait(giveWayMs, signal);
		reader = await liveReader(repository, name, signal);
	}

	if (reader) {
		throw locked(name, reader);
	}
}

async function takeShared(repository: Place, name: string, taking: LockRequest): Promise<void> {
	const {signal} = taking;
	const exclusive = `${locksPrefix(repository, name)}exclusive.json`;
	const before = await liveHolder(repository, exclusive, signal);
	if (before) {
		throw locked(name, before);
	}

	await create(repository, name, taking);
	const holder = await liveHolder(repository, exclusive, signal);
	if (holder) {
		throw locked(name, holder);
	}
}

/** If several runs create the same lock at once, one succeeds; a stale lock is taken over. */
async function create(
	repository: Place,
	name: string,
	{key, lock, signal}: LockRequest,
): Promise<void> {
	for (let tries = 1; ; tries++) {
		if (await repository.storage.putIfAbsent(key, layoutBody(lock), {signal})) {
			return;
		}

		const holder = await liveHolder(repository, key, signal);
		if (holder || tries === maxTries) {
			throw locked(name, holder);
		}
	}
}

/** The live holder of this lock; a stale lock is removed. */
async function liveHolder(
	repository: Place,
	key: string,
	signal: AbortSignal | undefined,
): Promise<LockFile | undefined> {
	const holder = await readLock(repository, key, signal);
	if (!holder) {
		// Without a holder, or half written: remove it, unless it is being written now.
		if (await repository.storage.head(key, {signal})) {
			await wait(heartbeatMs, signal);
			const again = await readLock(repository, key, signal);
			if (!again) {
				await repository.storage.deleteMany([key], {signal});
			}

			return again;
		}

		return undefined;
	}

	if (!(await isStale(repository, key, holder, signal))) {
		return holder;
	}

	await remove(repository, key, holder);
	return undefined;
}

async function liveReader(
	repository: Place,
	name: string,
	signal: AbortSignal | undefined,
): Promise<LockFile | undefined> {
	const prefix = `${locksPrefix(repository, name)}shared-`;
	for await (const {key} of repository.storage.list(prefix, {signal})) {
		const reader = await liveHolder(repository, key, signal);
		if (reader) {
			return reader;
		}
	}

	return undefined;
}

/**
 * A heartbeat never overwrites another run's lock: a machine that slept finds its own taken
 * over.
 */
function keep(repository: Place, name: string, key: string, lock: LockFile): Lock {
	const lost = new AbortController();
	let beating: Promise<void> = Promise.resolve();
	let beat = 0;
	let seenAt = Date.now();
	const look = async (signal: AbortSignal): Promise<void> => {
		const now = await readLock(repository, key, signal);
		if (now?.token !== lock.token) {
			clearInterval(timer);
			lost.abort(new MilvaultError('claim-lost', {name, place: repository.label}));
		}

		lost.signal.throwIfAborted();
		seenAt = Date.now();
	};

	const once = async (): Promise<void> => {
		const signal = AbortSignal.timeout(requestMs);
		try {
			await look(signal);
			beat++;
			await repository.storage.put(
				key,
				layoutBody({...lock, beat, beatAt: new Date().toISOString()}),
				{
					signal,
				},
			);
		} catch {
			// The lock is lost, or the store is briefly unreachable: the next heartbeat tries again.
		}
	};

	let isBeating = false;
	const timer = setInterval(() => {
		if (!isBeating) {
			isBeating = true;
			beating = once().finally(() => {
				isBeating = false;
			});
		}
	}, heartbeatMs);
	timer.unref();
	return {
		signal: lost.signal,
		proof: {key, contains: lock.jobId},
		async assertHeld() {
			lost.signal.throwIfAborted();
			if (Date.now() - seenAt > silentMs / 2) {
				await look(AbortSignal.timeout(requestMs));
			}
		},
		async release() {
			clearInterval(timer);
			// A heartbeat on its way would come after the removal.
			await beating;
			await remove(repository, key, lock);
		},
	};
}

/** So that a store that is away does not hold up a cancel. */
const requestMs = 2500;
/** Two, because an answer may be lost; a cancel waits for both. */
const maxRemovals = 2;

/**
 * Only if it is still this lock; a lock that cannot be removed is stale when its process has ended.
 */
async function remove(repository: Place, key: string, {token}: LockFile): Promise<void> {
	for (let tries = 1; tries <= maxRemovals; tries++) {
		const signal = AbortSignal.timeout(requestMs);
		try {
			const now = await readLock(repository, key, signal);
			if (now?.token === token) {
				await repository.storage.deleteMany([key], {signal});
			}

			return;
		} catch {
			// See above.
		}
	}
}

function layoutBody(lock: LockFile): string {
	return `${JSON.stringify(lock)}\n`;
}

function locked(name: string, holder: LockFile | undefined): MilvaultError {
	const kind = holder ? lockKindOf(holder) : 'backup';
	return new MilvaultError('locked', {
		name,
		kind: kind === 'server' ? 'backup' : kind,
		host: holder?.host ?? '',
		pid: holder?.pid ?? 0,
		startedAt: holder?.startedAt ?? '',
		jobId: holder?.jobId ?? '',
	});
}
