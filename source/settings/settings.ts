import type {Warning} from '../model/job-events.js';
import type {NoticeJob, NoticeTrigger, ReceiverType} from '../model/notify.js';
import type {RetentionPolicy} from '../model/retention.js';

/** A secret's value with where it came from; never printed. */
export type Secret = {readonly value: string; readonly origin: string};

export type TlsSettings = {
	/** off: plaintext; one-way: server certificate checked; mutual: client certificate shown too. */
	mode: 'off' | 'one-way' | 'mutual';
	/** Path of a PEM file; system roots when absent. */
	caFile?: string;
	certFile?: string;
	keyFile?: string;
	/** Name expected in the server's certificate, when it differs from the address. */
	serverName?: string;
};

export type MilvusSettings = {
	/** host:port of gRPC; default localhost:19530. */
	address: string;
	username?: string;
	password?: Secret;
	token?: Secret;
	tls: TlsSettings;
	/** URL of the REST API; default: same host and port as gRPC. Used from Milvus 2.4 on. */
	restUrl?: string;
	/** URL of the management port, for GC pause. */
	managementUrl?: string;
};

export type S3Settings = {
	type: 's3';
	/** URL with scheme, as in http://localhost:9000; absent: AWS by region. */
	endpoint?: string;
	region: string;
	bucket: string;
	/** Prefix inside the bucket without slashes at its ends; may be empty. */
	rootPath: string;
	usePathStyle: boolean;
	/**
	 * static: keys below; default: the SDK's chain (environment, profile, web identity, instance
	 * role).
	 */
	auth: 'static' | 'default';
	accessKeyId?: Secret;
	secretAccessKey?: Secret;
	sessionToken?: Secret;
	/** Path of a PEM file. */
	caFile?: string;
	/**
	 * Objects above this size are copied in parts; bytes; default and most 5 GiB (S3's limit for
	 * CopyObject).
	 */
	multipartCopyThresholdBytes: number;
};

export type LocalSettings = {
	type: 'local';
	/** Absolute directory; for a cluster the directory that holds insert_log. */
	path: string;
	/**
	 * The same directory as Milvus sees it, when that differs: a container's mount. Only Milvus reads
	 * it.
	 */
	milvusPath?: string;
};

export type StorageSettings = S3Settings | LocalSettings;

export type ClusterSettings = {
	name: string;
	milvus: MilvusSettings;
	/** Where this Milvus keeps its data. */
	storage: StorageSettings;
};

export type RepositorySettings = {
	name: string;
	storage: StorageSettings;
	/** What `milvault prune` keeps where no flag says it. */
	retention?: RetentionPolicy;
};

/** Who is told how jobs ended. A secret that must be fetched first is still pending. */
export type ReceiverSettings = {
	name: string;
	/** Default: webhook. */
	type: ReceiverType;
	/** Default: failure, partial, recovery; of healthchecks always. */
	on: readonly NoticeTrigger[];
	/** Default: all kinds; of healthchecks backup. */
	jobs: readonly NoticeJob[];
	url?: Secret;
	/** For /bin/sh. */
	command?: Secret;
	/** Sent as `Authorization: Bearer`. */
	token?: Secret;
	/** Signs what is sent. */
	secret?: Secret;
};

/** How much at once; defaults in config/backup.yaml. */
export type LimitSettings = {
	/** Objects in flight in copies; default 32. */
	copyConcurrency: number;
	/** Collections whose data is worked on at once in a backup; default 8. */
	backupCollections: number;
	/** Collections restored at once; default 4. */
	restoreCollections: number;
	/** Import jobs submitted ahead per server; 0 (default): as many as suit its version. */
	importJobsAhead: number;
	/** Bytes of objects a second in copies, the store's own included; 0 (default): no limit. */
	bytesPerSecond: number;
	/** Requests to object storage a second; 0 (default): no limit. */
	requestsPerSecond: number;
	/**
	 * Flushes and copies of a backup leave room for searches: `auto` (default) while the cluster
	 * answers any, for at most an hour.
	 */
	gentle: 'auto' | 'on' | 'off';
	/**
	 * Seconds; defaults 1800, 3600 without progress, 3600 without progress, 3600 without progress.
	 */
	flushTimeoutSeconds: number;
	importStallSeconds: number;
	indexStallSeconds: number;
	loadStallSeconds: number;
};

export type Settings = {
	clusters: Readonly<Record<string, ClusterSettings>>;
	repositories: Readonly<Record<string, RepositorySettings>>;
	/**
	 * Used when no --cluster or --repository says otherwise. `defaultCluster` is empty when there are
	 * several clusters, none was chosen and none was needed.
	 */
	defaultCluster: string;
	defaultRepository: string;
	limits: LimitSettings;
	language: 'en' | 'zh';
	/** URL of a Redis or Valkey: workers there copy what would pass through this process. */
	queue?: Secret;
	/** By name. */
	notify?: Readonly<Record<string, ReceiverSettings>>;
	/** Of `milvault server`. `basePath`: the path under which a proxy serves it, as /ns/backup. */
	server?: {basePath: string};
	/** Configuration file in use, if any. */
	file?: string;
	/**
	 * Where every value came from, by its dotted path: `default`, `file x.yaml key y`,
	 * `environment X`, `flag --y`.
	 */
	origins: Readonly<Record<string, string>>;
	/** What is worth a second look in the file. */
	warnings?: readonly Warning[];
	/**
	 * Secrets that have not been fetched, by the dotted path of their value; `resolveSecrets` fetches
	 * them.
	 */
	pendingSecrets?: Readonly<Record<string, SecretReference>>;
};

/** Where a secret is to be fetched, and where that was written down. */
export type SecretReference =
	| {kind: 'file'; path: string; origin: string}
	| {kind: 'command'; command: string; directory: string; origin: string}
	| {kind: 'environment'; name: string; origin: string};
