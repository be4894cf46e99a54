export type Bench = {
	/** A directory of its own. */
	home: string;
	isFull: boolean;
	/** Of bench-data; undefined: all. */
	sets?: readonly string[];
	/** How often ours and the floor take turns. */
	turns: number;
	signal: AbortSignal;
};

export const cli = new URL('../../dist/cli.js', import.meta.url).pathname;

export function title(text: string): void {
	console.log(`\n${text}`);
}

export function line(label: string, text: string): void {
	console.log(`  ${label.padEnd(34)} ${text}`);
}

/** Says whether a promise is kept, with its number. */
export function reach(label: string, found: number, max: number, unit: string): void {
	const isReached = found <= max;
	line(
		label,
		`${isReached ? 'reached' : 'MISSED '}  ${found.toFixed(2)} ${unit} (at most ${max} ${unit})`,
	);
}

/** The same for what is to be as great as possible. */
export function reachAtLeast(label: string, found: number, min: number, unit: string): void {
	const isReached = found >= min;
	line(
		label,
		`${isReached ? 'reached' : 'MISSED '}  ${found.toFixed(2)} ${unit} (at least ${min} ${unit})`,
	);
}
