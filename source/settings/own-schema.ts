import {checkKeys, type KeySet} from './check-keys.js';
import type {SourcedValues, Layer} from './sourced-values.js';
import {
	knownKeys,
	type LimitKey,
	type MilvusKey,
	type ReceiverKey,
	type StorageKey,
} from './keys.js';
import type {RetentionPolicy} from '../model/retention.js';
import {collectErrors} from './collect-errors.js';
import {readWritten, type Reading} from './read-written.js';
import type {RawValue} from './tree.js';

type Given = string | number | boolean;

/** `storage` of a cluster in milvault's own schema; config/backup.yaml says what each key means. */
export type StorageDefinition = {[Key in StorageKey]?: Given};

export type MilvusDefinition = {
	[Key in Exclude<MilvusKey, `tls.${string}`>]?: Given;
} & {
	tls?: {
		mode?: 'off' | 'one-way' | 'mutual';
		caFile?: string;
		certFile?: string;
		keyFile?: string;
		serverName?: string;
	};
};

export type ClusterDefinition = {
	milvus?: MilvusDefinition;
	storage?: StorageDefinition;
};

export type RepositoryDefinition = StorageDefinition & {
	/** Shares this cluster's server, keys and, unless it says otherwise, bucket. */
	cluster?: string;
	/** What `milvault prune` keeps where no flag says it; `keepName` and `groupBy` comma separated. */
	retention?: {[Key in keyof RetentionPolicy]?: string | number};
};

/** Of `notify`; `on` and `jobs` comma separated. */
export type ReceiverDefinition = {[Key in ReceiverKey]?: string};

/** A configuration as plain data: what a file in milvault's own schema holds. */
export type SettingsDefinition = {
	clusters?: Record<string, ClusterDefinition>;
	repositories?: Record<string, RepositoryDefinition>;
	defaultCluster?: string;
	defaultRepository?: string;
	limits?: {[Key in LimitKey]?: number} & {gentle?: 'auto' | 'on' | 'off'};
	language?: 'en' | 'zh';
	server?: {basePath?: string};
	queue?: string;
	notify?: Record<string, ReceiverDefinition>;
};

const aliases = {
	cluster: 'clusters',
	repository: 'repositories',
	repos: 'repositories',
	milvus: 'clusters',
	host: 'address',
	hostname: 'address',
	uri: 'address',
	url: 'address',
	port: 'address',
	user: 'username',
	pass: 'password',
	passwd: 'password',
	apikey: 'token',
	use_tls: 'tls.mode',
	usetls: 'tls.mode',
	secure: 'tls.mode',
	ssl: 'tls.mode',
	tlsmode: 'tls.mode',
	servername: 'tls.serverName',
	bucketname: 'bucket',
	prefix: 'rootPath',
	usessl: 'endpoint',
	storagetype: 'type',
	provider: 'type',
	useiam: 'auth',
	accesskey: 'accessKeyId',
	secretkey: 'secretAccessKey',
	cacertpath: 'caFile',
	cacert: 'caFile',
	directory: 'path',
	localpath: 'path',
	lang: 'language',
	locale: 'language',
	redis: 'queue',
};

const vocabulary: KeySet = {
	keys: knownKeys,
	ignoresCase: false,
	aliases,
};

/**
 * Leaves in milvault's own schema as a layer. A value that is there but empty counts as not given,
 * except an empty `rootPath`, which is the root of the bucket.
 *
 * @throws config-unknown-key, config-bad-value, config-placeholder, config-yaml
 */
export function ownLayer(
	leaves: readonly RawValue[],
	{rank, ...reading}: Reading & {rank: number},
): Layer {
	const {problems, warnings} = reading;
	const entries: SourcedValues = new Map();
	for (const known of checkKeys(leaves, vocabulary, problems)) {
		const {path} = known;
		const entry = collectErrors(problems, () => readWritten({...known, key: path}, reading));
		if (entry && (entry.text !== '' || path.endsWith('.rootPath'))) {
			entries.set(path, {...entry, rank});
		}
	}

	return {
		entries,
		clusters: namesIn('clusters', leaves),
		repositories: namesIn('repositories', leaves),
		warnings,
	};
}

function namesIn(section: string, leaves: readonly RawValue[]): Set<string> {
	return new Set(
		leaves.flatMap(({path: [first, name]}) =>
			first === section && name !== undefined ? [name] : [],
		),
	);
}
