import {stripVTControlCharacters} from 'node:util';

/**
 * Text of foreign origin (names, a server's reasons) as one harmless line: no escape sequences, no
 * control characters, no marks that turn the direction of writing, nothing that takes no room (two
 * names that differ in such marks alone would look alike, and neither could be typed). Line breaks
 * and tabs become a space.
 */
export function stripControl(text: string): string {
	return withoutControl(text).replace(unseen, '');
}

/** What takes no room, but for the joiner inside an emoji of several. */
const unseen =
	/(?!\u200D)[\p{Cf}\u115F\u1160\u3164\uFFA0]|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D|\u200D(?!\p{Extended_Pictographic})/gu;

/**
 * Typed or pasted text, as one line: the same, but a password or a path keeps joiners and what else
 * takes no room.
 */
export function withoutControl(text: string): string {
	return (isFlood(text) ? text : stripVTControlCharacters(text))
		.replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ')
		.replace(/[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '');
}

/**
 * More control characters than any text has by accident: taking whole sequences away costs the
 * square of their number (measured: 10 s for 80 kB of `ESC ]`). Without the escapes themselves the
 * rest is harmless, only not pretty.
 */
function isFlood(text: string): boolean {
	return text.split(/\p{Cc}/u, maxControls).length === maxControls;
}

const maxControls = 1000;
