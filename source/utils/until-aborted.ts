/**
 * Returns the work's answer, or throws the signal's reason (by default an AbortError) as soon as it
 * ends. The work itself continues: what it still does after that must not matter.
 */
export async function untilAborted<Value>(
	work: Promise<Value>,
	signal: AbortSignal | undefined,
): Promise<Value> {
	if (!signal) {
		return work;
	}

	// Ignore the late result.
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
