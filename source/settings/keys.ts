import {retentionKeys} from '../model/retention-values.js';

const secretForms = ['', 'File', 'Command', 'Environment'] as const;

/**
 * The four ways to give one secret: its value, a file, a shell command, the name of an environment
 * variable.
 */
export type SecretForm = (typeof secretForms)[number];

export const milvusKeys = [
	'address',
	'username',
	'password',
	'passwordFile',
	'passwordCommand',
	'passwordEnvironment',
	'token',
	'tokenFile',
	'tokenCommand',
	'tokenEnvironment',
	'tls.mode',
	'tls.caFile',
	'tls.certFile',
	'tls.keyFile',
	'tls.serverName',
	'restUrl',
	'managementUrl',
] as const;

export const storageKeys = [
	'type',
	'endpoint',
	'region',
	'bucket',
	'rootPath',
	'pathStyle',
	'auth',
	'accessKeyId',
	'accessKeyIdFile',
	'accessKeyIdCommand',
	'accessKeyIdEnvironment',
	'secretAccessKey',
	'secretAccessKeyFile',
	'secretAccessKeyCommand',
	'secretAccessKeyEnvironment',
	'sessionToken',
	'sessionTokenFile',
	'sessionTokenCommand',
	'sessionTokenEnvironment',
	'caFile',
	'path',
	'milvusPath',
	'multipartCopyThreshold',
] as const;

export const limitKeys = [
	'copyConcurrency',
	'backupCollections',
	'restoreCollections',
	'importJobsAhead',
	'bytesPerSecond',
	'requestsPerSecond',
	'flushTimeoutSeconds',
	'importStallSeconds',
	'indexStallSeconds',
	'loadStallSeconds',
] as const;

export const receiverKeys = [
	'type',
	'on',
	'jobs',
	...secretForms.map(form => `url${form}` as const),
	'command',
	...secretForms.map(form => `token${form}` as const),
	...secretForms.map(form => `secret${form}` as const),
] as const;

export type MilvusKey = (typeof milvusKeys)[number];
export type StorageKey = (typeof storageKeys)[number];
export type LimitKey = (typeof limitKeys)[number];
export type ReceiverKey = (typeof receiverKeys)[number];

/**
 * Every key of milvault's own configuration file, dotted, `*` in the place of the name of a cluster,
 * a repository or a receiver.
 */
export const knownKeys: readonly string[] = [
	'defaultCluster',
	'defaultRepository',
	'language',
	...milvusKeys.map(key => `clusters.*.milvus.${key}`),
	...storageKeys.map(key => `clusters.*.storage.${key}`),
	'repositories.*.cluster',
	...storageKeys.map(key => `repositories.*.${key}`),
	...retentionKeys.map(key => `repositories.*.retention.${key}`),
	...limitKeys.map(key => `limits.${key}`),
	'limits.gentle',
	'server.basePath',
	...secretForms.map(form => `queue${form}`),
	...receiverKeys.map(key => `notify.*.${key}`),
];

/** Dotted paths, without the name's part, of what must never be shown. */
const secretNames = new Set([
	'password',
	'token',
	'accessKeyId',
	'secretAccessKey',
	'sessionToken',
	// A URL, which may hold a password.
	'queue',
	// Of receivers: who knows the URL of a chat can write into it, and commands may hold keys.
	'url',
	'command',
	'secret',
]);

/**
 * The secret that a key gives and in which form: `...passwordFile` is
 * `{base: '...password', form: 'File'}`; undefined for a key that gives no secret.
 */
export function secretOf(path: string): {base: string; form: SecretForm} | undefined {
	const dot = path.lastIndexOf('.') + 1;
	const last = path.slice(dot);
	for (const form of secretForms) {
		const name = last.slice(0, last.length - form.length);
		if (last.endsWith(form) && secretNames.has(name)) {
			return {base: path.slice(0, dot) + name, form};
		}
	}

	return undefined;
}

/** The four paths that can give the secret of this base path. */
export function secretPaths(base: string): string[] {
	return secretForms.map(form => base + form);
}

const named = new Map([
	['defaultCluster', 'MILVAULT_CLUSTER'],
	['defaultRepository', 'MILVAULT_REPOSITORY'],
	['language', 'MILVAULT_LANG'],
	['repositories.*.cluster', undefined],
]);

/**
 * The environment variable of a known key: `clusters.*.milvus.tls.caFile` is
 * MILVAULT_MILVUS_TLS_CA_FILE, `clusters.*.storage.rootPath` MILVAULT_STORAGE_ROOT_PATH,
 * `repositories.*.rootPath` MILVAULT_REPOSITORY_ROOT_PATH. Undefined for keys that only a file can
 * give.
 */
export function environmentNameOf(key: string): string | undefined {
	if (named.has(key)) {
		return named.get(key);
	}

	if (key.startsWith('notify.') || secretOf(key)?.form === 'Environment') {
		return undefined;
	}

	const words = key
		.replace('clusters.*.', '')
		.replace('repositories.*', 'repository')
		.replaceAll('.', '_')
		.replaceAll(/[A-Z]/g, letter => `_${letter}`);
	return `MILVAULT_${words.toUpperCase()}`;
}
