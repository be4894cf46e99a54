import type {SourcedValues, Layer} from './sourced-values.js';
import {leafAt, mapLeaves, type KeyMap} from './kinds/map-leaves.js';
import {settleProvider} from './providers.js';
import type {Reading} from './read-written.js';
import type {RawValue} from './tree.js';

const milvus = 'clusters.default.milvus';
const storage = 'clusters.default.storage';

/** What of Milvus's own milvus.yaml says where its data is (configs/milvus.yaml of 2.2 to 2.6). */
export const serverKeys: KeyMap = [
	['proxy.port', `${milvus}.port`],
	['common.security.tlsMode', `${milvus}.tls.mode`, 'tlsMode'],
	['common.security.defaultRootPassword', `${milvus}.password`],
	['common.storageType', `${storage}.type`, 'serverStorage'],
	['minio.address', `${storage}.endpoint`],
	['minio.port', `${storage}.port`],
	['minio.region', `${storage}.region`],
	['minio.accessKeyID', `${storage}.accessKeyId`],
	['minio.secretAccessKey', `${storage}.secretAccessKey`],
	['minio.useSSL', `${storage}.useSsl`, 'boolean'],
	['minio.ssl.tlsCACert', `${storage}.caFile`],
	['minio.useIAM', `${storage}.auth`, 'useIam'],
	['minio.useVirtualHost', `${storage}.pathStyle`, 'virtualHost'],
	['minio.bucketName', `${storage}.bucket`],
	['minio.rootPath', `${storage}.rootPath`],
	['localStorage.path', `${storage}.path`],
];

const cloudKeys: KeyMap = [['minio.cloudProvider', `${storage}.type`, 'cloudProvider']];

const ownSections = [
	'rootcoord',
	'datacoord',
	'querynode',
	'querycoord',
	'datanode',
	'proxy',
	'localstorage',
];

/** Milvus's own file has sections of its parts, which no file of ours or of milvus-backup has. */
export function isServerFile(leaves: readonly RawValue[]): boolean {
	return leaves.some(({path: [first = '']}) => ownSections.includes(first.toLowerCase()));
}

/**
 * Milvus's own milvus.yaml as one cluster, named `default`: where it keeps its data. Everything
 * else in it is Milvus's affair. Addresses are as Milvus sees them.
 *
 * @throws config-bad-value; config-lacking for storages that milvault does not have
 */
export function milvusServerLayer(leaves: readonly RawValue[], reading: Reading): Layer {
	const entries = serverEntries(leaves, reading);
	settleProvider(entries, storage, reading.warnings);
	return {
		entries,
		clusters: new Set(['default']),
		repositories: new Set(),
		warnings: reading.warnings,
	};
}

/**
 * The same before a cloud's name becomes an endpoint, for files that hold a milvus.yaml and more.
 *
 * @param prefix what stands in front of Milvus's keys in the file
 */
export function serverEntries(
	leaves: readonly RawValue[],
	reading: Reading,
	prefix = '',
): SourcedValues {
	const entries = mapLeaves(leaves, serverKeys, reading, {prefix});
	const isLocal = entries.get(`${storage}.type`)?.text === 'local';
	if (!isLocal) {
		for (const [path, entry] of mapLeaves(leaves, cloudKeys, reading, {
			prefix,
		})) {
			entries.set(path, entry);
		}
	}

	// What a Milvus on local storage says of MinIO means nothing, and the other way round.
	for (const path of entries.keys()) {
		const isOfLocal = path === `${storage}.path`;
		const isOfBucket = path.startsWith(storage) && !isOfLocal;
		if (path !== `${storage}.type` && ((isLocal && isOfBucket) || (!isLocal && isOfLocal))) {
			entries.delete(path);
		}
	}

	settleAuthority(entries, reading);
	settleLogin(leaves, entries, {reading, prefix});
	return entries;
}

/** Milvus's template names a file, /path/to/public.crt, that counts only with TLS. */
function settleAuthority(entries: SourcedValues, {warnings}: Reading): void {
	const authority = entries.get(`${storage}.caFile`);
	if (!authority) {
		return;
	}

	if (entries.get(`${storage}.useSsl`)?.text !== 'true') {
		entries.delete(`${storage}.caFile`);
		return;
	}

	const {key, text: path} = authority;
	const origin = authority.origin.replace(` (${key})`, '');
	warnings.push({code: 'path-of-milvus', details: {key, origin, path}});
}

function settleLogin(
	leaves: readonly RawValue[],
	entries: SourcedValues,
	{reading, prefix}: {reading: Reading; prefix: string},
): void {
	const key = 'common.security.authorizationEnabled';
	const leaf = leafAt(leaves, ...key.split('.'));
	const isNeeded = leaf?.text.toLowerCase() === 'true';
	if (!isNeeded) {
		// Without it the file's root password is of no use.
		entries.delete(`${milvus}.password`);
		return;
	}

	if (!entries.has(`${milvus}.password`)) {
		const origin = leaf.origins.at(-1) ?? '';
		reading.warnings.push({
			code: 'login-needed',
			details: {key: prefix + key, origin},
		});
	}
}
