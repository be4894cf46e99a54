import type {Journal} from './journal.js';
import {replayRestore, type RestoreHistory} from './restore-history.js';

/**
 * A journal whose history includes entries written since.
 *
 * @returns undefined in place of a journal where there is none: then nothing is continued
 */
export function recordJournal(journal: Journal | undefined): {
	journal: Journal | undefined;
	historyNow: () => RestoreHistory;
} {
	const entries = [...(journal?.entries ?? [])];
	return {
		journal: journal && {
			entries: journal.entries,
			async append(entry) {
				await journal.append(entry);
				entries.push(entry);
			},
		},
		historyNow: () => replayRestore(entries),
	};
}
