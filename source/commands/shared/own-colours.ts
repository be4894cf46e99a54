import {randomInt} from 'node:crypto';
import {styleText} from 'node:util';
import type {Paint} from '../../render/paint.js';
import {stripControl} from '../../utils/strip-control.js';

/**
 * Colours that a line may have, and nothing else: lines also contain names and reasons from
 * other programs, and a terminal obeys escape sequences in them.
 *
 * What `paintFor` paints has a secret number in its escape sequences; `toTerminal` keeps those,
 * without the number, and strips every other.
 */
export function ownColours(): {
	paintFor: (stream: NodeJS.WriteStream) => Paint;
	toTerminal: (line: string) => string;
} {
	// Of four digits each, so that what measures a line's width takes them for a colour.
	const secret = `${randomInt(1000, 10_000)};${randomInt(1000, 10_000)};${randomInt(1000, 10_000)};`;
	const painted = new RegExp(`(\\u001B\\[${secret}[\\d;]*m)`);
	return {
		paintFor: stream => (style, text) =>
			styleText(style, text, {stream}) === text
				? text
				: styleText(style, '\0', {stream})
						.replaceAll('\u001B[', `\u001B[${secret}`)
						.replace('\0', () => text),
		toTerminal: line =>
			line
				.split(painted)
				.map((part, index) => (index % 2 === 1 ? part.replace(secret, '') : stripControl(part)))
				.join(''),
	};
}
