import {nearestNames} from '../utils/nearest-names.js';
import {readCron} from './cron.js';
import {expandName} from './expand-name.js';
import {MilvaultError} from './milvault-error.js';
import {isScheduleStep, scheduleSteps, type Schedule, type ScheduleStep} from './schedule.js';

const namePattern = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/;

/**
 * A name for files of systemd, objects of Kubernetes and keys in a repository alike.
 *
 * @throws schedule-bad-value, with one that would do
 */
export function assertScheduleName(name: string): void {
	if (!namePattern.test(name)) {
		const near = name
			.toLowerCase()
			.replaceAll(/[^a-z0-9]+/g, '-')
			.slice(0, 40)
			.replaceAll(/^-+|-+$/g, '');
		throw new MilvaultError('schedule-bad-value', {
			key: 'name',
			value: name,
			allowed: ['nightly', 'every-hour', 'a–z 0–9 - (1–40)'],
			...(near !== '' && {near}),
		});
	}
}

/** @throws schedule-bad-value for a field that is out of its range, and for what is no expression */
export function readCronValue(text: string): string {
	const read = readCron(text);
	if ('allowed' in read) {
		throw new MilvaultError('schedule-bad-value', {key: 'cron', ...read});
	}

	return read.text;
}

/** @throws schedule-bad-value, with the zone that was probably meant */
export function readTimeZone(text: string): string {
	const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')];
	const given = text.trim();
	try {
		new Intl.DateTimeFormat('en', {timeZone: given}).format();
	} catch {
		throw badZone(text, zones);
	}

	// `+02:00` is one for Node and for nobody else, and letter case is a file's name.
	if (/^[+-]/.test(given)) {
		throw badZone(text, zones);
	}

	return zones.find(zone => zone.toLowerCase() === given.toLowerCase()) ?? given;
}

function badZone(value: string, zones: readonly string[]): MilvaultError {
	const city = zones.filter(
		zone =>
			zone.split('/').at(-1)?.toLowerCase() === value.trim().toLowerCase().replaceAll(' ', '_'),
	);
	const [near] = [...city, ...nearestNames(value, zones, 1)];
	return new MilvaultError('schedule-bad-value', {
		key: 'timeZone',
		value,
		allowed: ['UTC', 'Europe/Berlin', 'Asia/Shanghai'],
		...(near !== undefined && {near}),
	});
}

const unitMs = {s: 1000, m: 60_000, h: 3_600_000} as const;
const maxJitterMs = 12 * unitMs.h;

/** `90s`, `5m`, `1h`; undefined for `0` and its like. @throws schedule-bad-value */
export function readJitter(text: string): string | undefined {
	const given = text.trim().toLowerCase();
	const ms = durationMs(given);
	if (ms === undefined || ms > maxJitterMs) {
		const [, count, unit] = /^(\d+)\s*([smh])/.exec(given) ?? [];
		throw new MilvaultError('schedule-bad-value', {
			key: 'jitter',
			value: text,
			allowed: ['90s', '5m', '12h'],
			...(count !== undefined && ms === undefined && {near: `${count}${unit}`}),
		});
	}

	return ms === 0 ? undefined : given;
}

/** 0 for a schedule without one. */
export function jitterMs({jitter}: Pick<Schedule, 'jitter'>): number {
	return jitter === undefined ? 0 : (durationMs(jitter) ?? 0);
}

function durationMs(text: string): number | undefined {
	const [, count, unit] = /^(\d{1,5})([smh])$/.exec(text) ?? [];
	return text === '0'
		? 0
		: unit === undefined
			? undefined
			: Number(count) * unitMs[unit as keyof typeof unitMs];
}

/** @throws schedule-bad-value */
export function readStep(text: string): ScheduleStep {
	const step = text.trim();
	if (!isScheduleStep(step)) {
		const [near] = nearestNames(step, scheduleSteps, 1);
		throw new MilvaultError('schedule-bad-value', {
			key: 'after',
			value: text,
			allowed: [...scheduleSteps, 'copy:offsite'],
			...(near !== undefined && {near}),
		});
	}

	return step;
}

/**
 * The name of a run's backup.
 *
 * @param at when the run starts
 */
export function runName({name, create}: Pick<Schedule, 'name' | 'create'>, at: Date): string {
	return expandName(create.name ?? `${name.replaceAll('-', '_')}_{date}_{time}`, at);
}
