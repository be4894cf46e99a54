import {graphemes} from '../text/graphemes.js';
import {controlPress, type Press} from './key.js';

/**
 * Keys one by one: what was typed faster than it was read comes in one piece; a paste stays in one.
 */
export function singlePresses(press: Press): Press[] {
	if (press.name !== 'text') {
		return [press];
	}

	return [...graphemes(press.text)].map((text, index) => ({
		...(controlPress(text) ?? {name: 'text', text}),
		...(press.isAlt && index === 0 && {isAlt: true}),
	}));
}
