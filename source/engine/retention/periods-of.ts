import type {Period} from '../../model/retention.js';

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

/**
 * The hour, day, ISO week, month and year that a time lies in, as `2026-11-30 14:00+01:00`,
 * `2026-11-30`, `2026-W49`, `2026-11` and `2026`. The hour that a clock change repeats is two.
 *
 * @param timeZone an IANA name
 */
export function periodsIn(timeZone: string): (at: Date) => Record<Period, string> {
	const offsetAt = offsetsOf(timeZone);
	return at => {
		const offset = offsetAt(at);
		const local = at.getTime() + offset;
		const iso = new Date(local).toISOString();
		return {
			hourly: `${iso.slice(0, 10)} ${iso.slice(11, 13)}:00${offsetText(offset)}`,
			daily: iso.slice(0, 10),
			weekly: isoWeek(local),
			monthly: iso.slice(0, 7),
			yearly: iso.slice(0, 4),
		};
	};
}

/** A week belongs to the year that has its Thursday. */
function isoWeek(local: number): string {
	const day = Math.floor(local / dayMs);
	// 1970-01-01 was a Thursday.
	const thursday = day - ((((day + 3) % 7) + 7) % 7) + 3;
	const year = new Date(thursday * dayMs).getUTCFullYear();
	const week = Math.floor((thursday - Date.UTC(year, 0, 1) / dayMs) / 7) + 1;
	return `${year}-W${String(week).padStart(2, '0')}`;
}

/** Milliseconds that the clocks of a zone are ahead of UTC. */
function offsetsOf(timeZone: string): (at: Date) => number {
	if (timeZone === 'UTC') {
		return () => 0;
	}

	const format = new Intl.DateTimeFormat('en', {
		timeZone,
		calendar: 'gregory',
		numberingSystem: 'latn',
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	});
	return at => {
		const parts = Object.fromEntries(
			format.formatToParts(at).map(({type, value}) => [type, Number(value)]),
		);
		const {year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0} = parts;
		const local = Date.UTC(year, month - 1, day, hour, minute, second);
		return local - Math.floor(at.getTime() / 1000) * 1000;
	};
}

function offsetText(offset: number): string {
	const minutes = Math.abs(offset) / 60_000;
	const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
	return offset === 0 ? '' : `${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}
