import {readCron, type Cron} from '../../model/cron.js';
import type {Schedule} from '../../model/schedule.js';
import {nextRuns} from './next-runs.js';

const dayMs = 86_400_000;
const minuteMs = 60_000;
/** Rules of clock changes are looked at so far ahead. */
const days = 400;

/**
 * When something else than this program must call a schedule, so that none of its times is missed:
 * at each of them, in a zone that may be another one, and after a clock change that leaves one out,
 * which systemd, cron and Kubernetes skip. Called when it is not due, a schedule does nothing.
 *
 * @param zone in which the caller reads times
 */
export function triggerOf(
	schedule: Pick<Schedule, 'cron' | 'timeZone'>,
	zone: string,
	now: Date,
): {trigger: Cron; isWidened: boolean} {
	const read = readCron(schedule.cron);
	if ('allowed' in read) {
		throw new TypeError('not a checked schedule');
	}

	const {cron} = read;
	const isSameZone = zone === schedule.timeZone;
	const offsetThere = offsetsOf(schedule.timeZone);
	const offsetHere = offsetsOf(zone);
	const differences = new Set<number>();
	const changes: Date[] = [];
	let before = offsetThere(now);
	for (let day = 0; day <= days; day++) {
		const at = new Date(now.getTime() + day * dayMs);
		const offset = offsetThere(at);
		differences.add(isSameZone ? 0 : offsetHere(at) - offset);
		if (offset > before) {
			changes.push(new Date(at.getTime() - dayMs));
		}

		before = offset;
	}

	const minutes = new Set<number>();
	const hours = new Set<number>();
	const add = (minuteOfDay: number): void => {
		const minute = ((minuteOfDay % 1440) + 1440) % 1440;
		minutes.add(minute % 60);
		hours.add(Math.floor(minute / 60));
	};

	for (const difference of differences) {
		for (const hour of cron.hours) {
			for (const minute of cron.minutes) {
				add(hour * 60 + minute + difference);
			}
		}
	}

	// At the end of what the clocks leave out.
	for (const change of changes) {
		for (const run of nextRuns(schedule, change, 1440)) {
			if (run.getTime() > change.getTime() + dayMs) {
				break;
			}

			add(Math.round(run.getTime() / minuteMs) + offsetHere(run));
		}
	}

	const sets = {minutes: ascending(minutes), hours: ascending(hours)};
	const isWidened =
		sets.minutes.length > cron.minutes.length || sets.hours.length > cron.hours.length;
	return isSameZone
		? {trigger: {...cron, ...sets}, isWidened}
		: {
				trigger: {
					...sets,
					// A night there may be an evening here.
					days: [],
					months: Array.from({length: 12}, (_, index) => index + 1),
					weekdays: [],
					isAnyDay: true,
					isAnyWeekday: true,
				},
				isWidened: true,
			};
}

function ascending(numbers: Iterable<number>): number[] {
	return [...numbers].toSorted((a, b) => a - b);
}

/** Of local time, before UTC: 120 in Berlin in summer. Making a format takes longer than using it. */
function offsetsOf(timeZone: string): (at: Date) => number {
	const format = new Intl.DateTimeFormat('en', {timeZone, timeZoneName: 'longOffset'});
	return at => {
		const parts = format.formatToParts(at);
		const text = parts.find(({type}) => type === 'timeZoneName')?.value ?? 'GMT';
		const [, sign, hours = '0', minutes = '0'] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(text) ?? [];
		return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
	};
}
