import {brokenRule, defaultBackupName} from '../model/backup-name.js';

/**
 * A name for tonight and every night after: its date becomes `{date}`, and a name without one gets one.
 */
export function namePattern(name: string): string {
	const dated = name.replace(
		/([_.-]?)\d{4}[_.-]?\d{2}[_.-]?\d{2}(?:[_.-]?\d{6})?$|([_.-])\d{4}$/,
		(_, dash: string, other: string) => `${dash || other || '_'}{date}`,
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

	const date = now.toISOString().slice(0, 10).replaceAll('-', '_');
	const name = namePattern(last).replace('{date}', date);
	return brokenRule(name) === undefined && !last.startsWith('backup_2')
		? freeName(name, taken)
		: freeName(fresh, taken);
}

/** The name itself, or with the first number behind it that is free. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
	let free = name;
	for (let count = 2; taken.has(free); count++) {
		free = `${name}_${count}`;
	}

	return free;
}
