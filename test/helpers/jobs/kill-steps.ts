import type {KillAt} from './killed-job.js';

/** Before and after each of so many steps of a name. */
export function atSteps(
	on: 'journal' | 'call' | 'put' | 'delete',
	steps: Readonly<Record<string, number>>,
): KillAt[] {
	return Object.entries(steps).flatMap(([name, times]) =>
		Array.from({length: times}, (_, index) => index + 1).flatMap(nth => [
			{on, name, nth, when: 'before' as const},
			{on, name, nth, when: 'after' as const},
		]),
	);
}

/** For people: `after collection-cut 2 is written down`. */
export function titleOf(killAt: KillAt): string {
	if (killAt.on === 'news') {
		return 'after what is new is written down';
	}

	if (killAt.on === 'object') {
		return `when object ${killAt.nth} was copied`;
	}

	const {on, name = 'entry', nth, when} = killAt;
	const done = {
		journal: 'is written down',
		call: 'is called',
		put: 'is written',
		delete: 'is deleted',
	} as const;
	return `${when} ${name} ${nth} ${done[on]}`;
}
