import pLimit from 'p-limit';
import {checkBinlogs} from '../../../source/engine/check-binlogs.js';
import {byteGate} from '../../../source/engine/run/byte-gate.js';
import type {CheckedObject, CheckWork, Crew} from '../../../source/engine/run/crew.js';
import type {Session} from '../../../source/engine/session.js';

/**
 * A crew without a queue: what a worker of this session would do, in this process; what goes to it
 * and comes back is JSON. Objects come back in another order than they went.
 *
 * @param options.onObject - Called with each object's key before it is read; what it throws is the
 *   crew's failure
 */
export function crewHere(
	session: Session,
	{onObject}: {onObject?: (key: string) => void} = {},
): Crew {
	return {
		async copy() {
			throw new Error('nothing is copied');
		},
		async check(work, {signal, onChecked}) {
			const {objects, ...rest} = asJson(work);
			for (const object of objects.toReversed()) {
				signal?.throwIfAborted();
				onObject?.(object.key);
				const checked = await checkBinlogs(
					session,
					{...rest, objects: [object]},
					{
						copyLimit: pLimit(2),
						gate: byteGate(1),
						signal: signal ?? new AbortController().signal,
						onChecked() {},
						async whenAllowed() {},
						assertHeld() {},
					},
				);
				for (const one of checked) {
					onChecked(asJson<CheckedObject>(one));
				}
			}
		},
	};
}

function asJson<Value extends CheckWork | CheckedObject>(value: Value): Value {
	return JSON.parse(JSON.stringify(value)) as Value;
}
