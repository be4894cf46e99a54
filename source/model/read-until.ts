import {parseDuration} from '../utils/parse-duration.js';

/**
 * When something ends: `30d` from now, `2027-01-31` (the end of that day in UTC), or a time of RFC
 * 3339.
 *
 * @returns RFC 3339 UTC; undefined for what is neither, and for what is past
 */
export function readUntil(text: string, now: Date): string | undefined {
	const given = text.trim();
	const duration = parseDuration(given);
	const isDay = /^\d{4}-\d\d-\d\d$/.test(given);
	const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i.test(given);
	const ms =
		duration === undefined
			? isDay || isTime
				? Date.parse(isDay ? `${given}T23:59:59Z` : given)
				: NaN
			: now.getTime() + duration;
	// Date.parse takes February 30.
	const isReal = !isDay || new Date(ms || 0).toISOString().startsWith(given);
	return isReal && ms > now.getTime() ? `${new Date(ms).toISOString().slice(0, 19)}Z` : undefined;
}
