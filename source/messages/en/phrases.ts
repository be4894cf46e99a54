import type {BucketRetention} from '../../model/bucket-retention.js';
import {groupDigits} from '../../utils/group-digits.js';

/** `1 row`, `3,000 rows`; int64 as a string, a bigint or a number. */
export function counted(count: bigint | number | string, one: string, many = `${one}s`): string {
	const number = BigInt(count);
	return `${grouped(number)} ${number === 1n ? one : many}`;
}

/** 1234567 is `1,234,567`. */
export function grouped(count: bigint | number | string): string {
	return groupDigits(count);
}

/** `a, b and c`; of many the first `most` and how many more. */
export function listed(items: readonly string[], most = 5): string {
	const shown =
		items.length > most ? [...items.slice(0, most), `${grouped(items.length - most)} more`] : items;
	const last = shown.at(-1) ?? '';
	return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`;
}

/**
 * Phrases that hold commas themselves, one after the other; of many the first `most` and how many
 * more.
 */
export function inSeries(phrases: readonly string[], most = 5): string {
	const rest = phrases.length - most;
	return [...phrases.slice(0, most), ...(rest > 0 ? [`${grouped(rest)} more`] : [])].join('; ');
}

/** `Did you mean “a” or “b”?`; undefined without names. */
export function didYouMean(names: readonly string[]): string | undefined {
	const quoted = names.map(name => `“${name}”`);
	const last = quoted.at(-1);
	return last === undefined
		? undefined
		: `Did you mean ${[quoted.slice(0, -1).join(', '), last].filter(Boolean).join(' or ')}?`;
}

/**
 * `90 seconds`, `30 minutes`, `2 hours`: the largest unit without a significant fraction.
 */
export function inWords(durationMs: number): string {
	const seconds = Math.round(durationMs / 1000);
	if (durationMs < 1000) {
		return counted(Math.round(durationMs), 'millisecond');
	}

	if (seconds < 120) {
		return counted(seconds, 'second');
	}

	const minutes = Math.round(seconds / 60);
	return minutes < 120 && minutes !== 60
		? counted(minutes, 'minute')
		: counted(Math.round(minutes / 60), 'hour');
}

/**
 * Where a value was given, for brackets: `c.yaml:4`, `environment variable X`, `flag --cluster`.
 */
export function givenBy(origin: string): string {
	return origin
		.replace(/^file /, '')
		.replace(/^environment (?=\S)/, 'environment variable ')
		.replace(/^--/, 'flag --')
		.replace(/^default$/, 'by default');
}

/** Which old versions of deleted objects a bucket keeps, and until when. */
export function keptVersions(
	place: string,
	{versioning, lock, removedAfterDays}: BucketRetention,
): string {
	const time =
		lock?.years === undefined ? counted(lock?.days ?? 0, 'day') : counted(lock.years, 'year');
	return [
		versioning === 'on'
			? `${place} keeps old versions of deleted objects`
			: `${place} keeps the old versions that it has (versioning is suspended)`,
		...(lock ? [`each is locked for ${time} after it was written (${lock.mode})`] : []),
		removedAfterDays === undefined
			? 'no visible lifecycle rule removes them'
			: `a lifecycle rule removes them ${counted(removedAfterDays, 'day')} after the deletion`,
	].join('; ');
}
