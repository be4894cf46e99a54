import {nextRuns} from '../../../source/engine/schedules/next-runs.js';
import {readCron} from '../../../source/model/cron.js';
import type {Random} from '../runner/seeded-random.js';

/** Two with clock changes by an hour, one by half an hour, one without. */
export const cronZones = [
	'Europe/Berlin',
	'America/New_York',
	'Australia/Lord_Howe',
	'Asia/Shanghai',
] as const;

export type CronCase = {
	cron: string;
	zone: string;
	/** RFC 3339 UTC: runs after it. */
	base: string;
};

/** Clock changes of 2026 to 2028 in these zones, as days in UTC. */
const changes: Record<(typeof cronZones)[number], readonly string[]> = {
	'Europe/Berlin': ['2026-03-29', '2026-10-25', '2027-03-28', '2027-10-31', '2028-03-26'],
	'America/New_York': ['2026-03-08', '2026-11-01', '2027-03-14', '2027-11-07', '2028-03-12'],
	'Australia/Lord_Howe': ['2026-04-04', '2026-10-03', '2027-04-03', '2027-10-02', '2028-04-01'],
	'Asia/Shanghai': ['2026-03-29', '2026-10-25'],
};

/**
 * An expression and a moment, half of them in the day before a clock change. Not in an hour that the
 * clocks show twice: asked from there, systemd goes on with the second one, which it else leaves out.
 */
export function randomCase(random: Random): CronCase {
	const zone = random.pick(cronZones);
	const isNear = random.below(2) === 0;
	const start = Date.parse(isNear ? random.pick(changes[zone]) : '2026-01-01');
	const minutes = isNear ? random.below(1440) - 1440 : random.below(1000 * 1440);
	return {
		cron: randomCron(random),
		zone,
		base: new Date(start + minutes * 60_000).toISOString(),
	};
}

function randomCron(random: Random): string {
	// At night, where clocks change, more often than by chance.
	const hour = random.below(2) === 0 ? field(random, 0, 23) : field(random, 0, 4, true);
	const text = [
		field(random, 0, 59),
		hour,
		random.below(3) === 0 ? field(random, 1, 28) : '*',
		random.below(4) === 0 ? field(random, 1, 12) : '*',
		random.below(3) === 0 ? field(random, 0, 6) : '*',
	].join(' ');
	return text;
}

function field(random: Random, min: number, max: number, isNumber = false): string {
	const number = (): number => min + random.below(max - min + 1);
	const range = (): string => {
		const [from, to] = [number(), number()].toSorted((a, b) => a - b);
		return `${from}-${to}`;
	};

	switch (isNumber ? random.below(3) : random.below(7)) {
		case 0:
		case 1: {
			return String(number());
		}

		case 2: {
			return [...new Set([number(), number(), number()])].join(',');
		}

		case 3: {
			return range();
		}

		case 4: {
			return `*/${1 + random.below(Math.max(2, Math.floor(max / 2)))}`;
		}

		case 5: {
			return `${range()}/${1 + random.below(6)}`;
		}

		default: {
			return '*';
		}
	}
}

/** Did the clocks show the same time before? */
function isShownAgain(at: Date, zone: string): boolean {
	return [30, 60].some(
		minutes => localTime(new Date(at.getTime() - minutes * 60_000), zone) === localTime(at, zone),
	);
}

/** `2026-03-29 02:30` in a zone. */
export function localTime(at: Date, zone: string): string {
	// Making one takes longer than using it.
	const format =
		formats.get(zone) ??
		new Intl.DateTimeFormat('sv-SE', {timeZone: zone, dateStyle: 'short', timeStyle: 'short'});
	formats.set(zone, format);
	return format.format(at);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The next five runs by this program, without what it does otherwise than systemd on days of clock
 * change: times that the clocks leave out, which systemd leaves out too, and the second of two that
 * they show twice.
 */
export function runsAsSystemd({cron, zone, base}: CronCase): {
	/** Local times. */
	runs: string[];
	/** RFC 3339, of those that are no clock change's. */
	leftOut: number;
	again: number;
} {
	const read = readCron(cron);
	if ('allowed' in read) {
		throw new Error(cron);
	}

	const {hours, minutes} = read.cron;
	const runs: string[] = [];
	let leftOut = 0;
	let again = 0;
	let after = new Date(base);
	while (runs.length < 5) {
		const [run] = nextRuns({cron, timeZone: zone}, after, 1);
		if (!run) {
			break;
		}

		const local = localTime(run, zone);
		if (
			!hours.includes(Number(local.slice(11, 13))) ||
			!minutes.includes(Number(local.slice(14)))
		) {
			leftOut++;
		} else if (isShownAgain(run, zone)) {
			again++;
		} else {
			runs.push(local);
		}

		after = run;
	}

	return {runs, leftOut, again};
}
