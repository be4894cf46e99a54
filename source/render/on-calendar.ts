import {rangesText, type Cron} from '../model/cron.js';

const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/**
 * The times of a cron expression as systemd writes them, each for a line `OnCalendar=`: two where
 * days of the month and of the week are given, since one of systemd's needs both, and cron either.
 */
export function onCalendar(cron: Cron, timeZone: string): string[] {
	const {days, isAnyDay, isAnyWeekday, weekdays} = cron;
	const time = [part(cron.hours, 24), part(cron.minutes, 60), '00'].join(':');
	const at = (day: string, weekday: string): string =>
		[weekday, `*-${part(cron.months, 12)}-${day}`, time, timeZone].filter(Boolean).join(' ');
	const named = weekdays.map(day => dayNames[day]).join(',');
	return [
		...(isAnyDay && !isAnyWeekday ? [] : [at(isAnyDay ? '*' : part(days, 31), '')]),
		...(isAnyWeekday ? [] : [at('*', named)]),
	];
}

function part(numbers: readonly number[], all: number): string {
	return numbers.length === all ? '*' : rangesText(numbers, '..');
}
