import stringWidth from 'string-width';

/**
 * Columns that a text takes on a terminal: 2 for a wide character (中), 0 for a combining one and
 * for escape sequences.
 */
export function textWidth(text: string): number {
	return stringWidth(text);
}
