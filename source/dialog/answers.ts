import type {JobResult, JobSummary, JobWork} from '../model/jobs.js';
import type {OnConflict} from '../model/plans.js';

export type HomeChoice = 'back-up' | 'restore' | 'browse' | 'jobs' | 'check' | 'places' | 'quit';

/**
 * By the id of what was asked. They stay when one goes back, and are the defaults of the next time.
 */
export type Answers = {
	start?: 'connect' | 'practice';
	practice?: 'go';
	home?: HomeChoice;
	cluster?: string;
	repository?: string;
	password?: string;
	accessKeyId?: string;
	secretAccessKey?: string;
	collections?: readonly string[];
	/** Those that `collections` were picked from. */
	offered?: readonly string[];
	/** The address of the Milvus that has them: a selection means nothing on another one. */
	offeredAt?: string;
	name?: string;
	reviewBackup?: 'start' | 'print';
	backup?: string;
	restoreCollections?: readonly string[];
	naming?: 'same' | 'suffix';
	suffix?: string;
	resolutions?: Readonly<Record<string, Resolution>>;
	timeToLive?: 'without' | 'with';
	reviewRestore?: 'start' | 'print';
	inspect?: 'restore' | 'verify-quick' | 'verify-full' | 'delete';
	deleteName?: string;
	job?: string;
	jobChoice?: 'go-on' | 'clean' | 'watch';
	ended?: JobEnd;
	afterJob?: string;
	cleaned?: string;
	checkResult?: string;
	saved?: string;
	otherCluster?: string;
	otherRepository?: string;
	foundNothing?: string;
	address?: string;
	user?: string;
	typedPassword?: string;
	storageType?: 's3' | 'aws' | 'local';
	endpoint?: string;
	region?: string;
	keyId?: string;
	secretKey?: string;
	path?: string;
	dataPlace?: string;
	bucket?: string;
	rootPath?: string;
	repositoryKind?: 'beside' | 'bucket' | 'directory';
	repositoryBucket?: string;
	repositoryPath?: string;
	checked?: 'save' | 'save-secrets';
	connectionName?: string;
} & {[Confirmed in `confirm ${string}`]?: string};

export type AnswerId = keyof Answers;

/** What may be written down for the next time: nothing secret, nothing about one moment. */
export const rememberedAnswers = [
	'naming',
	'suffix',
	'name',
	'collections',
	'offered',
	'offeredAt',
	'address',
	'user',
	'storageType',
	'endpoint',
	'region',
	'repositoryKind',
] as const satisfies readonly AnswerId[];

/** What to do with each collection of a restore. */
export type Resolution = {
	kind: OnConflict | 'create';
	/** The target's own name; for `create` and `rename`. */
	target: string;
};

/** How a job was when it was left. */
export type JobEnd = {
	/** The screen was left; the job continues. */
	isDetached: boolean;
	job: JobSummary;
	work: JobWork;
	/** Absent for one that did not get so far as to have one. */
	result?: JobResult;
};
