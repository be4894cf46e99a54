import {graphemes} from '../../text/graphemes.js';
import {withoutControl} from '../../utils/strip-control.js';
import type {Press} from '../key.js';

/**
 * A line that is being written: what a reader takes for characters, and how many of them are before
 * the cursor.
 */
export type TextField = {
	characters: readonly string[];
	cursor: number;
	/** What stands there is only proposed: the first key or paste takes its place. */
	isDefault?: boolean;
};

export function textField(value: string): TextField {
	const characters = [...graphemes(value)];
	return {characters, cursor: characters.length};
}

/**
 * A line with a proposal in it, which Enter takes, Tab or an arrow edits, and anything else
 * replaces.
 */
export function defaultField(value: string): TextField {
	const characters = [...graphemes(value)];
	return characters.length === 0
		? {characters, cursor: 0}
		: {characters, cursor: 0, isDefault: true};
}

export function valueOf({characters}: TextField): string {
	return characters.join('');
}

const empty: TextField = {characters: [], cursor: 0};

/** The field after a key; undefined for a key that means nothing in it. */
export function editText(field: TextField, press: Press): TextField | undefined {
	if (field.isDefault) {
		return editOverDefault(field, press);
	}

	const {characters, cursor} = field;
	switch (press.name) {
		case 'text':
		case 'paste': {
			const fresh = [...graphemes(oneLine(press))];
			return {
				characters: characters.toSpliced(cursor, 0, ...fresh),
				cursor: cursor + fresh.length,
			};
		}

		case 'backspace': {
			return without(field, Math.max(0, cursor - 1), cursor);
		}

		case 'delete': {
			return without(field, cursor, cursor + 1);
		}

		case 'delete-word': {
			return without(field, wordStart(field), cursor);
		}

		case 'delete-to-start': {
			return without(field, 0, cursor);
		}

		case 'delete-to-end': {
			return without(field, cursor, characters.length);
		}

		case 'left': {
			return {characters, cursor: Math.max(0, cursor - 1)};
		}

		case 'right': {
			return {characters, cursor: Math.min(characters.length, cursor + 1)};
		}

		case 'word-left': {
			return {characters, cursor: wordStart(field)};
		}

		case 'word-right': {
			return {characters, cursor: wordEnd(field)};
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

function editOverDefault(field: TextField, press: Press): TextField | undefined {
	const editable = textField(valueOf(field));
	switch (press.name) {
		case 'text':
		case 'paste': {
			return oneLine(press) === '' ? field : editText(empty, press);
		}

		case 'backspace':
		case 'delete':
		case 'delete-word':
		case 'delete-to-start':
		case 'delete-to-end': {
			return empty;
		}

		case 'tab':
		case 'right': {
			return editable;
		}

		default: {
			return editText(editable, press);
		}
	}
}

/** Of a paste the line breaks are no part: they are how it was copied. */
function oneLine({name, text}: Extract<Press, {name: 'text' | 'paste'}>): string {
	return withoutControl(
		name === 'paste' ? text.replaceAll(/[\r\n\u0085\u2028\u2029]+/g, '') : text,
	);
}

function without({characters}: TextField, start: number, end: number): TextField {
	return {characters: characters.toSpliced(start, end - start), cursor: start};
}

/** As readline has it for Alt-b and Alt-f: a word is letters and digits. */
function wordStart({characters, cursor}: TextField): number {
	let at = cursor;
	while (at > 0 && !isWord(characters[at - 1])) {
		at--;
	}

	while (at > 0 && isWord(characters[at - 1])) {
		at--;
	}

	return at;
}

function wordEnd({characters, cursor}: TextField): number {
	let at = cursor;
	while (at < characters.length && !isWord(characters[at])) {
		at++;
	}

	while (at < characters.length && isWord(characters[at])) {
		at++;
	}

	return at;
}

function isWord(character: string | undefined): boolean {
	return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}
