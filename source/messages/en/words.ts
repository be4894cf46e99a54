import type {LoadState} from '../../model/collection.js';
import type {CollectionOutcome, Outcome, Phase} from '../../model/job-events.js';
import type {JobKind, JobState} from '../../model/jobs.js';
import type {JobNotice} from '../../model/notify.js';
import type {BackupState, BackupStrategy, OnConflict, RestoreAction} from '../../model/plans.js';
import {counted, listed} from './phrases.js';

/** A number of things; int64 as a string, a bigint or a number. */
type Count = bigint | number | string;

type Noticed = {kind: string; name: string; cluster: string; repository: string};

function noticed({kind, name, cluster, repository}: Noticed): string {
	return `milvault: ${kind}${name && ` “${name}”`} (cluster ${cluster}, repository ${repository})`;
}

/**
 * Labels that screens are made of; lower case, so that they can stand anywhere in a line. Numbers of
 * things are in words, as in `3,000 rows`.
 */
export const words = {
	/** The phase of a collection, as in `copying` or `waiting`. */
	phases: {
		waiting: 'waiting',
		flush: 'flushing',
		list: 'listing',
		copy: 'copying',
		create: 'creating',
		import: 'importing',
		index: 'building index',
		load: 'loading',
		check: 'checking',
		finish: 'finishing',
	} satisfies Record<Phase, string>,
	outcomes: {
		complete: 'complete',
		partial: 'partial',
		failed: 'failed',
		cancelled: 'cancelled',
	} satisfies Record<Outcome, string>,
	collectionOutcomes: {
		complete: 'done, checked',
		failed: 'failed',
		skipped: 'skipped',
		cancelled: 'cancelled',
	} satisfies Record<CollectionOutcome, string>,
	jobStates: {
		running: 'running',
		interrupted: 'interrupted',
		complete: 'complete',
		partial: 'partial',
		failed: 'failed',
		cancelled: 'cancelled',
	} satisfies Record<JobState, string>,
	jobKinds: {
		backup: 'backup',
		restore: 'restore',
		verify: 'verify',
		delete: 'delete',
		prune: 'prune',
		copy: 'copy',
	} satisfies Record<JobKind, string>,
	/** The first line of what receivers of `notify` get; `kind` is one of the words above. */
	notices: {
		success: of => `${noticed(of)} is complete.`,
		recovery: of => `${noticed(of)} is complete. The one before it was not.`,
		partial: of => `${noticed(of)} is only partly done.`,
		failure: of => `${noticed(of)} failed.`,
		cancelled: of => `${noticed(of)} was cancelled.`,
	} satisfies Record<JobNotice['event'], (of: Noticed) => string>,
	backupStates: {
		complete: 'complete',
		partial: 'partial',
		unfinished: 'unfinished',
		unreadable: 'unreadable',
	} satisfies Record<BackupState, string>,
	strategies: {
		auto: 'flush first',
		flush: 'flush first',
		skip_flush: 'only flushed data',
		meta_only: 'only metadata, no rows',
	} satisfies Record<BackupStrategy, string>,
	restoreActions: {
		create: 'create',
		append: 'append',
		replace: 'replace',
		skip: 'skip',
	} satisfies Record<RestoreAction, string>,
	/** Instead of what a restore does: this Milvus cannot have the collection. */
	notPossible: 'not possible',
	/** What `--on-conflict` does, as a choice to read. */
	conflictResolutions: {
		fail: 'stop before anything is changed',
		rename: 'restore under another name',
		skip: 'leave this collection out',
		append: 'add the rows to the existing collection',
		replace: 'restore beside it, then replace and drop it',
	} satisfies Record<OnConflict, string>,
	/** What the target cluster says about a target. */
	targetStates: {
		free: 'free',
		sameSchema: 'exists, same schema',
		otherSchema: 'exists, another schema',
	},
	loadStates: {
		NotLoad: 'not loaded',
		Loading: 'partly loaded',
		Loaded: 'loaded',
	} satisfies Record<LoadState, string>,
	/** How a restore's rows were checked. */
	rowsCheckedBy: {
		import: 'reported by the import',
		count: 'counted in the collection',
	} satisfies Record<'import' | 'count', string>,
	error: 'error',
	warning: 'warning',
	yes: 'yes',
	no: 'no',
	none: 'none',
	unknown: 'unknown',
	collections: (count: Count) => counted(count, 'collection'),
	databases: (count: Count) => counted(count, 'database'),
	partitions: (count: Count) => counted(count, 'partition'),
	segments: (count: Count) => counted(count, 'segment'),
	indexes: (count: Count) => counted(count, 'index', 'indexes'),
	rows: (count: Count) => counted(count, 'row'),
	/** By Milvus's statistics, which leave out what is not flushed. */
	rowsFlushed: (count: Count) => `${counted(count, 'row')} flushed, perhaps more`,
	objects: (count: Count) => counted(count, 'object'),
	backups: (count: Count) => counted(count, 'backup'),
	importJobs: (count: Count) => counted(count, 'import job'),
	gentle: 'gently: searches are running',
	retries: (count: Count) => counted(count, 'retry', 'retries'),
	warnings: (count: Count) => counted(count, 'warning'),
	/** `0:42 elapsed`; takes a formatted duration. */
	elapsed: (duration: string) => `${duration} elapsed`,
	/** `about 1:10 left`; takes a formatted duration. */
	left: (duration: string) => `about ${duration} left`,
	/** Instead of an error or a warning of another version: its code and details. */
	unknownError: (told: string) => `An error of another milvault version: ${told}`,
	unknownWarning: (told: string) => `A warning of another milvault version: ${told}`,
	/** `a, b and c`. */
	listed: (items: readonly string[]) => listed(items, items.length),
};
