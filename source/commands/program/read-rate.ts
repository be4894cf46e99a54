import type {HelpTexts} from '../../messages/texts.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {parseRate} from '../../text/parse-rate.js';
import {urlPath} from '../../utils/url-path.js';

/**
 * Reads bytes a second: `50M`, `800K`, `5MiB`, `1.5GB/s`, or plain bytes; K, M and G are thousands.
 */
export function rate(option: string, {usage}: HelpTexts): (value: string) => number {
	return value => {
		const bytes = parseRate(value);
		if (bytes === undefined) {
			throw new MilvaultError('usage', {
				reason: usage.badChoice(option, value, ['50M', '800K', '5MiB']),
			});
		}

		return bytes;
	};
}

/** Reads a port; 0 for any that is free. */
export function port(option: string, {usage}: HelpTexts): (value: string) => number {
	return value => {
		const number = /^\d{1,5}$/.test(value.trim()) ? Number(value) : NaN;
		if (!(number <= 65_535)) {
			throw new MilvaultError('usage', {
				reason: usage.badChoice(option, value, ['8080', '0']),
			});
		}

		return number;
	};
}

/** Reads the path that a proxy puts in front of the server's own. */
export function basePath(option: string, {usage}: HelpTexts): (value: string) => string {
	return value => {
		const path = urlPath(value);
		if (path === undefined) {
			throw new MilvaultError('usage', {
				reason: usage.badChoice(option, value, ['/backup', '/ns/backup']),
			});
		}

		return path;
	};
}

/** Reads a whole number from 1 on. */
export function count(option: string, {usage}: HelpTexts): (value: string) => number {
	return value => {
		if (!/^[1-9]\d{0,8}$/.test(value.trim())) {
			throw new MilvaultError('usage', {
				reason: usage.badChoice(option, value, ['1', '100', '2000']),
			});
		}

		return Number(value);
	};
}
