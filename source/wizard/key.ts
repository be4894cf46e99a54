import type {Key} from 'ink';

/** A key as a reducer sees it: a name, or what was typed or pasted. */
export type Press = (
	| {name: 'up' | 'down' | 'left' | 'right'}
	| {name: 'page-up' | 'page-down' | 'home' | 'end'}
	| {name: 'enter' | 'escape' | 'tab' | 'backspace' | 'delete'}
	| {name: 'word-left' | 'word-right'}
	| {name: 'delete-word' | 'delete-to-start' | 'delete-to-end'}
	| {name: 'interrupt' | 'suspend'}
	| {name: 'text'; text: string}
	/** In one piece, as the terminal had it: its line breaks are no keys. */
	| {name: 'paste'; text: string}
) & {
	/** ESC came before it in the same read: the Alt key was held, or Esc was pressed just before. */
	isAlt?: boolean;
};

/** Of readline, as far as they mean something here. */
const controlKeys: Readonly<Record<string, Press>> = {
	a: {name: 'home'},
	c: {name: 'interrupt'},
	e: {name: 'end'},
	k: {name: 'delete-to-end'},
	u: {name: 'delete-to-start'},
	w: {name: 'delete-word'},
	z: {name: 'suspend'},
};

/**
 * What Alt and a key do while a line is written; anywhere else, and with all others, it is Esc and
 * the key.
 */
export function altKey(press: Press): Press | undefined {
	if (press.name === 'backspace') {
		return {name: 'delete-word'};
	}

	if (press.name !== 'text') {
		return undefined;
	}

	const {text} = press;
	return text === 'b' ? {name: 'word-left'} : text === 'f' ? {name: 'word-right'} : undefined;
}

/** Undefined for what means nothing here. */
export function pressOf(input: string, key: Key): Press | undefined {
	if (key.eventType === 'release') {
		return undefined;
	}

	// Ink does not say more: `ESC[1;3D` is Alt and an arrow, `ESC ESC[D` is Esc and then the arrow.
	const isModified = key.ctrl || (key.meta && key.eventType !== undefined);
	const named = namedPress(key, isModified);
	if (named) {
		return key.meta && !isModified ? {...named, isAlt: true} : named;
	}

	if (key.ctrl) {
		const press = controlKeys[input];
		return press && key.meta ? {...press, isAlt: true} : press;
	}

	if (input === '' || isFragment(input)) {
		return undefined;
	}

	return {name: 'text', text: input, ...(key.meta && {isAlt: true})};
}

function namedPress(key: Key, isModified: boolean): Press | undefined {
	if (isModified && (key.leftArrow || key.rightArrow)) {
		return {name: key.leftArrow ? 'word-left' : 'word-right'};
	}

	for (const [is, name] of [
		[key.return, 'enter'],
		[key.escape, 'escape'],
		[key.tab, 'tab'],
		[key.upArrow, 'up'],
		[key.downArrow, 'down'],
		[key.leftArrow, 'left'],
		[key.rightArrow, 'right'],
		[key.pageUp, 'page-up'],
		[key.pageDown, 'page-down'],
		[key.home, 'home'],
		[key.end, 'end'],
		[key.backspace, 'backspace'],
		[key.delete, 'delete'],
	] as const) {
		if (is) {
			return {name};
		}
	}

	return undefined;
}

/** The beginning of a sequence whose end never came: no person typed it. */
function isFragment(input: string): boolean {
	return /^\[[\d;:<=>?]+$/.test(input);
}

/**
 * The key that a character is in the middle of others: Ink leaves what was typed ahead in one
 * piece.
 */
export function controlPress(character: string): Press | undefined {
	switch (character) {
		case '\r':
		case '\n':
		case '\r\n': {
			return {name: 'enter'};
		}

		case '\t': {
			return {name: 'tab'};
		}

		case '\b':
		case '\u007F': {
			return {name: 'backspace'};
		}

		case '\u001B': {
			return {name: 'escape'};
		}

		default: {
			const code = character.codePointAt(0) ?? 0;
			return code > 0 && code < 27 ? controlKeys[String.fromCodePoint(code + 96)] : undefined;
		}
	}
}

/**
 * A character as the narrow one that an input method’s full-width one stands for: `？` is `?`, `：`
 * is `:`.
 */
export function narrow(text: string): string {
	return text.normalize('NFKC').replaceAll('。', '.');
}

/** A single key that is no text: besides, the key of `/` writes `、` in Chinese. */
export function narrowKey(text: string): string {
	return text === '、' ? '/' : narrow(text);
}
