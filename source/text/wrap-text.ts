import {graphemes} from './graphemes.js';
import {textWidth} from './text-width.js';

/** Never first in a line. */
const closing = /^[\p{Pe}\p{Pf}，。、；：？！·…—～]/u;
/** Never last in a line. */
const opening = /[\p{Ps}\p{Pi}]$/u;

/**
 * The lines of a plain text, each at most `width` columns: broken at spaces, between Chinese
 * characters (a closing mark stays with what it closes), and inside a word only when it is longer
 * than a line. Line breaks in the text stay.
 */
export function wrapText(text: string, width: number): string[] {
	const max = Math.max(2, width);
	return text.split('\n').flatMap(line => wrapLine(line, max));
}

function wrapLine(text: string, width: number): string[] {
	const lines: string[] = [];
	let line = '';
	for (const piece of pieces(text)) {
		if (textWidth(line) + textWidth(piece.trimEnd()) <= width) {
			line += piece;
			continue;
		}

		if (line.trim() !== '') {
			lines.push(line.trimEnd());
		}

		const parts = cut(piece.trimStart(), width);
		lines.push(...parts.slice(0, -1));
		line = parts.at(-1) ?? '';
	}

	return [...lines, line.trimEnd()];
}

/**
 * What stays together: a word with the spaces after it; a wide character with the marks that belong
 * to it.
 */
function pieces(text: string): string[] {
	const found: string[] = [];
	let before = '';
	for (const grapheme of graphemes(text)) {
		if (before !== '' && mayBreak(before, grapheme)) {
			found.push(grapheme);
		} else {
			found.push((found.pop() ?? '') + grapheme);
		}

		before = grapheme;
	}

	return found;
}

function mayBreak(before: string, after: string): boolean {
	if (after === ' ' || closing.test(after) || opening.test(before)) {
		return false;
	}

	return before === ' ' || isWide(before) || isWide(after);
}

function isWide(grapheme: string): boolean {
	return textWidth(grapheme) > 1;
}

function cut(word: string, width: number): string[] {
	if (textWidth(word.trimEnd()) <= width) {
		return [word];
	}

	const parts = [''];
	let columns = 0;
	for (const grapheme of graphemes(word)) {
		const own = textWidth(grapheme);
		if (columns + own > width) {
			parts.push('');
			columns = 0;
		}

		parts[parts.length - 1] += grapheme;
		columns += own;
	}

	return parts;
}
