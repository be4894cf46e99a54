import {nearestNames} from '../utils/nearest-names.js';
import {parseDuration} from '../utils/parse-duration.js';
import {MilvaultError} from './milvault-error.js';
import {groupKeys, type GroupKey, type RetentionPolicy} from './retention.js';

type Key = keyof RetentionPolicy;

/** `--keep-last` of `keepLast`. */
export function flagOf(key: RetentionKey): string {
	return `--${key.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`;
}

/** At least one of these makes a policy. */
export const ruleKeys = [
	'keepLast',
	'keepHourly',
	'keepDaily',
	'keepWeekly',
	'keepMonthly',
	'keepYearly',
	'keepWithin',
] as const satisfies readonly Key[];

export const retentionKeys = [
	...ruleKeys,
	'keepName',
	'min',
	'groupBy',
	'timeZone',
] as const satisfies readonly Key[];

export type RetentionKey = (typeof retentionKeys)[number];

/**
 * One value of a policy from text, as a flag or a configuration gives it; names and group keys are
 * comma separated, `none` is no group key.
 *
 * @returns `near`: what was probably meant
 */
export function readRetentionValue<Name extends RetentionKey>(
	key: Name,
	text: string,
): {value: RetentionPolicy[Name]} | {allowed: readonly string[]; near?: string} {
	const read = readers[kindOf(key)];
	return read(text.trim()) as ReturnType<typeof readRetentionValue<Name>>;
}

/**
 * @throws retention-bad-value for the first value that is none, retention-empty
 */
export function assertPolicy(policy: RetentionPolicy): void {
	for (const [key, value] of Object.entries(policy) as Array<[RetentionKey, Given]>) {
		if (value !== undefined) {
			const text = typeof value === 'object' ? value.join(',') || 'none' : String(value);
			const read = retentionKeys.includes(key)
				? readRetentionValue(key, text)
				: {allowed: retentionKeys, near: nearestNames(key, retentionKeys, 1)[0]};
			if ('allowed' in read) {
				throw new MilvaultError('retention-bad-value', {key, value: text, ...read});
			}
		}
	}

	if (!ruleKeys.some(key => policy[key] !== undefined)) {
		const given = retentionKeys.filter(key => policy[key] !== undefined);
		throw new MilvaultError('retention-empty', {given});
	}
}

type Given = RetentionPolicy[RetentionKey];

type Read = {value: unknown} | {allowed: readonly string[]; near?: string};

const readers = {
	count(text: string): Read {
		return /^[1-9]\d{0,8}$/.test(text)
			? {value: Number(text)}
			: bad(['1–999999999'], /^(\d+)\D+$/.exec(text)?.[1]);
	},
	duration(text: string): Read {
		const [, count, unit] = /^(\d+)\s*([hdwy])/i.exec(text) ?? [];
		return parseDuration(text) === undefined
			? bad(
					['12h', '30d', '8w', '1y'],
					count && Number(count) > 0 ? `${count}${unit!.toLowerCase()}` : undefined,
				)
			: {value: text.toLowerCase()};
	},
	names(text: string): Read {
		const globs = text.split(',').map(glob => glob.trim());
		return globs.every(glob => glob !== '' && !glob.includes('/'))
			? {value: globs}
			: bad(['release_*', 'golden,before_*']);
	},
	groups(text: string): Read {
		if (text === 'none') {
			return {value: []};
		}

		const allowed = [...groupKeys, 'none'];
		const keys = text.split(',').map(key => key.trim());
		const wrong = keys.find(key => !groupKeys.includes(key as GroupKey));
		return wrong === undefined
			? {value: groupKeys.filter(key => keys.includes(key))}
			: bad(['cluster,filter', ...allowed], nearestNames(wrong, allowed, 1)[0]);
	},
	zone(text: string): Read {
		try {
			new Intl.DateTimeFormat('en', {timeZone: text}).format();
			return {value: text};
		} catch {
			const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')];
			return bad(['UTC', 'Europe/Berlin', 'Asia/Shanghai'], nearestNames(text, zones, 1)[0]);
		}
	},
} as const;

function kindOf(key: RetentionKey): keyof typeof readers {
	switch (key) {
		case 'keepWithin': {
			return 'duration';
		}

		case 'keepName': {
			return 'names';
		}

		case 'groupBy': {
			return 'groups';
		}

		case 'timeZone': {
			return 'zone';
		}

		default: {
			return 'count';
		}
	}
}

function bad(allowed: readonly string[], near?: string): Read {
	return {allowed, ...(near !== undefined && {near})};
}
