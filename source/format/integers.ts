const ranges = {
	int32: [-(2n ** 31n), 2n ** 31n - 1n],
	int64: [-(2n ** 63n), 2n ** 63n - 1n],
	uint64: [0n, 2n ** 64n - 1n],
} as const;

/** True for a decimal integer, as text, that the type can hold: `1.0` and `1e3` are none, as for Go. */
export function isInRange(kind: keyof typeof ranges, text: string): boolean {
	if (!/^-?\d+$/.test(text)) {
		return false;
	}

	const [least, most] = ranges[kind];
	const value = BigInt(text);
	return value >= least && value <= most;
}
