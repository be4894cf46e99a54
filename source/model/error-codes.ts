import type {ForeignEncoding, StorageLack, UnknownName, YamlMistake} from './config-mistakes.js';
import type {CronField} from './cron.js';
import type {MilvusLimit} from './milvus-limit.js';

/**
 * The details of each error code; a new code fails the build until every language in messages/ has
 * its sentence.
 */
export type ErrorDetails = {
	// Configuration (exit 4)
	'config-file-missing': {path: string};
	'config-syntax': {file: string; reason: string};
	'config-yaml': {
		/** With the line. */
		file: string;
		mistake: YamlMistake;
		/** The one that is wrong, by itself. */
		character?: string;
		/** The line as it should be, without its indentation; a secret in it is `…`. */
		corrected?: string;
		/** Spaces in front of it. */
		indent?: number;
		/** key-twice: the other line. */
		otherLine?: number;
	};
	'config-encoding': {file: string; encoding: ForeignEncoding};
	/** Nothing in it about Milvus or storage. */
	'config-empty': {file: string};
	/** YAML of a kind that people keep configurations in, and none in it. */
	'config-unrecognised': {file: string; found: readonly string[]};
	/** `${X}`, `{{ x }}`; variable: which the environment does not have. */
	'config-placeholder': {
		key: string;
		origin: string;
		placeholder: string;
		variable?: string;
	};
	/** A value that milvus-backup or Milvus understands and milvault does not. */
	'config-lacking': {
		key: string;
		origin: string;
		value: string;
		lack: StorageLack;
	};
	/** More than is taken of a configuration, a certificate or a token. */
	'file-too-large': {path: string; maxBytes: number};
	/** A pipe that says nothing more and does not end. */
	'file-endless': {path: string; seconds: number};
	'config-unknown-key': {key: string; origin: string; suggestion?: string};
	'config-bad-value': {
		key: string;
		origin: string;
		value: string;
		allowed: string;
	};
	'config-missing-value': {key: string; ways: string};
	'config-secret-unreadable': {key: string; origin: string; reason: string};
	/**
	 * This user has no home: neither HOME nor the list of users names one. `user`: its number; empty
	 * where it has none.
	 */
	'no-home': {
		what: 'config' | 'state' | 'data' | 'cache';
		variable: string;
		user: string;
	};
	/** `cluster add` and `repository add` never replace. */
	'config-name-taken': {
		kind: 'cluster' | 'repository';
		name: string;
		file: string;
	};
	/** A file of another tool is only read; `is` says what it is, as `values.yaml (Helm)`. */
	'config-foreign': {file: string; is: string};
	'unknown-cluster': UnknownName;
	'unknown-repository': UnknownName;
	/** `buckets`: those that the same keys see, where they may look; at most ten. */
	'bucket-missing': {bucket: string; endpoint: string; buckets?: readonly string[]};
	'directory-missing': {path: string};
	/** What a worker calls by the same name as the job is another place: it lacks this key. */
	'worker-elsewhere': {worker?: string; place: string; key: string};
	/**
	 * Milvus reports rows, but its storage holds no binlog for them where the configuration points.
	 */
	'wrong-root-path': {
		collection: string;
		rows: string;
		place: string;
		rootPath: string;
		/** Root paths in the same bucket, or directories, that hold this collection. */
		suggestions: readonly string[];
		/** Looked for when there are no suggestions. */
		otherBuckets: ReadonlyArray<{bucket: string; rootPath: string}>;
	};

	// Usage (exit 2)
	/** `next`: what to do, where that is known. */
	usage: {reason: string; suggestion?: string; next?: string};
	/** The wizard needs a person who can answer; `flag` says that no question may be asked. */
	'no-terminal': {flag: string};
	/** `suggestion`: a name that would do. */
	'bad-backup-name': {name: string; rule: string; suggestion?: string};
	/** `version`: of the Milvus whose rule it is, where only some have it. */
	'bad-collection-name': {
		name: string;
		rule: string;
		suggestion?: string;
		version?: string;
	};
	'filter-syntax': {filter: string; part: string};
	'filter-no-match': {part: string; near: readonly string[]};
	'rename-syntax': {rename: string};
	'rename-no-match': {rename: string; near: readonly string[]};
	'conflict-no-match': {text: string; near: readonly string[]};
	/** Something for a collection that is not to be restored. */
	'override-no-match': {collection: string; near: readonly string[]};
	/** Options that are about one collection, and several, or none, are to be restored. */
	'one-collection-needed': {options: readonly string[]; count: number};
	'flags-exclude': {first: string; second: string};
	'same-target': {target: string; sources: readonly string[]};
	'confirmation-needed': {action: string; flag: string};
	/**
	 * `emptied`: those of them that would hold no rows afterwards. `unused`: names that were
	 * confirmed and that this restore does not replace.
	 */
	'replace-unconfirmed': {
		targets: readonly string[];
		emptied: readonly string[];
		unused?: readonly string[];
	};

	// Cannot connect (exit 5)
	'milvus-unreachable': {address: string; reason: string};
	'milvus-timeout': {address: string; rpc: string; timeoutMs: number};
	'milvus-tls': {address: string; reason: string};
	'not-a-milvus': {address: string; reason: string};
	'storage-unreachable': {endpoint: string; reason: string};
	/** Redis or Valkey; its address never has a password in it. */
	'queue-unreachable': {address: string; reason: string};
	/** `elsewhere`: the workers at the queue that work for other places, as `host: place, place`. */
	'no-worker': {
		address: string;
		minutes: number;
		places: readonly string[];
		elsewhere: readonly string[];
	};
	/** The server's own address. */
	'cannot-listen': {address: string; reason: string};

	// Permission (exit 6)
	'milvus-login': {address: string; user: string};
	'milvus-denied': {rpc: string; user: string; reason: string};
	'queue-refused': {address: string; reason: string};
	'storage-wrong-key': {endpoint: string; accessKeyId: string; reason: string};
	/** Nothing in the environment, a profile, a web identity or the machine's role. */
	'storage-no-credentials': {endpoint: string; reason: string};
	'storage-denied': {action: string; resource: string; endpoint: string};

	// Locked (exit 7)
	locked: {
		name: string;
		kind: 'backup' | 'restore' | 'verify' | 'delete' | 'copy';
		/** Empty: unknown. */
		host: string;
		pid: number;
		/** RFC 3339 UTC */
		startedAt: string;
		jobId: string;
	};
	/** One server for each repository. */
	'server-running': {
		place: string;
		host: string;
		pid: number;
		/** RFC 3339 UTC */
		startedAt: string;
	};
	/** The backup was deleted, or its name claimed by another run, while it was being made. */
	'claim-lost': {name: string; place: string};

	// Verification (exit 8)
	'object-missing': {key: string; place: string};
	'object-changed': {
		key: string;
		place: string;
		expected: string;
		found: string;
	};
	'metadata-unreadable': {file: string; reason: string};
	/** Restore: what the metadata says was changed. The first difference. */
	'metadata-differs': {
		name: string;
		/** Relative to the backup. */
		file: string;
		what: string;
		expected: string;
		found: string;
		/** How many there are. */
		differences: number;
	};
	'metadata-unsafe': {file: string; key: string};
	'snapshot-format': {name: string};
	/** Files of a form that a newer Milvus writes. */
	'unknown-storage-version': {
		collection: string;
		segment: string;
		version: string;
		supported: string;
	};
	'newer-format': {file: string; version: string; supported: string};
	/** Verify: of one collection. */
	'backup-differs': {name: string; collection: string; differences: number};
	'restored-differs': {collection: string; differences: readonly string[]};
	/**
	 * The content of a binlog is not readable by Milvus, or does not match its metadata; it was not
	 * passed to Milvus.
	 */
	'binlog-damaged': {
		collection: string;
		key: string;
		place: string;
		expected: string;
		found: string;
	};
	'copy-differs': {
		collection: string;
		key: string;
		expected: string;
		found: string;
	};

	// Failed (exit 1)
	/** `flag`: chooses another name; absent: `--name`. */
	'name-taken': {name: string; place: string; isUnfinished: boolean; flag?: '--name-as'};
	/** A backup that was to be copied to where it is. */
	'copy-onto-itself': {name: string; place: string};
	'backup-missing': {name: string; place: string; near: readonly string[]};
	'target-exists': {
		targets: ReadonlyArray<{target: string; rows: string; isUncounted?: true}>;
	};
	'target-differs': {target: string; differences: readonly string[]};
	'target-is-alias': {target: string; reason: string};
	/** Replace: another collection than that of the plan stands there now. */
	'target-changed': {target: string};
	/**
	 * Up to 2.5: aliases of dropped collections; a collection with such a name cannot be found.
	 */
	'alias-leads-nowhere': {targets: readonly string[]};
	/** The working collection was renamed (`now`) or dropped (empty) by another client. */
	'working-changed': {working: string; now: string};
	/** A collection has the working name, and no record proves that this restore created it. */
	'working-taken': {working: string};
	/**
	 * Replace: the name is missing; `old` holds the previous collection, `working` the restored one.
	 */
	/** `near`: ids that begin like it, when there are several; `others`: ids like it. */
	'job-missing': {
		id: string;
		near: readonly string[];
		others: readonly string[];
	};
	'job-running': {id: string; pid: number};
	'job-not-running': {id: string; state: string};
	'job-still-running': {id: string; pid: number};
	/** Running, by what its record says, where this machine cannot reach it. */
	'job-on-other-machine': {id: string; host: string};
	'job-not-started': {reason: string; log: string};
	/** Nothing of it is left to be continued. */
	/** Of a policy, by its key. */
	'retention-bad-value': {key: string; value: string; allowed: readonly string[]; near?: string};
	/** A policy without a rule: all but what is protected would go. `given`: what it has instead. */
	'retention-empty': {given: readonly string[]};
	/** Of a schedule, by its key. `field`: of its cron expression. */
	'schedule-bad-value': {
		key: string;
		value: string;
		allowed: readonly string[];
		field?: CronField;
		near?: string;
	};
	/** By the program `crontab`, or for want of it. */
	'crontab-refused': {reason: string};
	'schedule-missing': {name: string; place: string; near: readonly string[]};
	'schedule-taken': {name: string; place: string};
	/** A run goes on. `slot`: the time whose run was left out; `skipped`: how many were so far. */
	'schedule-running': {
		name: string;
		host: string;
		startedAt: string;
		slot?: string;
		skipped?: number;
	};
	'job-over': {id: string; state: string};
	/** The configuration leads elsewhere than when the job began. */
	'job-elsewhere': {
		id: string;
		what: 'cluster' | 'repository';
		expected: string;
		found: string;
	};
	/** Another backup lies under the name than when its job was planned. */
	'backup-changed': {name: string; place: string};
	/** It is neither deleted nor pruned. `until`: RFC 3339 UTC, absent: without end. */
	'backup-pinned': {name: string; reason?: string; until?: string};
	/** Prune: when its turn came, the policy kept it. */
	'backup-kept': {name: string};
	/** Another Milvus answers than when the job was planned. */
	'cluster-changed': {cluster: string; address: string};
	/** `check --probe`: an import of one row from there gave none. */
	'milvus-cannot-read': {place: string; reason: string};
	'swap-failed': {
		target: string;
		working: string;
		old: string;
		reason: string;
	};
	/** Collections that must not be dropped yet. */
	'imports-running': {collections: readonly string[]};
	/** Several import jobs of one collection could be the one whose answer was lost. */
	'import-ambiguous': {collection: string; jobs: readonly string[]};
	'backup-unfinished': {name: string};
	/** `--only-failed` on a backup in which nothing failed, or that milvault did not make. */
	'nothing-failed': {name: string};
	'collection-vanished': {collection: string};
	/** Listed, and not found by its name: an alias of that name leads elsewhere. */
	'collection-unreachable': {collection: string};
	/** No collection, although some were asked for. */
	'nothing-to-back-up': {filter: string};
	'flush-timeout': {collection: string; waitedMs: number};
	'binlogs-misaligned': {collection: string; segment: string; counts: string};
	'import-failed': {collection: string; partition: string; reason: string};
	'import-stalled': {collection: string; partition: string; waitedMs: number};
	'import-incomplete': {
		collection: string;
		partition: string;
		expected: string;
		got: string;
	};
	'index-failed': {collection: string; index: string; reason: string};
	'index-stalled': {collection: string; index: string; waitedMs: number};
	'load-stalled': {collection: string; waitedMs: number};
	'milvus-refused': {rpc: string; code: number; reason: string};
	'milvus-unsupported': {feature: string; version: string};
	/**
	 * Milvus holds as many of something as milvus.yaml lets it. `limit`: a number, absent where
	 * Milvus's answer has none.
	 */
	'milvus-limit': {
		what: MilvusLimit;
		limit?: string;
		/** Its key in milvus.yaml. */
		setting: string;
		rpc: string;
	};
	'storage-refused': {action: string; resource: string; reason: string};
	'disk-full': {path: string};
	/**
	 * A file or directory on this machine. `instead`: the options or variables that name another one.
	 */
	'cannot-write': {path: string; reason: string; instead: string};
	/** `--output`: an existing file is never overwritten. */
	'file-exists': {path: string};
	/** The working directory was removed. */
	'directory-gone': Record<string, never>;
	/** The file system of this machine, of a call that has no code of its own. */
	'file-refused': {path: string; reason: string};
	/**
	 * python: no Python 3; venv: Python without its venv module; wheel: no Milvus package for this
	 * machine; other-version: a practice cluster of another Milvus version is running. `reason`: the
	 * bare fact, as in `linux arm64` or `python3.11-venv` or `2.2.16`.
	 */
	'practice-unavailable': {
		what: 'python' | 'venv' | 'wheel' | 'other-version';
		reason: string;
	};
	'practice-not-running': Record<string, never>;
	'practice-failed': {reason: string; log: string};

	// Cancelled (exit 130)
	cancelled: Record<string, never>;

	/** A bug of ours: the only code that keeps and shows its stack with --debug. */
	unexpected: {reason: string};
};

export type ErrorCode = keyof ErrorDetails;
