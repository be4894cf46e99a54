import stringWidth from 'fast-string-width';

/**
 * Columns that a text takes on a terminal: 2 for a wide character (中), 0 for a combining one and
 * for escape sequences.
 *
 * By a package that needs no Intl.Segmenter: V8 takes 13 ms to make the first one, which is much of
 * the time of a short command.
 */
export function textWidth(text: string): number {
	return stringWidth(text);
}
