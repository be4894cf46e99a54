import type {Milvus} from '../milvus/milvus.js';
import type {ClusterSettings, RepositorySettings, Settings} from '../settings/settings.js';
import type {Storage, StorageHooks} from '../storage/storage.js';

/**
 * A storage and a prefix in it: where a Milvus keeps its data, or where backups are.
 */
export type Place = {
	storage: Storage;
	/** Without slashes at its ends; empty for the storage's root. */
	rootPath: string;
	/** For people: s3://bucket/root, or a directory. */
	label: string;
	/** Of a directory: the user id of its owner; undefined where that cannot be found out. */
	ownerId?: number;
};

/** Where the two sides of a job keep their data. */
export type Places = {cluster: Place; repository: Place};

/**
 * One cluster and one repository, and a second one for copies, opened when first used: list, get and delete never talk to
 * Milvus.
 */
export type Session = {
	settings: Settings;
	cluster: ClusterSettings;
	repository: RepositorySettings;
	/** The repository that backups are copied to; undefined in the session of everything else. */
	target?: RepositorySettings;
	milvus(): Promise<Milvus>;
	/** Where the cluster keeps its data. */
	clusterPlace(): Promise<Place>;
	repositoryPlace(): Promise<Place>;
	/** Only of a session with a target. */
	targetPlace(): Promise<Place>;
	/** For every storage of this session; a running job sets them. */
	hooks: StorageHooks;
	close(): void;
	/** Closes it: `using session = await openSession(settings)`. */
	[Symbol.dispose](): void;
};
