import {groupDigits} from '../utils/group-digits.js';

/** `3,000`: an int64 (string or bigint) or a whole number, in groups of three. */
export function formatCount(count: bigint | number | string): string {
	return groupDigits(count);
}
