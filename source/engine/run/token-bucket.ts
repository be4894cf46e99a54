/**
 * A token bucket that may go into debt: a request larger than a second's tokens passes at once and
 * is paid for afterwards.
 */
export type Bucket = {
	/**
	 * Takes `count` when the debt of those before is paid.
	 *
	 * @param perSecond undefined or 0: without a limit
	 * @param nowMs of any clock that does not go back
	 * @returns 0 when it was taken, else how many ms to wait before asking again
	 */
	take(count: number, perSecond: number | undefined, nowMs: number): number;
};

/** Unused tokens are kept for this time; more would be a burst. */
const keptMs = 50;

export function createBucket(): Bucket {
	let tokens = 0;
	let atMs: number | undefined;
	return {
		take(count, perSecond, nowMs) {
			if (!perSecond) {
				tokens = 0;
				atMs = nowMs;
				return 0;
			}

			const passedMs = Math.max(0, nowMs - (atMs ?? nowMs));
			atMs = nowMs;
			tokens = Math.min((keptMs / 1000) * perSecond, tokens + (passedMs / 1000) * perSecond);
			if (tokens < 0) {
				return Math.max(1, (-tokens / perSecond) * 1000);
			}

			tokens -= count;
			return 0;
		},
	};
}
