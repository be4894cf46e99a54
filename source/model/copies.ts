import type {ErrorSummary, Outcome, Warning} from './job-events.js';

/** Which backups of a repository are copied to another one. */
export type CopyRequest = {
	/** Their names; absent: all that are finished. */
	names?: readonly string[];
	/** Leaves out those that are there already, without a look at their objects; default false. */
	onlyMissing?: boolean;
	/** RFC 3339: leaves out what was created before it, and what does not say when it was. */
	createdAfter?: string;
	/** Another name in the target; of one backup only. */
	nameAs?: string;
};

/** Objects and their bytes. */
export type Amount = {objects: number; bytes: number};

export type PlannedCopy = {
	name: string;
	/** Its name in the target. */
	as: string;
	/** SHA-256 of its metadata, hexadecimal: which backup of that name it is. */
	backupId: string;
	state: 'complete' | 'partial';
	rows: string;
	/**
	 * What the target has under that name. `begun`: an interrupted copy of the same backup; `there`:
	 * the same backup, which objects of it may be missing from.
	 */
	found: 'nothing' | 'begun' | 'there';
	/** All objects of the backup, metadata included. */
	all: Amount;
	/** Those that are sent: missing, or with another content. */
	toSend: Amount;
	/** Those that are there, and whose content no listing shows: the job reads them. */
	toCheck: Amount;
};

/** Why a backup is not copied. */
export type LeftOut = {
	name: string;
	/**
	 * `there`: with `onlyMissing`; `unfinished`: it is no backup yet; `no-time`: with `createdAfter`,
	 * a backup by milvus-backup that says nothing of when it was made.
	 */
	reason: 'there' | 'unfinished' | 'no-time';
};

export type CopyPlan = {
	kind: 'copy';
	/** For people: s3://bucket/root, or a directory. */
	from: string;
	to: string;
	backups: readonly PlannedCopy[];
	leftOut: readonly LeftOut[];
	/** Those that cannot be copied, of a request that names none; they make the outcome partial. */
	refused: ReadonlyArray<{name: string; as: string; error: ErrorSummary}>;
	warnings: readonly Warning[];
};

export type CopiedAmounts = {
	/** All objects of the backup, metadata included. */
	all: Amount;
	/** Of these: what was sent; the rest was there. */
	sent: Amount;
	/**
	 * Binlogs in the target whose content was compared with the checksums that were recorded when the
	 * backup was made, and those of which only sizes and ETags could be compared. Both are 0 where the
	 * target's listing showed that nothing was missing.
	 */
	checkedByContent: number;
	checkedBySize: number;
};

export type CopiedBackup = CopiedAmounts & {
	name: string;
	as: string;
	outcome: 'complete' | 'failed';
	error?: ErrorSummary;
};

export type CopyResult = {
	kind: 'copy';
	jobId: string;
	outcome: Outcome;
	from: string;
	to: string;
	backups: readonly CopiedBackup[];
	warnings: readonly Warning[];
};
