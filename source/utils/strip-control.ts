import {stripVTControlCharacters} from 'node:util';

/**
 * Text of foreign origin (names, a server's reasons) as one harmless line: no escape sequences, no control characters, no
 * marks that turn the direction of writing. Line breaks and tabs become a space.
 */
export function stripControl(text: string): string {
	return stripVTControlCharacters(text)
		.replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ')
		.replace(/[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '');
}
