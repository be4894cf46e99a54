import {parseSize} from '../utils/parse-size.js';

/** Bytes a second: a size, also `1.5GB/s`. Undefined for what is none, or less than one. */
export function parseRate(text: string): number | undefined {
	return parseSize(text.trim().replace(/\/s$/i, '')) || undefined;
}
