import type {ErrorCode} from './error-codes.js';
import type {MilvaultError} from './milvault-error.js';

/** `db.collection`; events name collections by their source, in a restore too. */
export type CollectionKey = string;

/**
 * complete: all done and checked; partial: some collections only; failed: none; cancelled: asked to
 * stop.
 */
export type Outcome = 'complete' | 'partial' | 'failed' | 'cancelled';

export type CollectionOutcome = 'complete' | 'failed' | 'skipped' | 'cancelled';

export type Phase =
	| 'waiting'
	| 'flush'
	| 'list'
	| 'copy'
	| 'create'
	| 'import'
	| 'index'
	| 'load'
	| 'check'
	| 'finish';

/** Everything that a running job reports; progress/ folds it, faces show it, `--json` prints it. */
export type JobEvent =
	| {
			type: 'job-started';
			kind: 'backup' | 'restore' | 'delete' | 'prune' | 'verify' | 'copy';
			jobId: string;
			name: string;
			collections: ReadonlyArray<{
				collection: CollectionKey;
				/** Rows known beforehand; int64 as a string. */
				rows: string;
				/** Restore only: where the rows go. */
				target?: CollectionKey;
			}>;
	  }
	| {type: 'phase-started'; collection: CollectionKey; phase: Phase}
	/** What a collection's copy will move; sent once per collection and kind of copy. */
	| {
			type: 'copy-planned';
			collection: CollectionKey;
			objects: number;
			bytes: number;
	  }
	/** One object is at its place; counted once, however often it was tried. */
	| {type: 'object-copied'; collection: CollectionKey; bytes: number}
	/** What of a collection will be read and compared. */
	| {
			type: 'check-planned';
			collection: CollectionKey;
			objects: number;
			bytes: number;
	  }
	| {type: 'object-checked'; collection: CollectionKey; bytes: number}
	/** `inserted`: so many of these jobs are partitions whose rows are inserted; absent: none. */
	| {type: 'import-planned'; collection: CollectionKey; jobs: number; inserted?: number}
	/** One import job moved; percent 0-100 as Milvus says; rows when it ended. */
	| {
			type: 'import-progress';
			collection: CollectionKey;
			job: number;
			percent: number;
			state: string;
			rows?: string;
	  }
	| {
			type: 'index-progress';
			collection: CollectionKey;
			index: string;
			indexedRows: number;
			totalRows: number;
	  }
	| {type: 'load-progress'; collection: CollectionKey; percent: number}
	| {
			type: 'collection-ended';
			collection: CollectionKey;
			outcome: CollectionOutcome;
			rows: string;
			bytes: number;
			error?: MilvaultError;
	  }
	| {type: 'warning'; warning: Warning}
	| {
			type: 'retried';
			what: string;
			reason: string;
			/** Until it is tried again. */
			waitMs: number;
			/** It has not failed yet: there has been no answer for so long. */
			waitedMs?: number;
	  }
	/** Flushes and copies leave room for searches from now on, or no longer. */
	| {type: 'gentle'; isGentle: boolean}
	| {
			type: 'job-ended';
			outcome: Outcome;
			/** It was interrupted, and what it did is kept to be continued. */
			canContinue?: boolean;
	  };

/** Things a person must know although the job continued; sentences in messages/. */
export type WarningDetails = {
	/**
	 * These, to configuration-mounted, are of a configuration file: its origin is `file c.yaml:3`,
	 * its key the writer's own.
	 */
	'blank-at-end': {key: string; origin: string};
	/** A # directly before a word may have been meant as a part of the value. */
	'cut-by-hash': {key: string; origin: string};
	/** 0.0.0.0 is where a server listens. */
	'listening-address': {key: string; origin: string; value: string};
	/** Of several documents of a file. */
	'document-chosen': {file: string; taken: string; others: readonly string[]};
	/** Keys were taken where a cloud's role was asked for. */
	'role-not-used': {key: string; origin: string; provider: string};
	/** Docker Compose: nothing outside reaches this port; localhost and the same port are assumed. */
	'port-not-published': {service: string; port: number; origin: string};
	/** Kubernetes: localhost and the same port are assumed. */
	'forward-needed': {service: string; port: number; namespace?: string};
	/** Kubernetes: keys that the file only names. */
	'keys-in-secret': {
		secret: string;
		namespace?: string;
		/** Names inside of the Secret, the id's first. */
		names: readonly string[];
	};
	/** Milvus asks for a user, and the file says none. */
	'login-needed': {key: string; origin: string};
	/** A path of the machine or container that Milvus runs on. */
	'path-of-milvus': {key: string; origin: string; path: string};
	/** Docker Compose: another file says more. */
	'configuration-mounted': {service: string; path: string; origin: string};
	/** 2.2 servers give no flush time: collections are not cut at one time. */
	'not-cut-at-one-time': {collections: readonly string[]};
	/** 2.2 servers never write deletes made after a segment was sealed. */
	'late-deletes-may-return': Record<string, never>;
	/**
	 * Milvus compacted segments between the flush and the copy, with deletes that are younger than
	 * the cut, however often it was cut.
	 */
	'compacted-across-cut': {collection: string};
	/** Rows not flushed are not in the backup. */
	'not-flushed': Record<string, never>;
	'content-not-verifiable': {name: string};
	/** A restore has the option to trust what no checksum proves. */
	'content-not-checked': {collection: string};
	/**
	 * A metadata file of a foreign backup is missing or unreadable; it cannot confirm the other
	 * files.
	 */
	'metadata-not-compared': {name: string; file: string; reason: string};
	/**
	 * Objects beside the collection's own that no metadata names: their rows are not restored.
	 */
	'data-not-named': {
		collection: string;
		directory: string;
		objects: number;
		bytes: number;
	};
	'streamed-copy': {from: string; to: string};
	'temporary-copy': {place: string; bytes: number};
	'alias-held-elsewhere': {alias: string; holder: string; target: string};
	'working-name-unavailable': {version: string};
	/**
	 * The store has checksums of another kind than those recorded: uploads in parts that were moved.
	 */
	'checked-by-size-only': {collection: string; objects: number};
	/**
	 * Recorded were ETags that say nothing of the content (SSE-KMS), and the backup lies elsewhere
	 * now.
	 */
	'checksums-not-comparable': {
		name: string;
		collection: string;
		objects: number;
	};
	/**
	 * Keys in the repository, the first ones: files of a NAS or a desktop, not Milvus's and not ours.
	 */
	'foreign-files': {
		collection: string;
		files: readonly string[];
		count: number;
	};
	/** Working collections that a backup of everything leaves out. */
	/** Left out; `jobs`: ids of the restores that made them, by their journals. */
	'unfinished-restore': {
		collections: readonly string[];
		jobs: readonly string[];
	};
	/** Backed up: no journal that is known here says that a restore made them. */
	'perhaps-unfinished-restore': {collections: readonly string[]};
	/** Listed, and not found by their names. */
	'collections-unreachable': {collections: readonly string[]};
	/** Replace: the new collection has less than half the rows of the old one; int64 as strings. */
	'replaced-by-fewer': {
		collections: ReadonlyArray<{
			collection: string;
			/** There now. */
			rows: string;
			/** In its successor. */
			left: string;
		}>;
	};
	/**
	 * Replace: `rows` of the old collection exclude unflushed rows, which are lost too; int64 as
	 * strings.
	 */
	'replaced-uncounted': {
		collections: ReadonlyArray<{collection: string; rows: string}>;
	};
	/**
	 * Rows that are past their collection's time to live, or soon will be; `expired` and `soon` as in
	 * TimeToLive.
	 */
	'rows-expire': {
		collections: ReadonlyArray<{
			collection: string;
			rows: string;
			seconds: number;
			expired?: string;
			soon?: string;
		}>;
	};
	/** Restored without collection.ttl.seconds, which was so many seconds. */
	'ttl-left-out': {
		collections: ReadonlyArray<{collection: string; seconds: number}>;
	};
	/** Append without rows: --meta-only, or a collection that the backup has none of. */
	'nothing-appended': {collections: readonly string[]};
	/** Append into collections that have rows. */
	'rows-added-again': {collections: readonly string[]};
	/** The backup is partial: this collection failed when it was made. */
	'not-in-backup': {collection: string};
	/** The backup was made with --strategy meta_only. */
	'without-rows': Record<string, never>;
	/** Grants that the server refused, each on its own. */
	'grants-refused': {grants: ReadonlyArray<{grant: string; reason: string}>};
	/** An append failed after some of its rows were imported. */
	'appended-in-part': {collection: string; rows: string};
	'not-restored': {collection: string; what: string};
	/**
	 * Restore: the target's Milvus does not have what this collection needs; the others are restored.
	 */
	'not-possible': {collection: CollectionKey; error: ErrorSummary};
	/**
	 * Restore into a Milvus without L0 segments: their deletes are written into delta logs of the
	 * segments that have the rows.
	 */
	'l0-deletes-applied': {
		collections: readonly CollectionKey[];
		version: string;
	};
	/** With its collections, which fail for the same reason. */
	'database-not-made': {database: string; error: ErrorSummary};
	/** A collection that a restore made was renamed by another client, and stays. */
	'renamed-meanwhile': {collection: string; working: string};
	/**
	 * A collection with a restore's working name, without proof that the restore created it: it
	 * stays.
	 */
	'not-proven-own': {collection: string; working: string};
	/** Restored with its rows; what else of it this Milvus made otherwise. */
	'made-otherwise': {collection: string; differences: readonly string[]};
	'left-behind': {what: string; where: string};
	/** A repository that cannot be written: other runs could delete what is read. */
	'not-locked': {place: string};
	/**
	 * Directories of a local repository that may not be read: whether they hold backups is unknown.
	 */
	'directories-passed-over': {place: string; names: readonly string[]};
	/** Milvus may remove what compaction has replaced while it is copied. */
	'gc-not-paused': {url: string; error: ErrorSummary};
	'gc-not-resumed': {url: string; seconds: number};
	/** The state directory cannot be written: the job has no journal. */
	'not-recorded': {path: string; reason: string};
	/** The repository cannot be written: no record of the verification is kept. */
	'not-noted': {name: string; place: string};
	/** A receiver of `notify`, by its name; `reason` as `HTTP 500`. */
	'not-notified': {receiver: string; reason: string};
	'not-run-live': {version: string};
};

export type WarningCode = keyof WarningDetails;

export type Warning = {
	[Code in WarningCode]: {code: Code; details: WarningDetails[Code]};
}[WarningCode];

export type OnEvent = (event: JobEvent) => void;

/** The plain shape of an error in results, records and JSON. */
export type ErrorSummary = {code: ErrorCode; details: unknown};
