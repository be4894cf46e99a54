import type {LoadState} from '../model/collection.js';
import type {CollectionOutcome, Outcome, Phase} from '../model/job-events.js';
import type {JobKind, JobState} from '../model/jobs.js';
import type {BackupState, BackupStrategy, OnConflict, RestoreAction} from '../model/plans.js';

/** A number of things in words, as in `3,000 rows`; int64 as a string, a bigint or a number. */
export type Counted = (count: bigint | number | string) => string;

/**
 * Labels that screens are made of; lower case in English, so that they can stand anywhere in a
 * line.
 */
export type Words = {
	/** What a collection is at, as in `copying` or `waiting`. */
	phases: Record<Phase, string>;
	outcomes: Record<Outcome, string>;
	collectionOutcomes: Record<CollectionOutcome, string>;
	jobStates: Record<JobState, string>;
	jobKinds: Record<JobKind, string>;
	backupStates: Record<BackupState, string>;
	strategies: Record<BackupStrategy, string>;
	restoreActions: Record<RestoreAction, string>;
	/** Instead of what a restore does: this Milvus cannot have the collection. */
	notPossible: string;
	/** What `--on-conflict` does, as a choice to read. */
	conflictResolutions: Record<OnConflict, string>;
	/** What the target cluster says about a target. */
	targetStates: Record<'free' | 'sameSchema' | 'otherSchema', string>;
	loadStates: Record<LoadState, string>;
	/** How a restore's rows were checked. */
	rowsCheckedBy: Record<'import' | 'count', string>;
	error: string;
	warning: string;
	yes: string;
	no: string;
	none: string;
	unknown: string;
	collections: Counted;
	databases: Counted;
	partitions: Counted;
	segments: Counted;
	indexes: Counted;
	rows: Counted;
	/** By Milvus's statistics, which leave out what is not flushed. */
	rowsFlushed: Counted;
	objects: Counted;
	backups: Counted;
	importJobs: Counted;
	retries: Counted;
	warnings: Counted;
	/** `0:42 elapsed`; takes a formatted duration. */
	elapsed: (duration: string) => string;
	/** `about 1:10 left`; takes a formatted duration. */
	left: (duration: string) => string;
	/** What stands for an error or a warning of another version: its code and details. */
	unknownError: (told: string) => string;
	unknownWarning: (told: string) => string;
	/** `a, b and c`. */
	listed: (items: readonly string[]) => string;
};
