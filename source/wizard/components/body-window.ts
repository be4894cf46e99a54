import type {Messages} from '../../messages/messages.js';
import {line, type StyledLine} from './styled.js';

/** What fits of a body; of a longer one a part, and which part it is. */
export function bodyWindow(
	body: readonly StyledLine[],
	height: number,
	start: number,
	{messages, columns}: {messages: Messages; columns: number},
): StyledLine[] {
	if (body.length <= height) {
		return [...body];
	}

	if (height < 2) {
		return body.slice(0, height);
	}

	const shown = height - 1;
	const from = Math.min(start, body.length - shown);
	const {screen, keys} = messages.dialog;
	const where = screen.rows(from + 1, from + shown, body.length);
	return [
		...body.slice(from, from + shown),
		line(columns, {text: `${where}  ${keys.scroll}`, tone: 'dim'}),
	];
}
