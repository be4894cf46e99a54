/**
 * Ends when this process is asked to: Ctrl-C, SIGTERM, a closed terminal. A second Ctrl-C does not
 * cut the cleaning up short.
 */
export function endSignal(): {signal: AbortSignal; ended: Promise<void>} {
	const controller = new AbortController();
	const {promise: ended, resolve} = Promise.withResolvers<void>();
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(name, () => {
			controller.abort();
			resolve();
		});
	}

	return {signal: controller.signal, ended};
}
