import {resolve} from 'node:path';
import {badValue, type SourcedValue} from './sourced-values.js';
import {parseSize} from '../utils/parse-size.js';
import {urlPath} from '../utils/url-path.js';

/** @throws config-bad-value */
export function readBoolean(entry: SourcedValue): boolean {
	const text = entry.text.toLowerCase();
	if (['true', 'yes', 'on', '1'].includes(text)) {
		return true;
	}

	if (['false', 'no', 'off', '0'].includes(text)) {
		return false;
	}

	throw badValue(entry, 'true, false');
}

/** @throws config-bad-value */
export function readInteger(entry: SourcedValue, {min, max}: {min: number; max: number}): number {
	const value = /^\d{1,15}$/.test(entry.text) ? Number(entry.text) : undefined;
	if (value === undefined || value < min || value > max) {
		throw badValue(entry, `${min}–${max}`);
	}

	return value;
}

/** @throws config-bad-value */
export function readChoice<const Choice extends string>(
	entry: SourcedValue,
	choices: readonly Choice[],
): Choice {
	const found = choices.find(choice => choice.toLowerCase() === entry.text.toLowerCase());
	if (found === undefined) {
		throw badValue(entry, choices.join(', '));
	}

	return found;
}

/**
 * Bytes, from `5GiB`, `500 MB`, `50M` or a plain number of bytes.
 *
 * @throws config-bad-value
 */
export function readSize(
	entry: SourcedValue,
	{minMiB, maxMiB}: {minMiB: number; maxMiB: number},
): number {
	const value = parseSize(entry.text);
	if (value === undefined || value < minMiB * 2 ** 20 || value > maxMiB * 2 ** 20) {
		throw badValue(entry, `${minMiB}MiB–${maxMiB}MiB`);
	}

	return value;
}

/**
 * Bytes a second, as `--bwlimit` takes them, or 0.
 *
 * @throws config-bad-value
 */
export function readRate(entry: SourcedValue, {max}: {max: number}): number {
	const value = parseSize(entry.text.replace(/\/s$/i, ''));
	if (value === undefined || value > max) {
		throw badValue(entry, `0–${max}, 50M, 5MiB`);
	}

	return value;
}

/**
 * An absolute path; `~/` is the home directory, other relative paths start where they were written.
 *
 * @throws config-bad-value for `~/` of a user who has no home
 */
export function readPath(entry: SourcedValue, homeDirectory: string | undefined): string {
	if (entry.text !== '~' && !entry.text.startsWith('~/')) {
		return resolve(entry.directory, entry.text);
	}

	if (homeDirectory === undefined) {
		throw badValue(entry, '/absolute/path | HOME');
	}

	return resolve(homeDirectory, entry.text.slice(2));
}

/**
 * A prefix inside a bucket without slashes at its ends: `/files/`, `./files` and `files` are the
 * same.
 *
 * @throws config-bad-value for a URL and for what leads elsewhere
 */
export function readRootPath(entry: SourcedValue): string {
	const parts = entry.text.split('/').filter(part => part !== '' && part !== '.');
	if (parts.includes('..') || entry.text.includes('://') || entry.text.includes('\\')) {
		throw badValue(entry, 'files, files/a');
	}

	return parts.join('/');
}

/**
 * A bucket's name. The part of a root path that people write behind it is refused, with where it
 * belongs.
 *
 * @throws config-bad-value
 */
export function readBucket(entry: SourcedValue): string {
	if (/[/\s:\\]/.test(entry.text)) {
		const [bucket, ...rest] = entry.text
			.replace(/^\w+:\/\//, '')
			.split('/')
			.filter(Boolean);
		throw badValue(
			entry,
			rest.length > 0
				? `bucket: ${bucket}, rootPath: ${rest.join('/')}`
				: (bucket ?? 'a-bucket').replaceAll(/[\s:\\]/g, '-'),
		);
	}

	return entry.text;
}

/**
 * The path that a proxy puts in front of the server's own; empty for none.
 *
 * @throws config-bad-value
 */
export function readUrlPath(entry: SourcedValue): string {
	const path = urlPath(entry.text);
	if (path === undefined) {
		throw badValue(entry, '/backup, /ns/backup');
	}

	return path;
}
