import type {Clock} from '../../../source/server/scheduler.js';

export type SimulatedClock = Clock & {
	/** It is this time now; who waited for it, or for an earlier one, goes on, and waits again. */
	set: (time: string) => Promise<void>;
};

/** A clock that only the test moves. */
export function simulatedClock(start: string): SimulatedClock {
	let nowMs = Date.parse(start);
	const waiting = new Set<{until: number; resolve: () => void}>();
	const untilWaiting = async (): Promise<void> => {
		while (waiting.size === 0) {
			await new Promise(resolve => {
				setImmediate(resolve);
			});
		}
	};

	return {
		now: () => new Date(nowMs),
		async wait(ms, signal) {
			await new Promise<void>((resolve, reject) => {
				const one = {until: nowMs + ms, resolve};
				waiting.add(one);
				signal.addEventListener('abort', () => {
					waiting.delete(one);
					reject(signal.reason as Error);
				});
			});
		},
		async set(time) {
			await untilWaiting();
			nowMs = Date.parse(time);
			for (;;) {
				const due = [...waiting].filter(({until}) => until <= nowMs);
				if (due.length === 0) {
					return;
				}

				for (const one of due) {
					waiting.delete(one);
					one.resolve();
				}

				await untilWaiting();
			}
		},
	};
}
