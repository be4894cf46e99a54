import type {Place} from '../session.js';
import {holdLock, type Lock, type LockOptions} from './hold-lock.js';

export type HeldLock = {
	/** Ends with the run's own signal, and with `claim-lost` when the lock is lost. */
	signal: AbortSignal;
	/** To be asked before what cannot be undone. */
	assertHeld: Lock['assertHeld'];
	/** Undefined in a repository that cannot be written. */
	proof: Lock['proof'];
};

/**
 * Does something while it holds the lock of a backup.
 *
 * @throws locked, claim-lost, and what `work` throws
 */
export async function underLock<Value>(
	repository: Place,
	name: string,
	options: LockOptions,
	work: (held: HeldLock) => Promise<Value>,
): Promise<Value> {
	const {signal} = options;
	const lock = await holdLock(repository, name, options);
	try {
		return await work({
			signal: AbortSignal.any([lock.signal, ...(signal ? [signal] : [])]),
			assertHeld: lock.assertHeld,
			proof: lock.proof,
		});
	} catch (error) {
		lock.signal.throwIfAborted();
		throw error;
	} finally {
		await lock.release();
	}
}
