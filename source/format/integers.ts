const ranges = {
	int32: [-(2n ** 31n), 2n ** 31n - 1n],
	int64: [-(2n ** 63n), 2n ** 63n - 1n],
	uint64: [0n, 2n ** 64n - 1n],
} as const;

export type IntegerKind = keyof typeof ranges;

/**
 * The integer in its shortest decimal form, undefined when the text is none or the type cannot hold
 * it: `1.0` and `1e3` are no integers, as for Go.
 */
export function integerOf(kind: IntegerKind, text: string): string | undefined {
	// Nearly all of a big backup's metadata: decided without a BigInt.
	if (/^(?:0|[1-9]\d{0,17})$/.test(text) && kind !== 'int32') {
		return text;
	}

	// Millions of digits are no number of anything, and a BigInt of them takes its time.
	if (!/^-?\d{1,20}$/.test(text)) {
		return undefined;
	}

	const [min, max] = ranges[kind];
	const value = BigInt(text);
	return value >= min && value <= max ? value.toString() : undefined;
}
