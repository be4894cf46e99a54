import type {BucketRetention} from '../model/bucket-retention.js';
import type {CheckId, FindingCode, FindingDetails} from '../model/checks.js';
import type {VerifyDifference, VerifyLevel} from '../model/plans.js';
import type {PracticeTexts} from './practice-texts.js';

/** What a check saw, and what to do about it. */
export type CheckText = {seen: string; fix?: string};

/** Labels of facts and headings of columns. */
export type Label =
	| 'address'
	| 'aliases'
	| 'backup'
	| 'cluster'
	| 'collection'
	| 'contents'
	| 'cut'
	| 'databases'
	| 'description'
	| 'does'
	| 'dynamic'
	| 'expected'
	| 'ended'
	| 'fields'
	| 'filter'
	| 'found'
	| 'from'
	| 'inUse'
	| 'indexes'
	| 'into'
	| 'job'
	| 'key'
	| 'loaded'
	| 'log'
	| 'made'
	| 'madeOn'
	| 'name'
	| 'newDatabases'
	| 'object'
	| 'objects'
	| 'onTarget'
	| 'origin'
	| 'partitions'
	| 'properties'
	| 'rbac'
	| 'repository'
	| 'rows'
	| 'rowsChecked'
	| 'size'
	| 'started'
	| 'state'
	| 'storage'
	| 'strategy'
	| 'target'
	| 'temporary'
	| 'to'
	| 'user'
	| 'value'
	| 'verified';

/**
 * What the command line says beside errors, warnings and words: plans, progress, ends, questions.
 * What is counted comes as words, as `3,000 rows`.
 */
export type CommandTexts = {
	/** After the first Ctrl-C. */
	cancelling: string;
	/** Below an error of somebody who has no configuration file. */
	nothingConfigured: string;
	labels: Record<Label, string>;
	/** `3,000 rows, 12 KB`: several facts about one thing. */
	facts: (facts: readonly string[]) => string;
	/** `prod, Milvus 2.3.5`. */
	cluster: (name: string, version: string) => string;
	milvusVersion: (version: string) => string;
	/** Where a table was cut: `… and 80 more`. */
	more: (count: string) => string;
	/** Below a plan that was only asked for. */
	dryRun: string;
	/** Reasons of `usage` errors. */
	usage: {
		twoNames: (first: string, second: string) => string;
		missingName: string;
		/** `--only-failed` without `--name`. */
		onlyFailedOf: string;
		/** milvus-backup's --skip_create_collection, and these are not there. */
		absent: (targets: string) => string;
	};
	backup: {
		title: (name: string) => string;
		noCollections: string;
		/** Rows as Milvus counts them before the flush, which may bring more. */
		soFar: (rows: string) => string;
		done: (done: {collections: string; rows: string; size: string; duration: string}) => string;
		checked: (objects: string) => string;
		metaOnlyChecked: string;
		missing: (collections: string) => string;
		failed: string;
		/** Before a command. */
		restoreIt: string;
		/** Before a command. */
		addMissing: string;
	};
	restore: {
		title: (name: string) => string;
		noCollections: string;
		temporaryCopy: (place: string) => string;
		/** Of a name that is taken: what stands there, and its rows. */
		/** Of another name than the one beside which it stands. */
		existsAs: (name: string, state: string, rows: string) => string;
		exists: (state: string, rows: string) => string;
		/** What a collection gets instead of what it had, as its name, shards and description. */
		overridden: (target: string, what: string) => string;
		shards: (count: string) => string;
		description: (text: string) => string;
		/** How many collections are loaded at the end. */
		loads: (count: string) => string;
		/** `300 import jobs (up to 32 at once)`; takes counted jobs and a number. */
		jobsAtOnce: (jobs: string, atOnce: string) => string;
		done: (done: {collections: string; rows: string; duration: string}) => string;
		/** What was compared with the backup; rows and indexes unless they were left out. */
		checked: (compared: {rows: boolean; indexes: boolean}) => string;
		skipped: (collections: string) => string;
		missing: (collections: string) => string;
		failed: string;
		/** The same, where rows were appended before and stay, which a warning names. */
		failedAppended: string;
		/** What a restore added of access control. */
		rbac: (added: {
			users: number;
			roles: number;
			grants: number;
			privilegeGroups: number;
		}) => string;
		readyToQuery: string;
		notLoaded: string;
		/** A collection that differs in what a warning names. */
		madeOtherwise: string;
		appended: string;
		/** Asks for the name of a collection that will be dropped. */
		typeToReplace: (loss: {
			target: string;
			/** There now; int64 as a string. */
			rows: string;
			/** `rows` are without those that are not flushed. */
			isUncounted?: true;
			/** In its successor. */
			left: string;
		}) => string;
	};
	list: {
		empty: (place: string) => string;
		makeOne: string;
		total: (backups: string, place: string) => string;
		unreadable: (name: string, reason: string) => string;
	};
	get: {
		madeBy: (tool: string) => string;
		primaryKey: string;
		onField: (field: string) => string;
		missing: (collections: string) => string;
	};
	verify: {
		/** `facts`: objects and bytes. */
		good: Record<VerifyLevel, (name: string, facts: string) => string>;
		bad: (name: string, differences: string) => string;
		differences: Record<VerifyDifference['code'], string>;
		more: (count: string) => string;
		/** In a list: when, and how it ended. */
		last: (when: string, isGood: boolean) => string;
	};
	delete: {
		title: (place: string) => string;
		question: (backups: string) => string;
		/** For `confirmation-needed`. */
		action: (names: string) => string;
		done: (name: string, objects: string) => string;
		/** Of the objects: what was not of a backup. */
		foreign: (count: string) => string;
		kept: string;
		/** Below what is deleted, from a bucket that keeps versions. */
		keptVersions: (place: string, kept: BucketRetention) => string;
	};
	progress: {
		title: Record<'backup' | 'restore' | 'verify' | 'delete', string>;
		/** `3 of 12 collections done`, of `12 collections`. */
		collectionsDone: (done: string, all: string) => string;
		/** `64.8 of 120 GB`. */
		bytesOf: (done: string, all: string) => string;
		perSecond: (size: string) => string;
		retried: (what: string, reason: string, wait: string) => string;
	};
	config: {
		file: (file: string) => string;
		noFile: (lookedUp: string | undefined) => string;
		good: (file: string | undefined) => string;
		bad: (count: string) => string;
		readable: (file: string) => string;
		asMilvusSees: string;
		/** Why nothing was looked at after an import. */
		unknownHosts: (hosts: string) => string;
		bundle: (file: string) => string;
		readFirst: string;
	};
	server: {
		listening: (url: string) => string;
		/** Before the address of Swagger UI. */
		docs: string;
		token: (file: string | undefined) => string;
		noToken: string;
		ending: string;
		ended: string;
		noAuthElsewhere: (host: string) => string;
		bothTls: string;
	};
	check: {
		title: (cluster: string, repository: string) => string;
		names: Record<CheckId, string>;
		findings: {
			[Code in FindingCode]: (details: FindingDetails[Code]) => CheckText;
		};
		good: string;
		warnings: (count: string) => string;
		bad: (count: string) => string;
		/** `--probe` was not given. */
		tryProbe: string;
	};
	jobs: {
		none: string;
		/** `Job 0f8b2c64, backup my_backup`. */
		title: (id: string, kind: string, name: string) => string;
		started: (id: string) => string;
		goingOn: (id: string) => string;
		startsAnew: (id: string) => string;
		/** After the watching ended. */
		goesOn: (id: string) => string;
		cleaned: (id: string) => string;
		removed: (what: string) => string;
		nothingLeft: string;
		/** Each before a command. */
		watchIt: string;
		cancelIt: string;
		continueIt: string;
		cleanIt: string;
	};
	practice: PracticeTexts;
	places: {
		/** Beside the one in use when no flag says otherwise. */
		isDefault: string;
		/** Where a value was given, of an origin in settings. */
		origin: (origin: string) => string;
		noClusters: string;
		noRepositories: string;
		clusterAdded: (name: string, file: string) => string;
		repositoryAdded: (name: string, file: string) => string;
		secretsWritten: (file: string) => string;
		/** After an import. */
		importedWritten: (file: string) => string;
		clusterRemoved: (name: string, file: string) => string;
		repositoryRemoved: (name: string, file: string) => string;
		/** Before a command. */
		tryIt: string;
		askPassword: (user: string) => string;
		askAccessKeyId: (endpoint: string) => string;
		askSecretAccessKey: (id: string) => string;
	};
};
