import type {CopyPlan, CopyResult} from './copies.js';
import type {ErrorSummary, Outcome} from './job-events.js';
import type {BackupPlan, BackupResult, DeleteResult, RestorePlan, RestoreResult} from './plans.js';
import type {VerifyLevel, VerifyResult} from './verify-result.js';
import type {PrunePlan, PruneResult} from './retention.js';

/** What a job does: plain data, from which it can be started, and started again. */
export type JobWork =
	| {kind: 'backup'; plan: BackupPlan}
	| {kind: 'restore'; plan: RestorePlan}
	| {kind: 'verify'; names: readonly string[]; level: VerifyLevel}
	/** `withPinned`: pinned ones too; absent: no. */
	| {kind: 'delete'; names: readonly string[]; withPinned?: boolean}
	/** The names of those that go. */
	| {kind: 'prune'; names: readonly string[]; plan: PrunePlan}
	| {kind: 'copy'; names: readonly string[]; plan: CopyPlan};

export type JobKind = JobWork['kind'];
export type JobResult =
	BackupResult | RestoreResult | VerifyResult | DeleteResult | PruneResult | CopyResult;

/** running: its process lives; interrupted: it does not, and the job had not ended. */
export type JobState = 'running' | 'interrupted' | Outcome;

/** What a job is known by to those who did not start it; no secrets. */
export type JobRecord = {
	formatVersion: 1;
	/** UUID; people may use its beginning. */
	id: string;
	kind: JobKind;
	/** The backup's; of several, comma separated. */
	name: string;
	/** How the cluster and the repository were chosen, so that the same are found again. */
	choice: {
		cluster: string;
		repository: string;
		/** Of a copy: the repository that it goes to. */
		target?: string;
		/** Absolute path of the configuration file. */
		config?: string;
		/** `--address` */
		address?: string;
		/** `--set`, by key, without secrets. */
		set?: Record<string, string>;
	};
	/** interrupted: its server ended and stopped it; else its process is gone. */
	state: JobState;
	/** It was interrupted, and can be continued. */
	canContinue: boolean;
	isDetached: boolean;
	/** A server's: recorded in the repository too. */
	isShared?: boolean;
	/** What the caller of a server named it, besides its id. */
	alias?: string;
	/** `space`: where the number means this process; elsewhere it is unknown whether it lives. */
	process: {pid: number; startTime: string; space: string};
	/** RFC 3339 UTC; of the first run. */
	startedAt: string;
	endedAt?: string;
	toolVersion: string;
	error?: ErrorSummary;
};

/** A record, with the state that its process shows. */
export type JobSummary = JobRecord;

/** May `jobs continue` continue it? */
export function isContinuable({state, canContinue}: JobSummary): boolean {
	return state === 'interrupted' || (state !== 'running' && canContinue);
}
