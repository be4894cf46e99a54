const held = new Set<Promise<unknown>>();

/**
 * The process is not to end before this has settled, if that does not take long; see `exitIsFree`.
 */
export function holdExit(until: Promise<unknown>): void {
	const settled = until
		.catch(() => undefined)
		.finally(() => {
			held.delete(settled);
		});
	held.add(settled);
}

/** Waits until nothing holds the exit any more, at most `maxMs` milliseconds. */
export async function exitIsFree(maxMs: number): Promise<void> {
	if (held.size === 0) {
		return;
	}

	let timer: NodeJS.Timeout | undefined;
	await Promise.race([
		Promise.all(held),
		new Promise(resolve => {
			timer = setTimeout(resolve, maxMs);
		}),
	]);
	clearTimeout(timer);
}
