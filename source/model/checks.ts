import type {BucketRetention} from './bucket-retention.js';
import type {ErrorSummary, Outcome} from './job-events.js';

export type CheckId =
	| 'milvus'
	| 'login'
	| 'version'
	| 'rest'
	| 'management'
	| 'storage'
	| 'rootPath'
	| 'otherData'
	| 'repository'
	| 'write'
	| 'conditionalWrite'
	| 'copy'
	| 'delete'
	| 'milvusReads'
	| 'proxies'
	| 'clock'
	| 'space'
	| 'oldVersions';

/** What a check saw, and what that means; sentences in messages/. */
export type FindingDetails = {
	'milvus-up': {address: string; version: string; latencyMs: number};
	'login-ok': {user: string};
	'login-none': Record<string, never>;
	'version-live': {version: string};
	/** 2.2: no cut in time, late deletes come back. */
	'version-old': {version: string};
	'version-not-live': {version: string};
	'rest-unused': {version: string};
	'rest-up': Record<string, never>;
	'rest-absent': {reason: string};
	'management-unset': Record<string, never>;
	/** Milvus before 2.4 cannot pause its garbage collection. */
	'management-unused': {version: string};
	'management-up': {url: string};
	'management-absent': {url: string};
	'management-away': {url: string; reason: string};
	'storage-readable': {place: string};
	'root-path-right': {place: string; collection: string};
	/** No collection has flushed rows that could show it. */
	'root-path-unknown': {place: string};
	'other-data-none': {place: string};
	/** Collections in storage that this Milvus does not list: the first ids, and how many. */
	'other-data': {place: string; ids: readonly string[]; count: number};
	'versions-none': Record<string, never>;
	'versions-kept': {place: string; kept: BucketRetention};
	'versions-unknown': Record<string, never>;
	'repository-readable': {
		place: string;
		backups: number;
		/** Directories that may not be read; absent: none. */
		passedOver?: readonly string[];
	};
	'repository-written': {place: string};
	'write-conditional': {place: string};
	'write-unconditional': {place: string};
	'copy-by-store': {from: string; to: string};
	'copy-streamed': {from: string; to: string};
	deleted: {place: string};
	'milvus-reads-repository': {place: string};
	'milvus-reads-temporary': {place: string};
	/** Proven by --probe. */
	'milvus-read-row': {place: string};
	'proxies-none': Record<string, never>;
	'proxies-unused': {names: readonly string[]};
	'clock-right': {seconds: number};
	'clock-wrong': {seconds: number; than: string};
	'clock-unknown': Record<string, never>;
	'space-free': {path: string; bytes: number};
	'space-low': {path: string; bytes: number};
	/** Another check has to be well first. */
	'depends-on': {check: CheckId};
};

export type FindingCode = keyof FindingDetails;

export type Finding = {
	[Code in FindingCode]: {code: Code; details: FindingDetails[Code]};
}[FindingCode];

export type CheckState = 'ok' | 'warning' | 'failed' | 'skipped';

export type Check = {
	id: CheckId;
	state: CheckState;
	/** Absent when it failed: the error says what and how to mend it. */
	finding?: Finding;
	error?: ErrorSummary;
};

export type CheckResult = {
	kind: 'check';
	/** failed when any check failed; warnings are none. */
	outcome: Outcome;
	cluster: string;
	repository: string;
	isProbed: boolean;
	checks: readonly Check[];
};
