import {textWidth} from './text-width.js';

/** A word of a shell's, with its quoted parts. */
const word = /(?:'[^']*'|\\.|[^\s'\\])+/g;

/**
 * A command in lines of at most `width` columns that can be copied and pasted as they are: all but
 * the last end with a backslash, further ones are indented. A word that is longer than a line is
 * left as it is.
 */
export function wrapCommand(command: string, width: number): string[] {
	const lines: string[] = [];
	let current = '';
	for (const [one] of command.matchAll(word)) {
		const longer = current === '' ? one : `${current} ${one}`;
		// Room for ` \`.
		if (textWidth(longer) > width - 2 && current.trim() !== '') {
			lines.push(`${current} \\`);
			current = `  ${one}`;
		} else {
			current = longer;
		}
	}

	return [...lines, current];
}
