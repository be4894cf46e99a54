/** Runs a task as soon as there is room for so many bytes. */
export type ByteGate = <Result>(bytes: number, task: () => Promise<Result>) => Promise<Result>;

/**
 * Bounds what is held in memory at once; tasks wait in the order in which they came. One that is
 * larger than all that may be held runs alone.
 */
export function byteGate(maxBytes: number): ByteGate {
	let held = 0;
	const waiting: Array<{bytes: number; start: () => void}> = [];
	const startNext = (): void => {
		let next = waiting[0];
		while (next && (held === 0 || held + next.bytes <= maxBytes)) {
			waiting.shift();
			held += next.bytes;
			next.start();
			next = waiting[0];
		}
	};

	return async (bytes, task) => {
		const {promise, resolve} = Promise.withResolvers<void>();
		waiting.push({bytes, start: resolve});
		startNext();
		await promise;
		try {
			return await task();
		} finally {
			held -= bytes;
			startNext();
		}
	};
}
