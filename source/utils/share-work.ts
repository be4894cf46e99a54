import {untilAborted} from './until-aborted.js';

/**
 * Work for many at once: those who ask while it is under way share the run after it. So at most two
 * runs are ever wanted, however many wait, and nobody gets an answer from before they asked.
 *
 * @param work changes nothing, and ends by itself
 */
export function shareWork<Value>(
	work: () => Promise<Value>,
): (signal: AbortSignal) => Promise<Value> {
	let current: Promise<Value> | undefined;
	let next: Promise<Value> | undefined;
	const start = async (): Promise<Value> => {
		const run = work();
		current = run;
		next = undefined;
		try {
			return await run;
		} finally {
			if (current === run) {
				current = undefined;
			}
		}
	};

	return async signal => {
		if (!current) {
			return untilAborted(start(), signal);
		}

		next ??= current.then(start, start);
		return untilAborted(next, signal);
	};
}
