import {textWidth} from '../../text/text-width.js';
import type {TextField} from './text-field.js';
import {line, type Segment, type StyledLine} from './styled.js';

/** A line that is being written; of a long one the part around the cursor. */
export function fieldLine(
	{characters, cursor, isDefault = false}: TextField,
	{
		columns,
		label,
		hasCursor = true,
		isSecret = false,
	}: {
		columns: number;
		label: string;
		hasCursor?: boolean;
		isSecret?: boolean;
	},
): StyledLine {
	const shown = isSecret ? characters.map(() => '*') : characters;
	const room = columns - textWidth(label) - 1;
	const before = tail(shown.slice(0, cursor), Math.max(1, room - 1));
	const at = shown[cursor] ?? ' ';
	const after = shown.slice(cursor + 1).join('');
	const segments: Segment[] = hasCursor
		? [{text: before}, {text: at, tone: 'cursor'}, {text: after, ...(isDefault && {tone: 'dim'})}]
		: [{text: before + (at === ' ' ? '' : at) + after}];
	return line(columns, {text: label, tone: 'strong'}, ...segments);
}

function tail(characters: readonly string[], width: number): string {
	let from = characters.length;
	let taken = 0;
	while (from > 0) {
		taken += textWidth(characters[from - 1]!);
		if (taken > width) {
			break;
		}

		from--;
	}

	return characters.slice(from).join('');
}
