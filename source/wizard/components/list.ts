import type {Press} from '../key.js';

/**
 * Where the cursor is in a list of so many, after a key; undefined for a key that does not move it.
 */
export function moveCursor(
	cursor: number,
	count: number,
	page: number,
	press: Press,
): number | undefined {
	const max = Math.max(0, count - 1);
	const within = (index: number): number => Math.min(max, Math.max(0, index));
	switch (press.name) {
		case 'up': {
			return within(cursor - 1);
		}

		case 'down': {
			return within(cursor + 1);
		}

		case 'page-up': {
			return within(cursor - page);
		}

		case 'page-down': {
			return within(cursor + page);
		}

		case 'home': {
			return 0;
		}

		case 'end': {
			return max;
		}

		default: {
			return undefined;
		}
	}
}

/**
 * The first of the rows shown, so that the cursor is among them and the list is not moved without
 * need.
 */
export function windowStart(cursor: number, count: number, height: number, before = 0): number {
	const max = Math.max(0, count - height);
	const start = cursor < before ? cursor : cursor >= before + height ? cursor - height + 1 : before;
	return Math.min(max, Math.max(0, start));
}

/** These keys belong to a line that is being written, not to the list below it. */
export function isEditingKey({name}: Press): boolean {
	return name === 'home' || name === 'end';
}
