import {textWidth} from './text-width.js';

/** Spaces after the text up to a width in columns; a wider text stays as it is. */
export function padEnd(text: string, width: number): string {
	return text + spaces(width - textWidth(text));
}

/** Spaces before the text up to a width in columns; a wider text stays as it is. */
export function padStart(text: string, width: number): string {
	return spaces(width - textWidth(text)) + text;
}

function spaces(count: number): string {
	return ' '.repeat(Math.max(0, count));
}
