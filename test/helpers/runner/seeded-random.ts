import {randomInt} from 'node:crypto';

export type Random = {
	/** A whole number from 0 to below `limit`. */
	below: (limit: number) => number;
	pick: <Item>(items: readonly Item[]) => Item;
};

/**
 * Of this run of the tests: from MILVAULT_TEST_SEED, so that a run that failed can be repeated, or
 * a new one.
 */
export const testSeed = Number(process.env['MILVAULT_TEST_SEED'] ?? randomInt(2 ** 31));

/** The same numbers for the same seed and the same name every time (mulberry32). */
export function seededRandom(name: string, seed = testSeed): Random {
	let state = seed;
	for (const letter of name) {
		state = Math.imul(state ^ letter.codePointAt(0)!, 0x9e_37_79_b1);
	}

	const next = (): number => {
		state = (state + 0x6d_2b_79_f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};

	const below = (limit: number): number => Math.floor(next() * limit);
	return {
		below,
		pick: items => items[below(items.length)]!,
	};
}
