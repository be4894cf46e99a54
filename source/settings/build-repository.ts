import {MilvaultError} from '../model/milvault-error.js';
import {buildStorage} from './build-storage.js';
import {badValue} from './sourced-values.js';
import {secretOf, secretPaths} from './keys.js';
import {retentionKeys, readRetentionValue} from '../model/retention-values.js';
import {noteOrigin, readValue, sectionOf, type Build, type Section} from './section.js';
import type {ClusterSettings, RepositorySettings} from './settings.js';

/** These belong to one place: sharing a server does not share them. */
const ownKeys = new Set(['rootPath', 'path', 'milvusPath']);

/**
 * Builds the settings of one repository. Without a type, an endpoint and a path of its own it
 * shares a cluster's storage: absent values are taken from there, its root path is `backup`.
 *
 * @param sharing the cluster it shares unless it names another; empty when there is no default
 *   cluster
 * @param sharesRootPath also takes the cluster's root path, as milvus-backup 0.5.16 does
 * @throws config-bad-value, config-missing-value, unknown-cluster
 */
export function buildRepository(
	name: string,
	{
		build,
		clusters,
		sharing,
		sharesRootPath,
	}: {
		build: Build;
		clusters: ReadonlyMap<string, ClusterSettings>;
		sharing: string;
		sharesRootPath: boolean;
	},
): RepositorySettings {
	const own = sectionOf(build, `repositories.${name}`);
	const clusterEntry = own.find('cluster');
	for (const key of ['type', 'endpoint']) {
		// Else the cluster's keys would be sent to another server. Files of milvus-backup have other
		// keys, and do just that.
		const entry = own.find(key);
		if (clusterEntry && entry && entry.key === `${own.path}.${key}`) {
			throw badValue(entry, `cluster | ${key}`);
		}
	}

	const isOwn = ['type', 'endpoint', 'path'].some(key => own.find(key));
	if (isOwn && !clusterEntry) {
		return {name, storage: buildStorage(own, {rootPath: 'backup'}), ...buildRetention(own)};
	}

	const clusterName = clusterEntry?.text ?? sharing;
	const cluster = clusters.get(clusterName);
	if (clusterName === '') {
		throw new MilvaultError('config-missing-value', {
			key: `${own.path}.cluster`,
			ways: `${own.path}.cluster, defaultCluster`,
		});
	}

	if (!cluster) {
		throw new MilvaultError('unknown-cluster', {
			name: clusterName,
			known: [...clusters.keys()],
			origin: clusterEntry?.origin ?? 'default',
		});
	}

	noteOrigin(own, 'cluster', clusterEntry?.origin);
	const shared = cluster.storage;
	const sharedRoot = shared.type === 's3' && sharesRootPath && shared.rootPath;
	return {
		name,
		storage: buildStorage(inherit(own, clusterName), {
			rootPath: sharedRoot || 'backup',
			shared,
		}),
		...buildRetention(own),
	};
}

/** Its own, whatever storage it shares. */
function buildRetention({build, path}: Section): Pick<RepositorySettings, 'retention'> {
	const section = sectionOf(build, `${path}.retention`);
	const values = retentionKeys.flatMap(key => {
		const value = readValue(section, key, entry => {
			const read = readRetentionValue(key, entry.text);
			if ('allowed' in read) {
				throw badValue(
					entry,
					[...new Set([...(read.near ? [read.near] : []), ...read.allowed])].join(', '),
				);
			}

			return read.value;
		});
		return value === undefined ? [] : [[key, value] as const];
	});
	return values.length > 0 ? {retention: Object.fromEntries(values)} : {};
}

function inherit(own: Section, cluster: string): Section {
	const {build, path} = own;
	const parent = sectionOf(build, `clusters.${cluster}.storage`);
	const isGiven = (base: string): boolean =>
		secretPaths(base).some(form => own.find(form) !== undefined);
	return {
		build,
		path,
		find(key) {
			const secret = secretOf(key)?.base;
			// A secret is taken whole, in whatever form, and a session token belongs to its key.
			const isOwnSecret =
				secret !== undefined &&
				(isGiven(secret) || (secret === 'sessionToken' && isGiven('accessKeyId')));
			return own.find(key) ?? (ownKeys.has(key) || isOwnSecret ? undefined : parent.find(key));
		},
	};
}
