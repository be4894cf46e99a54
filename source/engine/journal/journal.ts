import type {ErrorSummary, Warning} from '../../model/job-events.js';
import type {CopiedAmounts} from '../../model/copies.js';
import type {CollectionResult} from '../../model/plans.js';
import type {CollectionBackup, CollectionSnapshot} from './snapshot.js';
import type {ClusterId} from '../../model/cluster-id.js';

/**
 * What a job writes down so that it can be continued. `source` and `collection` are keys as in the
 * plan (`db.name`); ids are decimal strings.
 */
export type JournalEntry =
	/**
	 * Backup: the name is claimed. Restore: nothing is created yet. With the plan's backup and
	 * cluster.
	 */
	| ({type: 'started'; startedAt: string} & Bound)
	| {type: 'warning'; warning: Warning}
	/** Backup: the cut is taken; the snapshot describes everything to copy. */
	| {type: 'collection-cut'; collection: string; snapshot: CollectionSnapshot}
	/** Backup: copied, checked and counted. */
	| {type: 'collection-copied'; collection: string; backup: CollectionBackup}
	| {type: 'database-created'; db: string}
	/**
	 * Restore: about to be made, under this name, where nothing stands; whatever was written of this
	 * source before counts no more. `after`: the server's time then (TSO), where it reports one.
	 */
	| {type: 'creating'; source: string; working: string; after?: string}
	| {type: 'created'; source: string; collectionId: string}
	/** Append: rows of the target before anything was imported, and which collection it is. */
	| {
			type: 'appending';
			source: string;
			rowsBefore: string;
			/** By partition; absent in journals of older versions. */
			partitionRowsBefore?: Readonly<Record<string, string>>;
			/** Ids; absent in journals of older versions. */
			segmentsBefore?: readonly string[];
			collectionId: string;
	  }
	/** `known`: import jobs of this collection that the server had before. */
	| {
			type: 'import-submitting';
			source: string;
			job: string;
			at: string;
			known: readonly string[];
	  }
	| {type: 'import-submitted'; source: string; job: string; id: string}
	/** The server refused it: it does not run. */
	| {type: 'import-refused'; source: string; job: string}
	| {type: 'import-ended'; source: string; job: string; rows: string}
	/** Rows of a partition are about to be inserted; whatever it held before counts no more. */
	| {type: 'inserting'; source: string; partition: string}
	/** Milvus has acknowledged all of them. */
	| {type: 'inserted'; source: string; partition: string; rows: string}
	/** The partition is empty, and its rows are left to an import job. */
	| {type: 'insert-left'; source: string; partition: string}
	/** Restore: checked and complete; the collection under the final name is moved aside now. */
	| ({type: 'swapping'; source: string} & Swap)
	/** Restore: what was made for this source is gone again. */
	| {type: 'removed'; source: string}
	/** Complete or skipped; one that failed is tried again. */
	| {type: 'collection-ended'; source: string; result: CollectionResult}
	/** Other processes copy for the job; `ended`: none of them does so any more. */
	| {type: 'workers'; are: 'used' | 'ended'}
	/** Verify: all that this stands for (repository/verified-before.ts) was read and is well. */
	| {type: 'segment-verified'; fingerprint: string; at: string}
	/**
	 * Delete: what is to go, by name, and what distinguishes it from another backup of that name
	 * (repository/backup-id.ts).
	 */
	| {type: 'deleting'; backups: Readonly<Record<string, string>>}
	/** Prune: this one is about to go; it has gone. */
	| {type: 'pruning'; name: string}
	| {type: 'pruned'; name: string; objects: number; foreignFiles: number}
	/** Copy: all of it is in the target, and was checked. */
	| {type: 'copied'; name: string; backupId: string; copied: CopiedAmounts}
	/** The job reached its end; nothing is left to continue. */
	| {type: 'ended'; outcome: string; error?: ErrorSummary};

export type Swap = {
	working: string;
	workingId: string;
	target: string;
	/** The previous collection of the final name: its id, and the name that it is moved aside to. */
	old?: {collectionId: string; name: string};
};

/**
 * Where a job's journal is kept. `append` returns when the entry is safe; what it throws ends the
 * job.
 */
export type Journal = {
	/** What earlier runs of the same job wrote, in order. */
	readonly entries: readonly JournalEntry[];
	append(entry: JournalEntry): Promise<void>;
};

/** What a journal says that its job was begun for. */
export type Bound = {backupId?: string; cluster?: ClusterId};
