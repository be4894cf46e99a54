import type {ErrorSummary, Outcome, Warning} from './job-events.js';
import type {BackupSummary, DeleteResult} from './plans.js';

/** The newest complete backup of each of the last hours, days, weeks ... that have one. */
export const periods = ['hourly', 'daily', 'weekly', 'monthly', 'yearly'] as const;
export type Period = (typeof periods)[number];

/** What makes backups a group, which a policy looks at on its own. */
export const groupKeys = ['cluster', 'filter'] as const;
export type GroupKey = (typeof groupKeys)[number];

/**
 * Which backups of a repository stay. A backup stays when at least one rule keeps it. At least one
 * of the rules but `keepName` and `min` is needed: those two alone choose nothing that may go.
 */
export type RetentionPolicy = {
	/** The newest complete ones of a group; counts are whole numbers from 1 on. */
	keepLast?: number;
	/** The newest complete one of each of so many hours that have one; likewise the next. */
	keepHourly?: number;
	keepDaily?: number;
	/** Weeks begin on Monday (ISO 8601). */
	keepWeekly?: number;
	keepMonthly?: number;
	keepYearly?: number;
	/**
	 * `30d`, `12h`, `2w`, `1y`: complete ones that are at most so much older than the newest complete
	 * one of their group. Not than now: else all would go when no backup was made for a while.
	 */
	keepWithin?: string;
	/** Names, `*` and `?` stand for any characters and any character. */
	keepName?: readonly string[];
	/** Complete ones that stay in each group whatever the rules say; default 1. */
	min?: number;
	/** Default: cluster and filter; empty: all backups are one group. */
	groupBy?: readonly GroupKey[];
	/** IANA name, in which hours, days, weeks, months and years begin; default UTC. */
	timeZone?: string;
};

/** What a policy is given of a backup: its line of `list`, and what is going on with it. */
export type RetentionBackup = BackupSummary & {
	/** Another job uses it now. */
	lock?: {kind: string; host: string};
	/** It is unfinished, and this job can be continued. */
	continuableBy?: string;
	/** Unfinished: RFC 3339, the last write into it that is known. */
	writtenAt?: string;
	/** Unfinished: it was being deleted, and nothing was written into it since. */
	isHalfDeleted?: boolean;
};

/** Why a backup stays or goes. */
export type RetentionReasons = {
	// It stays whatever the policy says.
	/** The newest complete one of its group. */
	newest: Record<string, never>;
	/** The newest of its group that was verified and found well. */
	'newest-verified': {at: string};
	/** Newer than every complete one of its group. */
	'newest-partial': Record<string, never>;
	/** The same of one that a verification found damaged. */
	'newest-damaged': Record<string, never>;
	pinned: {reason?: string; until?: string};
	locked: {kind: string; host: string};
	/** Unfinished, and this job can be continued. */
	continuable: {jobId: string};
	/** Unfinished, and written into in the last 24 hours, or it is not known when. */
	'written-lately': {at?: string};
	/** It can be read by another version only. */
	'other-format': Record<string, never>;
	/** No time is recorded, or one that is more than a day ahead. */
	'time-unknown': Record<string, never>;
	'time-ahead': {at: string};
	/** Unreadable, and the repository has no complete one. */
	'none-complete': Record<string, never>;
	// A rule keeps it.
	/** It is the `number`th newest of `count`. */
	last: {number: number; count: number};
	/** The newest complete one of `of`, as `2026-11-30` or `2026-W49`. */
	hourly: {of: string};
	daily: {of: string};
	weekly: {of: string};
	monthly: {of: string};
	yearly: {of: string};
	within: {duration: string};
	name: {glob: string};
	min: {count: number};
	// It goes.
	'no-rule': Record<string, never>;
	partial: Record<string, never>;
	/** A verification found it so. */
	damaged: {at: string};
	unfinished: {writtenAt?: string};
	unreadable: Record<string, never>;
	'half-deleted': Record<string, never>;
};

export type RetentionReason = {
	[Code in keyof RetentionReasons]: {code: Code; details: RetentionReasons[Code]};
}[keyof RetentionReasons];

export type RetentionDecision = {
	name: string;
	isKept: boolean;
	/** All that keep it, or the one why it goes. */
	reasons: readonly RetentionReason[];
	/** The number of its group, by the newest backup of each; absent: unreadable, of no known one. */
	group?: number;
};

export type PrunePlan = {
	kind: 'prune';
	policy: RetentionPolicy;
	/** Of the time that it was decided at: RFC 3339 UTC. */
	at: string;
	/** For people: s3://bucket/root or a directory. */
	place: string;
	/** All backups, newest first: what each is, whether it stays, and why. */
	backups: readonly PlannedPrune[];
	/** Names of pins that have ended, or whose backup is gone: they go too. */
	pins: readonly string[];
	warnings: readonly Warning[];
};

export type PlannedPrune = RetentionBackup & Omit<RetentionDecision, 'name'>;

export type PruneResult = {
	kind: 'prune';
	outcome: Outcome;
	/** In the order in which they went; skipped: it stays after all, for a reason that came since. */
	backups: ReadonlyArray<{
		name: string;
		outcome: 'complete' | 'skipped' | 'failed';
		objects: number;
		/** Of these objects: those that were not of a backup. */
		foreignFiles: number;
		error?: ErrorSummary;
	}>;
	/** Of the backups of the plan, how many stay. */
	kept: number;
	/** As in DeleteResult. */
	keptVersions?: DeleteResult['keptVersions'];
};
