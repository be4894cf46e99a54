import {ranks, type Entries, type Layer} from './entries.js';
import {translate, type Translation} from './foreign-values.js';
import {attempt, type Problems} from './problems.js';
import type {Leaf} from './tree.js';

const milvus = 'clusters.default.milvus';
const storage = 'clusters.default.storage';

/** What of Milvus's own milvus.yaml says where its data is (configs/milvus.yaml of 2.2 to 2.6). */
const keys: ReadonlyArray<
	readonly [key: string, path: string, translation?: Translation]
> = [
	['proxy.port', `${milvus}.port`],
	['common.security.tlsMode', `${milvus}.tls.mode`, 'tlsMode'],
	['common.storageType', `${storage}.type`, 'serverStorage'],
	['minio.address', `${storage}.endpoint`],
	['minio.port', `${storage}.port`],
	['minio.region', `${storage}.region`],
	['minio.accessKeyID', `${storage}.accessKeyId`],
	['minio.secretAccessKey', `${storage}.secretAccessKey`],
	['minio.useSSL', `${storage}.useSsl`, 'boolean'],
	['minio.useIAM', `${storage}.auth`, 'useIam'],
	['minio.bucketName', `${storage}.bucket`],
	['minio.rootPath', `${storage}.rootPath`],
	['localStorage.path', `${storage}.path`],
];

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
export function isServerFile(leaves: readonly Leaf[]): boolean {
	return leaves.some(({path: [first = '']}) =>
		ownSections.includes(first.toLowerCase()),
	);
}

/**
 * Milvus's own milvus.yaml as one cluster, named `default`: where it keeps its data. Everything else in it is Milvus's affair. Addresses
 * are as Milvus sees them.
 *
 * @throws config-bad-value for storages that milvault does not have
 */
export function milvusServerLayer(
	leaves: readonly Leaf[],
	directory: string,
	problems?: Problems,
): Layer {
	const given = new Map(
		leaves.map(leaf => [leaf.path.join('.').toLowerCase(), leaf]),
	);
	const entries: Entries = new Map();
	for (const [key, path, translation = 'same'] of keys) {
		const leaf = given.get(key.toLowerCase());
		if (leaf?.shape === 'text' && leaf.text !== '') {
			const origin = `${leaf.origins.at(-1) ?? ''} (${key})`;
			const entry = attempt(problems, () =>
				translate(
					{text: leaf.text, origin, key, directory, rank: ranks.file},
					translation,
				),
			);
			if (entry) {
				entries.set(path, entry);
			}
		}
	}

	// What a Milvus on local storage says of MinIO means nothing, and the other way round.
	const isLocal = entries.get(`${storage}.type`)?.text === 'local';
	for (const path of entries.keys()) {
		const isOfLocal = path === `${storage}.path`;
		const isOfBucket = path.startsWith(storage) && !isOfLocal;
		if (
			path !== `${storage}.type` &&
			((isLocal && isOfBucket) || (!isLocal && isOfLocal))
		) {
			entries.delete(path);
		}
	}

	return {entries, clusters: new Set(['default']), repositories: new Set()};
}
