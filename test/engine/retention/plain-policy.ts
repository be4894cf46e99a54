import type {RetentionBackup, RetentionPolicy} from '../../../source/model/retention.js';

/*
 * A second implementation of retention, by another way of thinking: of each backup alone it asks
 * whether it stays, and counts what is newer. Slow and plain.
 */

const hour = 3_600_000;
const day = 24 * hour;

/** The zones that are tried, each by its own rule instead of by Intl. */
export const zones: Readonly<Record<string, (ms: number) => number>> = {
	UTC: () => 0,
	'Asia/Shanghai': () => 8 * hour,
	'Asia/Kolkata': () => 5.5 * hour,
	'America/Phoenix': () => -7 * hour,
	'Europe/Berlin': ms => (isSummer(ms) ? 2 : 1) * hour,
};

/** From the last Sunday of March to that of October, at one o'clock UTC. */
function isSummer(ms: number): boolean {
	const year = new Date(ms).getUTCFullYear();
	return ms >= lastSunday(year, 2) + hour && ms < lastSunday(year, 9) + hour;
}

function lastSunday(year: number, month: number): number {
	let at = Date.UTC(year, month, 31);
	while (new Date(at).getUTCDay() !== 0) {
		at -= day;
	}

	return at;
}

const units: Record<string, number> = {h: hour, d: day, w: 7 * day, y: 365 * day};

/** What distinguishes one period from another. */
const labels: ReadonlyArray<[keyof RetentionPolicy, (local: Date, offset: number) => string]> = [
	['keepHourly', (local, offset) => `${local.toISOString().slice(0, 13)} ${offset}`],
	['keepDaily', local => local.toISOString().slice(0, 10)],
	['keepWeekly', local => mondayOf(local)],
	['keepMonthly', local => `${local.getUTCFullYear()} ${local.getUTCMonth()}`],
	['keepYearly', local => String(local.getUTCFullYear())],
];

function mondayOf(local: Date): string {
	const date = new Date(local);
	while (date.getUTCDay() !== 1) {
		date.setUTCDate(date.getUTCDate() - 1);
	}

	return date.toISOString().slice(0, 10);
}

export function plainStays(
	one: RetentionBackup,
	all: readonly RetentionBackup[],
	policy: RetentionPolicy,
	now: Date,
): boolean {
	if (one.pin || one.lock) {
		return true;
	}

	for (const glob of policy.keepName ?? []) {
		if (plainMatch(one.name, glob)) {
			return true;
		}
	}

	if (one.state === 'unreadable') {
		const isForeign = one.error?.code === 'newer-format' || one.error?.code === 'snapshot-format';
		return isForeign || !all.some(other => isSound(other));
	}

	if (one.state === 'unfinished') {
		if (one.isHalfDeleted) {
			return false;
		}

		const writes = [one.createdAt, one.writtenAt].flatMap(at => (at ? [Date.parse(at)] : []));
		return (
			one.continuableBy !== undefined ||
			writes.length === 0 ||
			now.getTime() - Math.max(...writes) < day
		);
	}

	if (!hasPast(one, now)) {
		return true;
	}

	const group = all.filter(
		other =>
			hasPast(other, now) &&
			(policy.groupBy ?? ['cluster', 'filter']).every(key => other[key] === one[key]),
	);
	const sound = group.filter(other => isSound(other));
	if (!isSound(one)) {
		const alike = group.filter(other => !isSound(other) && other.state === one.state);
		const isYounger = sound.every(other => time(other) < time(one));
		return isYounger && alike.every(other => other === one || isNewer(one, other));
	}

	const newer = sound.filter(other => isNewer(other, one));
	if (newer.length < Math.max(1, policy.min ?? 1, policy.keepLast ?? 0)) {
		return true;
	}

	if (one.verified && !newer.some(other => other.verified)) {
		return true;
	}

	for (const [key, label] of labels) {
		if (policy[key] === undefined) {
			continue;
		}

		const own = labelOf(one, label, policy);
		const others = new Set(newer.map(other => labelOf(other, label, policy)));
		if (!others.has(own) && others.size < Number(policy[key])) {
			return true;
		}
	}

	if (policy.keepWithin === undefined) {
		return false;
	}

	const [, count, unit] = /^(\d+)(\w)$/.exec(policy.keepWithin)!;
	const newest = Math.max(...sound.map(other => time(other)));
	return Math.min(newest, now.getTime()) - time(one) <= Number(count) * units[unit!]!;
}

function labelOf(
	backup: RetentionBackup,
	label: (local: Date, offset: number) => string,
	{timeZone = 'UTC'}: RetentionPolicy,
): string {
	const offset = zones[timeZone]!(time(backup));
	return label(new Date(time(backup) + offset), offset);
}

function isSound({state, verified}: RetentionBackup): boolean {
	return state === 'complete' && verified?.outcome !== 'failed';
}

function hasPast({createdAt, state}: RetentionBackup, now: Date): boolean {
	return (
		(state === 'complete' || state === 'partial') &&
		createdAt !== undefined &&
		Date.parse(createdAt) - now.getTime() <= day
	);
}

function isNewer(a: RetentionBackup, b: RetentionBackup): boolean {
	return time(a) === time(b) ? a.name < b.name : time(a) > time(b);
}

function time({createdAt}: RetentionBackup): number {
	return Date.parse(createdAt ?? '');
}

/** `*` and `?` by trying. */
function plainMatch(name: string, glob: string): boolean {
	if (glob === '') {
		return name === '';
	}

	if (glob.startsWith('*')) {
		return plainMatch(name, glob.slice(1)) || (name !== '' && plainMatch(name.slice(1), glob));
	}

	return (
		name !== '' &&
		(glob.startsWith('?') || glob[0] === name[0]) &&
		plainMatch(name.slice(1), glob.slice(1))
	);
}
