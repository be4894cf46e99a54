import type {LimitFunction} from 'p-limit';
import {maxBinlogBytes, readObject} from '../storage/read-object.js';
import {inspectBinlog} from './content/inspect-binlog.js';
import {assertSamePlace} from './run/assert-same-place.js';
import type {ByteGate} from './run/byte-gate.js';
import type {CheckedObject, CheckWork} from './run/crew.js';
import {mapBounded} from './run/map-bounded.js';
import type {Session} from './session.js';

/**
 * Reads and checks binlogs for a verification of another process, by this process's own
 * configuration; it writes nothing.
 *
 * 1. The repository is that job's: else nothing is read.
 * 2. Each object is read whole, summed up and decoded, several at once.
 *
 * @param gate bounds what this process holds
 * @param onChecked called for each object when it was checked
 * @param whenAllowed waits while the job is paused
 * @param assertHeld throws once the work was given to another process
 * @throws worker-elsewhere, object-missing, and what else storage throws
 */
export async function checkBinlogs(
	session: Session,
	{rules, objects, proof}: CheckWork,
	{
		copyLimit,
		gate,
		signal,
		onChecked,
		whenAllowed,
		assertHeld,
	}: {
		copyLimit: LimitFunction;
		gate: ByteGate;
		signal: AbortSignal;
		onChecked: (object: CheckedObject) => void;
		whenAllowed: () => Promise<void>;
		assertHeld: () => void;
	},
): Promise<CheckedObject[]> {
	const place = await session.repositoryPlace();
	await assertSamePlace(place, proof, signal);
	return mapBounded(objects, copyLimit.concurrency, async object =>
		copyLimit(async () => {
			await whenAllowed();
			await session.hooks.pace?.bytes(object.sizeBytes, signal);
			return gate(object.sizeBytes, async () => {
				assertHeld();
				const bytes = await readObject(place.storage, object.key, {
					maxBytes: maxBinlogBytes,
					signal,
				});
				const checked = await inspectBinlog(bytes, object, rules);
				onChecked(checked);
				return checked;
			});
		}),
	);
}
