import type {Warning} from '../model/job-events.js';
import type {SeenCluster} from '../engine/list-collections.js';
import type {ClusterData} from '../engine/find-cluster-data.js';
import type {TriedMilvus} from '../engine/cluster/try-milvus.js';
import type {PlannedDelete} from '../engine/delete-backups.js';
import type {PlaceFlags} from '../render/typed-command.js';
import type {CheckResult} from '../model/checks.js';
import type {JobSummary, JobWork} from '../model/jobs.js';
import type {
	BackupDetails,
	BackupPlan,
	BackupRequest,
	BackupSummary,
	RestorePlan,
	RestoreRequest,
} from '../model/plans.js';
import type {ClusterDefinition, RepositoryDefinition} from '../settings/own-schema.js';

/** This machine and its configuration, before anything is connected. */
export type Detected = {
	clusters: ReadonlyArray<{name: string; address: string}>;
	repositories: readonly string[];
	/** A file, a variable or a running practice cluster says where Milvus is. */
	isConfigured: boolean;
	/** Something listens at localhost:19530. */
	isMilvusHere: boolean;
	/** Where the configuration is, or would be written. */
	configFile: string;
	/** About what is written there. */
	warnings: readonly Warning[];
	practice: {
		isRunning: boolean;
		/** It has been installed before: nothing is downloaded. */
		isInstalled: boolean;
		/** Where its data lie. */
		directory: string;
		cacheDirectory: string;
	};
};

/** Secrets that were typed for the places that are being opened; in memory only. */
export type TypedSecrets = {
	password?: string;
	accessKeyId?: string;
	secretAccessKey?: string;
};

export type Opened = {
	cluster: string;
	repository: string;
	version: string;
	address: string;
	/** For people: s3://bucket/root or a directory. */
	repositoryPlace: string;
	/** What a command needs to mean the same places. */
	flags: PlaceFlags;
};

export type Overview = {
	backups: number;
	last?: BackupSummary;
	/** The repository could not be listed. */
	isUnlisted?: boolean;
};

export type ConnectionDraft = {
	address: string;
	tls: 'off' | 'one-way';
	username?: string;
	password?: string;
	storage: ClusterDefinition['storage'] & object;
	repository: RepositoryDefinition;
	name: string;
};

/** A taken name, what stands there, and the free name that would be taken instead. */
export type Target = {
	source: string;
	target: string;
	rows: string;
	isFree: boolean;
	/** Undefined for an alias: nothing can be put in its place. */
	conflict?: {
		rows: string;
		/** `rows` are without those that are not flushed. */
		isUncounted?: true;
		differences: readonly string[];
		isAlias: boolean;
	};
	freeName: string;
};

/**
 * Everything that the guided flows load or do: an input, and the value that comes back. All of it
 * plain data.
 */
export type Effects = {
	detect: {input: Record<never, never>; value: Detected};
	practice: {input: Record<never, never>; value: Record<never, never>};
	open: {
		input: {cluster?: string; repository?: string; typed?: TypedSecrets};
		value: Opened;
	};
	/** Of these places, on this machine: those that run and the interrupted ones. */
	jobs: {input: Record<never, never>; value: readonly JobSummary[]};
	overview: {input: Record<never, never>; value: Overview};
	look: {input: Record<never, never>; value: SeenCluster};
	backups: {input: Record<never, never>; value: readonly BackupSummary[]};
	details: {input: {name: string}; value: BackupDetails};
	planBackup: {input: BackupRequest; value: BackupPlan};
	targets: {input: RestoreRequest; value: readonly Target[]};
	planRestore: {input: RestoreRequest; value: RestorePlan};
	planDelete: {input: {name: string}; value: PlannedDelete};
	start: {input: {work: JobWork}; value: {jobId: string}};
	continueJob: {input: {jobId: string}; value: {jobId: string}};
	clean: {
		input: {jobId: string};
		value: {removed: readonly string[]; warnings: readonly Warning[]};
	};
	check: {input: Record<never, never>; value: CheckResult};
	tryMilvus: {
		input: {address: string; username?: string; password?: string};
		value: TriedMilvus;
	};
	findData: {
		input: {draft: Omit<ConnectionDraft, 'repository' | 'name'>};
		value: ClusterData;
	};
	checkDraft: {input: {draft: ConnectionDraft}; value: CheckResult};
	save: {
		input: {draft: ConnectionDraft; withSecrets: boolean};
		value: {file: string};
	};
};

export type EffectKind = keyof Effects;

export type Effect = {
	[Kind in EffectKind]: {kind: Kind; input: Effects[Kind]['input']};
}[EffectKind];

/**
 * The key of an effect's result: the same effect has the same result until it is asked for again.
 */
export function effectKey({kind, input}: Effect): string {
	return `${kind} ${JSON.stringify(input)}`;
}
