import type {HelpTexts} from '../../messages/help-texts.js';
import {MilvaultError} from '../../model/milvault-error.js';

const units: Readonly<Record<string, number>> = {
	'': 1,
	k: 1e3,
	m: 1e6,
	g: 1e9,
	ki: 1024,
	mi: 1024 ** 2,
	gi: 1024 ** 3,
};

/** Reads bytes a second: `50M`, `800K`, `5MiB`, `1.5GB/s`, or plain bytes; K, M and G are thousands. */
export function rate(
	option: string,
	{usage}: HelpTexts,
): (value: string) => number {
	return value => {
		const match = /^(\d+(?:\.\d+)?)\s*([kmg]i?|)(?:b)?(?:\/s)?$/i.exec(
			value.trim(),
		);
		const bytes = match
			? Math.round(Number(match[1]) * (units[match[2]!.toLowerCase()] ?? 0))
			: 0;
		if (bytes < 1) {
			throw new MilvaultError('usage', {
				reason: usage.badChoice(option, value, ['50M', '800K', '5MiB']),
			});
		}

		return bytes;
	};
}

/** Reads a whole number from 1 on. */
export function count(
	option: string,
	{usage}: HelpTexts,
): (value: string) => number {
	return value => {
		if (!/^[1-9]\d{0,8}$/.test(value.trim())) {
			throw new MilvaultError('usage', {
				reason: usage.badChoice(option, value, ['1', '100', '2000']),
			});
		}

		return Number(value);
	};
}
