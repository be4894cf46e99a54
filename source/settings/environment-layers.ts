import {unescape} from 'node:querystring';
import {MilvaultError} from '../model/milvault-error.js';
import {nearestNames} from '../utils/nearest-names.js';
import {precedence, type SourcedValues, type SourcedValue, type Layer} from './sourced-values.js';
import {translate, type Translation} from './foreign-values.js';
import type {Environment} from './environment.js';
import {environmentNameOf, knownKeys} from './keys.js';

/**
 * Variables that other tools made known, most of them milvus-backup's (v1 names, then v2 names);
 * the first that is set counts.
 */
export const wellKnownVariables: ReadonlyArray<
	readonly [name: string, path: string, translation?: Translation]
> = [
	['MILVUS_ADDRESS', 'clusters.*.milvus.address'],
	['MILVUS_GRPC_ADDRESS', 'clusters.*.milvus.address'],
	// What pymilvus reads.
	['MILVUS_URI', 'clusters.*.milvus.address', 'milvusUri'],
	['MILVUS_PORT', 'clusters.*.milvus.port'],
	['MILVUS_GRPC_PORT', 'clusters.*.milvus.port'],
	['MILVUS_USER', 'clusters.*.milvus.username'],
	['MILVUS_USERNAME', 'clusters.*.milvus.username'],
	['MILVUS_PASSWORD', 'clusters.*.milvus.password'],
	['MILVUS_PASSWORD_FILE', 'clusters.*.milvus.passwordFile'],
	['MILVUS_TOKEN', 'clusters.*.milvus.token'],
	['MILVUS_TOKEN_FILE', 'clusters.*.milvus.tokenFile'],
	['MILVUS_TLS_MODE', 'clusters.*.milvus.tls.mode', 'tlsMode'],
	['MILVUS_GRPC_TLS_MODE', 'clusters.*.milvus.tls.mode', 'tlsMode'],
	['MILVUS_CA_CERT_PATH', 'clusters.*.milvus.tls.caFile'],
	['MILVUS_GRPC_CA_CERT_PATH', 'clusters.*.milvus.tls.caFile'],
	['MILVUS_SERVER_NAME', 'clusters.*.milvus.tls.serverName'],
	['MILVUS_GRPC_SERVER_NAME', 'clusters.*.milvus.tls.serverName'],
	['MILVUS_MTLS_CERT_PATH', 'clusters.*.milvus.tls.certFile'],
	['MILVUS_GRPC_MTLS_CERT_PATH', 'clusters.*.milvus.tls.certFile'],
	['MILVUS_MTLS_KEY_PATH', 'clusters.*.milvus.tls.keyFile'],
	['MILVUS_GRPC_MTLS_KEY_PATH', 'clusters.*.milvus.tls.keyFile'],
	['MILVUS_REST_ENDPOINT', 'clusters.*.milvus.restUrl', 'httpUrl'],
	['MILVUS_MANAGEMENT_ENDPOINT', 'clusters.*.milvus.managementUrl', 'httpUrl'],
	['BACKUP_GC_PAUSE_ADDRESS', 'clusters.*.milvus.managementUrl', 'httpUrl'],
	...storageVariables('MINIO', 'MILVUS_STORAGE_AUTH', 'clusters.*.storage'),
	...storageVariables('MINIO_BACKUP', 'BACKUP_STORAGE_AUTH', 'repositories.*'),
	['BACKUP_PARALLELISM_COPYDATA', 'limits.copyConcurrency'],
	['TRANSFER_CONCURRENCY', 'limits.copyConcurrency'],
	['BACKUP_PARALLELISM_BACKUP_COLLECTION', 'limits.backupCollections'],
	['BACKUP_CONCURRENCY_COLLECTIONS', 'limits.backupCollections'],
	['BACKUP_PARALLELISM_RESTORE_COLLECTION', 'limits.restoreCollections'],
	['RESTORE_CONCURRENCY_COLLECTIONS', 'limits.restoreCollections'],
];

function storageVariables(
	first: string,
	second: string,
	path: string,
): Array<readonly [string, string, Translation?]> {
	return [
		[`${first}_ADDRESS`, `${path}.endpoint`],
		[`${first}_PORT`, `${path}.port`],
		[`${first}_USE_SSL`, `${path}.useSsl`],
		[`${first}_REGION`, `${path}.region`],
		[`${first}_BUCKET_NAME`, `${path}.bucket`],
		[`${first}_ROOT_PATH`, `${path}.rootPath`],
		[`${first}_USE_IAM`, `${path}.auth`, 'useIam'],
		[`${first}_ACCESS_KEY`, `${path}.accessKeyId`],
		[`${first}_ACCESS_KEY_FILE`, `${path}.accessKeyIdFile`],
		[`${second}_ACCESS_KEY_ID`, `${path}.accessKeyId`],
		[`${first}_SECRET_KEY`, `${path}.secretAccessKey`],
		[`${first}_SECRET_KEY_FILE`, `${path}.secretAccessKeyFile`],
		[`${second}_SECRET_ACCESS_KEY`, `${path}.secretAccessKey`],
		[`${first}_TOKEN`, `${path}.sessionToken`],
		[`${second}_SESSION_TOKEN`, `${path}.sessionToken`],
	];
}

/**
 * What the environment says, the well known variables below our own. Paths keep `*` in the place of
 * a name: `applyToNames` finds their targets. Variables that are set to nothing count as not set;
 * to give an empty root path, write `/`.
 *
 * @throws config-unknown-key for a variable of ours that has no meaning; config-bad-value
 */
export function environmentLayers(
	environment: Environment,
	cwd: string,
): {wellKnown: SourcedValues; own: SourcedValues} {
	refuseUnknown(environment);
	const wellKnown: SourcedValues = new Map();
	const own: SourcedValues = new Map();
	const entryOf = (name: string, rank: number): SourcedValue | undefined => {
		const text = environment[name];
		return text === undefined || text === '' || isKubernetesPort(name, text)
			? undefined
			: {text, origin: `environment ${name}`, key: name, directory: cwd, rank};
	};

	for (const [name, path, translation = 'same'] of wellKnownVariables) {
		const entry = entryOf(name, precedence.wellKnownEnvironment);
		if (entry && !wellKnown.has(path)) {
			wellKnown.set(path, translate(entry, translation));
		}
	}

	const uri = entryOf('MILVUS_URI', precedence.wellKnownEnvironment);
	if (uri && wellKnown.get('clusters.*.milvus.address')?.key === uri.key) {
		addLogin(wellKnown, uri);
	}

	for (const path of knownKeys) {
		const name = environmentNameOf(path);
		const entry = name === undefined ? undefined : entryOf(name, precedence.environment);
		if (entry) {
			own.set(path, entry);
		}
	}

	return {wellKnown, own};
}

/** Of `http://user:password@host:19530`, where nothing else says who logs in. */
function addLogin(wellKnown: SourcedValues, uri: SourcedValue): void {
	const url = URL.parse(uri.text);
	const isGiven = ['username', 'password', 'passwordFile', 'token', 'tokenFile']
		.map(key => `clusters.*.milvus.${key}`)
		.some(path => wellKnown.has(path));
	if (!url || url.username === '' || isGiven) {
		return;
	}

	for (const key of ['username', 'password'] as const) {
		if (url[key] !== '') {
			const text = unescape(url[key]);
			wellKnown.set(`clusters.*.milvus.${key}`, {...uri, text});
		}
	}
}

/**
 * Puts the names of the cluster and the repository that the environment is about into its paths.
 */
export function applyToNames(
	entries: SourcedValues,
	{cluster, repository}: {cluster: string; repository: string},
): Layer {
	const aimed: SourcedValues = new Map();
	for (const [path, entry] of entries) {
		const name = path.startsWith('clusters.') ? cluster : repository;
		if (!path.includes('*') || name !== '') {
			aimed.set(path.replace('*', name), entry);
		}
	}

	return {entries: aimed, clusters: new Set(), repositories: new Set()};
}

/**
 * A Kubernetes service named `milvus` or `minio` sets MILVUS_PORT=tcp://10.0.0.1:19530 in every
 * pod.
 */
function isKubernetesPort(name: string, text: string): boolean {
	return name.endsWith('_PORT') && /^(tcp|udp|sctp):\/\//.test(text);
}

const sections = /^MILVAULT_(MILVUS|STORAGE|REPOSITORY|LIMITS)_/;

/** What Kubernetes sets for services whose names start as our variables do. */
const kubernetesNames = /_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_\d+_.*)?)$/;

function refuseUnknown(environment: Environment): void {
	const known = new Set(knownKeys.flatMap(key => environmentNameOf(key) ?? []));
	for (const name of Object.keys(environment)) {
		if (sections.test(name) && !known.has(name) && !kubernetesNames.test(name)) {
			const [suggestion] = nearestNames(name, known, 1);
			throw new MilvaultError('config-unknown-key', {
				key: name,
				origin: 'environment',
				...(suggestion === undefined ? {} : {suggestion}),
			});
		}
	}
}
