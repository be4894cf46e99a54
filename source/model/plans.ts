import type {DrillRequest, DrilledCollection} from './drill.js';
import type {VerifyLevel} from './verify-result.js';
import type {BucketRetention} from './bucket-retention.js';
import type {
	CollectionKey,
	CollectionOutcome,
	ErrorSummary,
	Outcome,
	Warning,
} from './job-events.js';
import type {ClusterId} from './cluster-id.js';
import type {LoadState} from './collection.js';
import type {Pin} from './pin.js';
import type {RestoredRbac} from './restored-rbac.js';

/**
 * auto and flush flush first; skip_flush takes what is already flushed; meta_only takes no rows.
 */
export type BackupStrategy = 'auto' | 'flush' | 'skip_flush' | 'meta_only';

export type BackupRequest = {
	/** Default: backup_YYYY_MM_DD_HHMMSS in UTC. */
	name?: string;
	/**
	 * The chosen collections, separated by commas: `coll` (in database default), `db.coll`, `db.*`,
	 * `db.` (the database without its collections), `*`. Left out: everything.
	 */
	filter?: string;
	/** Left out: auto. */
	strategy: BackupStrategy;
	/** With users, roles and privileges; left out: without. */
	withRbac: boolean;
	/** Adds the failed collections to a partial backup; `name` is that backup's. */
	onlyFailed?: boolean;
};

/** What a backup is to hold; whatever is left out has its default. */
export type BackupOptions = Partial<BackupRequest>;

export type PlannedCollection = {
	collection: CollectionKey;
	db: string;
	name: string;
	collectionId: string;
	/** As Milvus counts before the flush; int64 as a string. */
	rows: string;
	partitions: number;
	indexes: number;
	aliases: readonly string[];
	loadState: LoadState;
	/**
	 * Milvus lists it but cannot find it by its name: it fails, unless that changes before the job.
	 */
	isUnreachable?: true;
};

export type BackupPlan = {
	kind: 'backup';
	name: string;
	cluster: string;
	/** The Milvus that it was planned for; a job continues with no other. */
	clusterId: ClusterId;
	milvusVersion: string;
	/** For people: s3://bucket/root or a directory. */
	from: string;
	to: string;
	filter: string;
	strategy: BackupStrategy;
	withRbac: boolean;
	/** Adds to a backup that is there (`--only-failed`). */
	addsToExisting?: boolean;
	/** Job that made that backup: another one under its name is not added to. */
	addsToId?: string;
	/** Database records to keep, also those without a chosen collection. */
	databases: readonly string[];
	collections: readonly PlannedCollection[];
	warnings: readonly Warning[];
};

export type CollectionResult = {
	collection: CollectionKey;
	/** Restore only. */
	target?: CollectionKey;
	outcome: CollectionOutcome;
	rows: string;
	bytes: number;
	/** Restore only: how rows were checked. */
	rowsCheckedBy?: 'import' | 'count';
	/**
	 * Restore only: differences of the collection, its rows aside, that could not be avoided; the
	 * restore is then partial.
	 */
	otherwise?: readonly string[];
	/**
	 * Restore only: partitions whose rows were inserted, and those that were imported; absent where
	 * none was inserted.
	 */
	partitions?: {inserted: number; imported: number};
	/** Of a drill only. */
	drilled?: DrilledCollection;
	error?: ErrorSummary;
};

export type BackupResult = {
	kind: 'backup';
	name: string;
	outcome: Outcome;
	jobId: string;
	startedAt: string;
	endedAt: string;
	rows: string;
	bytes: number;
	objects: number;
	collections: readonly CollectionResult[];
	warnings: readonly Warning[];
};

export type OnConflict = 'fail' | 'rename' | 'skip' | 'append' | 'replace';

export type RestoreRequest = {
	name: string;
	filter?: string;
	/** Appended to every collection's name; excludes renames. */
	suffix?: string;
	/** `a:b`, `db.a:db2.b`, `db.*:db2.*`. */
	renames?: readonly string[];
	/** Left out: fail. */
	onConflict: OnConflict;
	/** For single collections instead of `onConflict`, by their name in the backup. */
	resolutions?: Readonly<Record<CollectionKey, OnConflict>>;
	/** Indexes are built; left out: they are. */
	withIndex: boolean;
	/** What was loaded is loaded again, where indexes are built; left out: it is. */
	withLoad: boolean;
	/** Collections without their rows; left out: with them. */
	metaOnly: boolean;
	/** With users, roles and privileges; left out: without. */
	withRbac: boolean;
	/**
	 * Restores collections without their time to live (collection.ttl.seconds), since restored rows
	 * keep their old times; default false.
	 */
	withoutTtl?: boolean;
	/** Moves aliases in the backup from other collections to the restored one; default false. */
	moveAliases?: boolean;
	/**
	 * Values of single collections that replace the original ones, by their names in the backup; `*`:
	 * the one collection that is chosen. Not for rows that are appended.
	 */
	overrides?: Readonly<Record<CollectionKey, CollectionOverride>>;
	/**
	 * Passes binlogs whose content no recorded checksum proves (backups by milvus-backup) to Milvus
	 * without decoding them first; default false.
	 */
	isTrusted?: boolean;
	/** Imports small partitions too, instead of inserting their rows; default false. */
	importsOnly?: boolean;
	/**
	 * A drill: collections stay under working names, are compared with the backup and removed; default
	 * none.
	 */
	drill?: DrillRequest;
};

export type CollectionOverride = {
	/** At least 1; at most what the server takes, 16 by default. */
	shards?: number;
	description?: string;
};

/** What a restore is to do; whatever is left out has its default. */
export type RestoreOptions = Pick<RestoreRequest, 'name'> & Partial<RestoreRequest>;

/** replace: restored beside the existing collection, which is dropped last, after all checks. */
export type RestoreAction = 'create' | 'append' | 'skip' | 'replace';

export type PlannedRestore = {
	source: CollectionKey;
	target: CollectionKey;
	action: RestoreAction;
	/** What is on the target cluster now under the name first asked for. */
	conflict?: {
		target: CollectionKey;
		/** Undefined for an alias. */
		collectionId?: string;
		rows: string;
		/** Rows by Milvus's statistics: without those that are not flushed. */
		isUncounted?: true;
		/** Differences in schema; empty: the same. */
		differences: readonly string[];
		resolvedBy: OnConflict;
	};
	rows: string;
	bytes: number;
	partitions: number;
	indexes: number;
	importJobs: number;
	/** Whose rows are inserted instead of imported; absent: none. */
	insertedPartitions?: number;
	aliases: readonly string[];
	willLoad: boolean;
	/** Absent: rows live for ever. */
	timeToLive?: TimeToLive;
	/**
	 * Why this Milvus does not support it: it fails before it is created, the others continue.
	 */
	error?: ErrorSummary;
	/** Absent: all is as it was. */
	override?: CollectionOverride;
};

/**
 * The effect of the target's collection.ttl.seconds on the restored rows, which keep the times at
 * which they were first written.
 */
export type TimeToLive = {
	seconds: number;
	/**
	 * Rows that are past it now: Milvus deletes them, 2.3.5 at the next compaction; int64 as a
	 * string; absent: not known.
	 */
	expired?: string;
	/** Rows that pass it within a day; absent: not known. */
	soon?: string;
	/** The restored collection does not get it. */
	isLeftOut?: boolean;
};

export type RestorePlan = {
	kind: 'restore';
	name: string;
	/**
	 * SHA-256 of the backup's metadata, hexadecimal: a job is not continued with another backup of
	 * that name.
	 */
	backupId: string;
	cluster: string;
	/** The Milvus that it was planned for; a job continues with no other. */
	clusterId: ClusterId;
	milvusVersion: string;
	backupVersion: string;
	from: string;
	/** Where the target cluster keeps its data; for people. */
	clusterData: string;
	/**
	 * Where Milvus will read the binlogs from; a temporary prefix when the repository is elsewhere.
	 */
	readsFrom: {place: string; isTemporary: boolean};
	request: RestoreRequest;
	databasesToCreate: readonly string[];
	/**
	 * Import jobs that are submitted at once, of all collections together; absent where Milvus runs
	 * one after another (before 2.4).
	 */
	importJobsAtOnce?: number;
	collections: readonly PlannedRestore[];
	warnings: readonly Warning[];
};

export type RestoreResult = {
	kind: 'restore';
	name: string;
	outcome: Outcome;
	jobId: string;
	startedAt: string;
	endedAt: string;
	rows: string;
	collections: readonly CollectionResult[];
	/** Present when users, roles and grants were asked for and are in the backup. */
	rbac?: RestoredRbac;
	warnings: readonly Warning[];
};

/**
 * The state of a backup in `list`: complete and partial are finished; unreadable has a reason
 * instead of figures.
 */
export type BackupState = 'complete' | 'partial' | 'unfinished' | 'unreadable';

export type BackupSummary = {
	name: string;
	/** Of the job that made it. */
	id?: string;
	state: BackupState;
	/** RFC 3339 UTC; absent for backups by milvus-backup that have no time in their metadata. */
	createdAt?: string;
	cluster?: string;
	/** Which collections were asked for; empty: all. Backups by milvus-backup record neither. */
	filter?: string;
	milvusVersion?: string;
	madeBy: 'milvault' | 'milvus-backup';
	collections?: number;
	rows?: string;
	bytes?: number;
	/** When it was last verified, and how that ended. */
	verified?: {
		at: string;
		level: VerifyLevel;
		outcome: 'complete' | 'failed';
		/** When it was last restored in a drill, and how that ended. */
		restored?: {at: string; outcome: 'complete' | 'failed'};
	};
	/** It is neither deleted nor pruned; absent: no pin, or one that has ended. */
	pin?: Pin;
	error?: ErrorSummary;
};

export type BackupDetails = BackupSummary & {
	databases: readonly string[];
	contents: ReadonlyArray<{
		collection: CollectionKey;
		db: string;
		name: string;
		description: string;
		rows: string;
		bytes: number;
		loadState: LoadState;
		aliases: readonly string[];
		isDynamic: boolean;
		fields: ReadonlyArray<{
			name: string;
			type: string;
			isPrimaryKey: boolean;
			description: string;
		}>;
		partitions: ReadonlyArray<{
			name: string;
			rows: string;
			bytes: number;
			segments: number;
		}>;
		indexes: ReadonlyArray<{
			field: string;
			name: string;
			type: string;
			metric?: string;
		}>;
		properties: Readonly<Record<string, string>>;
		/** RFC 3339: the cut in time that a restore keeps; absent: not cut. */
		cutAt?: string;
	}>;
	failed: ReadonlyArray<{collection: CollectionKey; error: ErrorSummary}>;
	warnings: readonly Warning[];
};

export type DeleteResult = {
	kind: 'delete';
	outcome: Outcome;
	backups: ReadonlyArray<{
		name: string;
		outcome: 'complete' | 'failed';
		objects: number;
		/** Of these objects: those that were not of a backup. */
		foreignFiles: number;
		error?: ErrorSummary;
	}>;
	/**
	 * The bucket keeps versions of deleted objects; absent where it keeps none, or does not report
	 * it.
	 */
	keptVersions?: {place: string; versions: BucketRetention};
};
