/**
 * The work's answer, or an AbortError as soon as the signal ends. Only for work that changes
 * nothing: what it still does when nobody waits any more must not matter.
 */
export async function untilAborted<Value>(
	work: Promise<Value>,
	signal: AbortSignal,
): Promise<Value> {
	// What comes of it after all is nobody's any more.
	work.catch(() => undefined);
	signal.throwIfAborted();
	const {promise, reject} = Promise.withResolvers<never>();
	const onAbort = (): void => {
		reject(signal.reason);
	};

	signal.addEventListener('abort', onAbort, {once: true});
	try {
		return await Promise.race([work, promise]);
	} finally {
		signal.removeEventListener('abort', onAbort);
	}
}
