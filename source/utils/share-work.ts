import {untilAborted} from './until-aborted.js';

/**
 * Shares work between callers: those that call during a run share the next one. So at most two runs
 * are ever due, and no caller gets an answer from before its call.
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
