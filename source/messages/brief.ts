const most = 300;

/**
 * What comes from below (a server's reason), fit to stand inside a sentence: one line, no full stop
 * at its end, not endless.
 */
export function brief(reason: string): string {
	const line = reason
		.replaceAll(/\s+/g, ' ')
		.trim()
		.replace(/[.。]+$/, '');
	// Cut between characters of two code units, never inside one.
	return line.length > most ? `${line.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : line;
}
