import {nearestNames} from '../utils/nearest-names.js';

/** The fields of a cron expression, in their order. */
const cronFields = ['minute', 'hour', 'dayOfMonth', 'month', 'dayOfWeek'] as const;

export type CronField = 'minute' | 'hour' | 'dayOfMonth' | 'month' | 'dayOfWeek';

/** When an expression is met: ascending numbers of each field. */
export type Cron = {
	minutes: readonly number[];
	hours: readonly number[];
	/** Of the month, from 1 on. */
	days: readonly number[];
	/** From 1 on. */
	months: readonly number[];
	/** From 0, Sunday, to 6. */
	weekdays: readonly number[];
	/** Days of the month are `*`: weekdays alone decide. */
	isAnyDay: boolean;
	/** Likewise; where neither is `*`, a day that either of them names is met. */
	isAnyWeekday: boolean;
};

export type CronMistake = {
	field?: CronField;
	/** What is wrong, as it was given. */
	value: string;
	allowed: readonly string[];
	near?: string;
};

const monthNames = [
	'JAN',
	'FEB',
	'MAR',
	'APR',
	'MAY',
	'JUN',
	'JUL',
	'AUG',
	'SEP',
	'OCT',
	'NOV',
	'DEC',
];
const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

type Range = {min: number; max: number; names?: readonly string[]};

const ranges: Record<CronField, Range> = {
	minute: {min: 0, max: 59},
	hour: {min: 0, max: 23},
	dayOfMonth: {min: 1, max: 31},
	month: {min: 1, max: 12, names: monthNames},
	dayOfWeek: {min: 0, max: 7, names: dayNames},
};

const nicknames: Readonly<Record<string, string>> = {
	'@hourly': '0 * * * *',
	'@daily': '0 0 * * *',
	'@midnight': '0 0 * * *',
	'@weekly': '0 0 * * 0',
	'@monthly': '0 0 1 * *',
	'@yearly': '0 0 1 1 *',
	'@annually': '0 0 1 1 *',
};

const examples = ['0 2 * * *', '*/30 * * * *', '0 3 * * SUN', '@daily'] as const;

/**
 * The five fields of a cron expression as every cron reads them: numbers, names of months and days,
 * lists, ranges, steps of ranges and of `*`; and `@daily` and its like. What only some crons read
 * (`L`, `W`, `#`, `?`, seconds, `5/10`) is refused: a schedule may be run by any of them.
 *
 * @returns `text`: in one spelling, with single spaces
 */
export function readCron(given: string): {text: string; cron: Cron} | CronMistake {
	const trimmed = given.trim().toUpperCase();
	if (trimmed.startsWith('@')) {
		const text = nicknames[trimmed.toLowerCase()];
		return text === undefined
			? {
					value: given,
					allowed: Object.keys(nicknames),
					...nearOf(trimmed.toLowerCase(), Object.keys(nicknames)),
				}
			: readCron(text);
	}

	const parts = trimmed.split(/\s+/).filter(Boolean);
	if (parts.length !== cronFields.length) {
		return {
			value: given,
			allowed: examples,
			// Seconds come first in the crons that have them.
			...(parts.length === 6 && parts[0] === '0' && {near: parts.slice(1).join(' ')}),
		};
	}

	const sets: Array<readonly number[]> = [];
	for (const [index, field] of cronFields.entries()) {
		const read = readField(parts[index]!, field);
		if ('allowed' in read) {
			return read;
		}

		sets.push(read.numbers);
	}

	const [minutes = [], hours = [], days = [], months = [], weekdays = []] = sets;
	const cron: Cron = {
		minutes,
		hours,
		days,
		months,
		weekdays,
		isAnyDay: parts[2] === '*',
		isAnyWeekday: parts[4] === '*',
	};
	const longest = longestMonth(cron);
	return isAnyDayMet(cron, longest)
		? {text: parts.join(' '), cron}
		: {field: 'dayOfMonth', value: parts[2]!, allowed: [`1–${longest}`]};
}

/** The fields as lists and ranges, without `*` but for whole fields and without names. */
export function cronText({isAnyDay, isAnyWeekday, ...cron}: Cron): string {
	return [
		listText(cron.minutes, 0, 59),
		listText(cron.hours, 0, 23),
		isAnyDay ? '*' : rangesText(cron.days),
		listText(cron.months, 1, 12),
		isAnyWeekday ? '*' : rangesText(cron.weekdays),
	].join(' ');
}

/** Ascending numbers; `*` of all from `min` to `max`. */
function listText(numbers: readonly number[], min: number, max: number): string {
	return numbers.length === max - min + 1 ? '*' : rangesText(numbers);
}

/** `1-5,10`; of two numbers in a row a list: `1,2`. */
export function rangesText(numbers: readonly number[], joint: '-' | '..' = '-'): string {
	const runs: number[][] = [];
	for (const number of numbers) {
		const last = runs.at(-1);
		if (last?.at(-1) === number - 1) {
			last.push(number);
		} else {
			runs.push([number]);
		}
	}

	return runs
		.flatMap(run => (run.length > 2 ? [`${run[0]}${joint}${run.at(-1)}`] : run.map(String)))
		.join(',');
}

function readField(text: string, field: CronField): {numbers: number[]} | CronMistake {
	const {min, max, names} = ranges[field];
	const found = new Set<number>();
	for (const item of text.split(',')) {
		const [, first = '', last, step = '1'] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(item) ?? [];
		const isAll = first === '*';
		const from = isAll ? min : numberOf(first, ranges[field]);
		const to = isAll ? max : last === undefined ? from : numberOf(last, ranges[field]);
		const every = Number(step);
		const isStepped = item.includes('/');
		if (
			from === undefined ||
			to === undefined ||
			from > to ||
			every < 1 ||
			every > max ||
			(isAll && last !== undefined) ||
			(isStepped && !isAll && last === undefined)
		) {
			return mistakeIn(item, field, names);
		}

		for (let number = from; number <= to; number += every) {
			// 0 and 7 are Sunday.
			found.add(field === 'dayOfWeek' ? number % 7 : number);
		}
	}

	return {numbers: [...found].toSorted((a, b) => a - b)};
}

function numberOf(text: string, {min, max, names}: Range): number | undefined {
	const named = names?.indexOf(text) ?? -1;
	const number = named >= 0 ? named + min : /^\d{1,2}$/.test(text) ? Number(text) : undefined;
	return number !== undefined && number >= min && number <= max ? number : undefined;
}

function mistakeIn(
	value: string,
	field: CronField,
	names: readonly string[] | undefined,
): CronMistake {
	const {min, max} = ranges[field];
	const middle = Math.min(min + 2, max);
	const [word] = /[A-Z]{3,}/.exec(value) ?? [];
	// `5/10` of other crons is every ten from 5 on.
	const [, first, step] = /^(\d+)\/(\d+)$/.exec(value) ?? [];
	return {
		field,
		value,
		allowed: [
			`${min}–${max}`,
			...(names ? [`${names[0]}–${names.at(-1)}`] : []),
			'*',
			`*/${middle + 1}`,
			`${min}-${middle}`,
			`${min},${middle}`,
		],
		...(first !== undefined && Number(first) <= max && Number(step) > 0
			? {near: `${first}-${field === 'dayOfWeek' ? 6 : max}/${step}`}
			: word !== undefined && names && !names.includes(word)
				? nearOf(word.slice(0, 3), names)
				: {}),
	};
}

function nearOf(word: string, known: readonly string[]): {near?: string} {
	const [near] = nearestNames(word, known, 1);
	return near === undefined ? {} : {near};
}

/** Days of the longest of its months. */
function longestMonth({months}: Cron): number {
	return Math.max(
		...months.map(month => (month === 2 ? 29 : [4, 6, 9, 11].includes(month) ? 30 : 31)),
	);
}

/** False for February 30 and its like. */
function isAnyDayMet({days, isAnyDay, isAnyWeekday}: Cron, longest: number): boolean {
	return isAnyDay || !isAnyWeekday || days[0]! <= longest;
}
