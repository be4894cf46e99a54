import type {Key} from 'ink';

/** A key as a reducer sees it: a name, or what was typed or pasted. */
export type Press =
	| {name: 'up' | 'down' | 'left' | 'right'}
	| {name: 'page-up' | 'page-down' | 'home' | 'end'}
	| {name: 'enter' | 'escape' | 'tab' | 'backspace' | 'delete' | 'interrupt'}
	| {name: 'text'; text: string};

/** Undefined for what means nothing here. */
export function pressOf(input: string, key: Key): Press | undefined {
	if (key.ctrl) {
		return input === 'c' ? {name: 'interrupt'} : undefined;
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
		[key.backspace || key.delete, 'backspace'],
	] as const) {
		if (is) {
			return {name};
		}
	}

	return input === '' || key.meta ? undefined : {name: 'text', text: input};
}
