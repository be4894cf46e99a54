import {brokenRule, defaultBackupName} from '../model/backup-name.js';

/**
 * A name for tonight and every night after: its date becomes `{date}`, its time `{time}`, and a
 * name without any gets a date. One that is numbered (`nightly_2026_11_25_2`) was not the first of
 * its day: the time distinguishes them.
 */
export function namePattern(name: string): string {
	const dated = name.replace(
		/([_.-]?)\d{4}[_.-]?\d{2}[_.-]?\d{2}([_.-]?\d{4}(?:\d{2})?)?(_\d{1,3})?$|([_.-])\d{4}$/,
		(_, dash?: string, time?: string, count?: string, other?: string) => {
			const before = dash || other || '_';
			return `${before}{date}${(time ?? count) === undefined ? '' : `${before}{time}`}`;
		},
	);
	const pattern = dated === name ? `${name}_{date}` : dated;
	return pattern.replace(/^[_.-](?=\{)/, 'backup_');
}

/** The name to begin with: the last one’s with today’s date, or one that sorts by time. */
export function suggestedName(
	last: string | undefined,
	taken: ReadonlySet<string>,
	now: Date,
): string {
	const fresh = defaultBackupName(now);
	if (last === undefined) {
		return freeName(fresh, taken);
	}

	const name = filledName(namePattern(last), now);
	return brokenRule(name) === undefined && !last.startsWith('backup_2')
		? freeName(name, taken)
		: freeName(fresh, taken);
}

function filledName(pattern: string, now: Date): string {
	const [date = '', time = ''] = now.toISOString().split('T');
	return pattern
		.replace('{date}', date.replaceAll('-', '_'))
		.replace('{time}', time.slice(0, 8).replaceAll(':', ''));
}

/** The name itself, or with the first number behind it that is free. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
	let free = name;
	for (let count = 2; taken.has(free); count++) {
		free = `${name}_${count}`;
	}

	return free;
}
