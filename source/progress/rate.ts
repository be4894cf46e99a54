const windowMs = 10_000;
const sampleMs = 250;
const minMs = 1000;

/** A sample: what the total was before something came at that time. At most 40 of them are kept. */
export type Rate = {
	readonly firstAtMs?: number;
	readonly samples: ReadonlyArray<{atMs: number; total: number}>;
};

export const emptyRate: Rate = {samples: []};

/** Notes that the total, until now `before`, grows at this time. */
export function noteGrowth(rate: Rate, before: number, nowMs: number): Rate {
	const last = rate.samples.at(-1);
	if (last && nowMs - last.atMs < sampleMs) {
		return rate;
	}

	return {
		firstAtMs: rate.firstAtMs ?? nowMs,
		samples: [
			...rate.samples.filter(({atMs}) => atMs >= nowMs - windowMs),
			{atMs: nowMs, total: before},
		],
	};
}

/**
 * Per second over the last ten seconds, or since the first growth when that is nearer; 0 after ten
 * quiet seconds, undefined in the first second.
 */
export function ratePerSecond(
	{firstAtMs, samples}: Rate,
	total: number,
	nowMs: number,
): number | undefined {
	if (firstAtMs === undefined || nowMs - firstAtMs < minMs) {
		return undefined;
	}

	const fromMs = nowMs - windowMs;
	const first = samples.find(({atMs}) => atMs >= fromMs);
	if (!first) {
		return 0;
	}

	// A steady flow is measured between samples; before a late first sample of the window nothing
	// came, which counts.
	const sinceMs = first.atMs - fromMs <= 2 * sampleMs ? first.atMs : Math.max(fromMs, firstAtMs);
	return ((total - first.total) / (nowMs - sinceMs)) * 1000;
}
