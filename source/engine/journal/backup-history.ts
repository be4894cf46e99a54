import type {Warning} from '../../model/job-events.js';
import type {CollectionBackup} from './snapshot.js';
import type {CollectionSnapshot} from './snapshot.js';
import type {Bound} from './journal.js';
import type {JournalEntry} from './journal.js';

/** What earlier runs of a backup came to; by collection key. */
export type BackupHistory = {
	isStarted: boolean;
	startedAt: string | undefined;
	/** What the job was begun for. */
	bound: Bound;
	warnings: readonly Warning[];
	cuts: ReadonlyMap<string, CollectionSnapshot>;
	copied: ReadonlyMap<string, CollectionBackup>;
};

export function replayBackup(entries: readonly JournalEntry[]): BackupHistory {
	const cuts = new Map<string, CollectionSnapshot>();
	const copied = new Map<string, CollectionBackup>();
	const warnings: Warning[] = [];
	let startedAt: string | undefined;
	let bound: Bound = {};
	for (const entry of entries) {
		switch (entry.type) {
			case 'started': {
				const {startedAt: at, backupId, cluster} = entry;
				bound = startedAt === undefined ? {backupId, cluster} : bound;
				startedAt ??= at;
				break;
			}

			case 'warning': {
				warnings.push(entry.warning);
				break;
			}

			case 'collection-cut': {
				cuts.set(entry.collection, entry.snapshot);
				break;
			}

			case 'collection-copied': {
				cuts.delete(entry.collection);
				copied.set(entry.collection, entry.backup);
				break;
			}

			default:
		}
	}

	return {
		isStarted: startedAt !== undefined,
		startedAt,
		bound,
		warnings,
		cuts,
		copied,
	};
}
