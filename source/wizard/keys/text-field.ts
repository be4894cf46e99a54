import {graphemes} from '../../text/graphemes.js';
import {withoutControl} from '../../utils/strip-control.js';
import type {Press} from './key.js';

/** A line that is being written: what a reader takes for characters, and how many of them are before the cursor. */
export type TextField = {characters: readonly string[]; cursor: number};

export function textField(value: string): TextField {
	const characters = [...graphemes(value)];
	return {characters, cursor: characters.length};
}

export function valueOf({characters}: TextField): string {
	return characters.join('');
}

/** The field after a key; undefined for a key that means nothing in it. */
export function typed(field: TextField, press: Press): TextField | undefined {
	const {characters, cursor} = field;
	switch (press.name) {
		case 'text': {
			const fresh = [...graphemes(withoutControl(press.text))];
			return {
				characters: characters.toSpliced(cursor, 0, ...fresh),
				cursor: cursor + fresh.length,
			};
		}

		case 'backspace': {
			return cursor === 0
				? field
				: {
						characters: characters.toSpliced(cursor - 1, 1),
						cursor: cursor - 1,
					};
		}

		case 'left': {
			return {characters, cursor: Math.max(0, cursor - 1)};
		}

		case 'right': {
			return {characters, cursor: Math.min(characters.length, cursor + 1)};
		}

		case 'home': {
			return {characters, cursor: 0};
		}

		case 'end': {
			return {characters, cursor: characters.length};
		}

		default: {
			return undefined;
		}
	}
}
