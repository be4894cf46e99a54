import {graphemes} from './graphemes.js';
import {textWidth} from './text-width.js';

/**
 * A plain text cut to at most `width` columns, with … in place of what is missing; never inside a
 * grapheme, so the result can be a column narrower. Empty for a width below 1.
 */
export function truncate(text: string, width: number): string {
	if (textWidth(text) <= width) {
		return text;
	}

	if (width < 1) {
		return '';
	}

	let kept = '';
	let columns = 0;
	for (const grapheme of graphemes(text)) {
		columns += textWidth(grapheme);
		if (columns > width - 1) {
			break;
		}

		kept += grapheme;
	}

	return `${kept}…`;
}
