import {MilvaultError} from '../model/milvault-error.js';
import type {Environment} from './environment.js';
import {environmentNameOf, secretPaths} from './keys.js';
import {isQueueUrl, queueUrls} from './queue-url.js';
import {readSecret} from './read-secret.js';
import type {MilvusSettings, Secret, Settings, StorageSettings} from './settings.js';

/** What a run is about to talk to. */
export type SecretNeed = 'milvus' | 'clusterStorage' | 'repository' | 'queue';

/** For what copies between a cluster and a repository. */
export const everything: readonly SecretNeed[] = [
	'milvus',
	'clusterStorage',
	'repository',
	'queue',
];

/** For a worker: it copies and reads, and never talks to Milvus. */
export const copying: readonly SecretNeed[] = ['clusterStorage', 'repository', 'queue'];

/** For what reads backups, which workers may do for it. */
export const reading: readonly SecretNeed[] = ['repository', 'queue'];

/** For what never talks to Milvus. */
export const repositoryOnly: readonly SecretNeed[] = ['repository'];

/**
 * Fetches what is still pending for one cluster and one repository, and makes sure that both were
 * chosen and that their storages have keys. What is not needed stays pending. A second call fetches
 * only what is still pending.
 *
 * @param cluster default: the settings' own; likewise repository
 * @param needs default: all
 * @returns new settings; the given ones are not changed
 * @throws config-secret-unreadable, config-missing-value, unknown-cluster, unknown-repository,
 *   cancelled
 */
export async function resolveSecrets(
	settings: Settings,
	{
		cluster = settings.defaultCluster,
		repository = settings.defaultRepository,
		needs = everything,
		environment,
		signal,
	}: {
		cluster?: string;
		repository?: string;
		needs?: readonly SecretNeed[];
		/** For commands; default: this process's own. */
		environment?: Environment;
		signal?: AbortSignal;
	} = {},
): Promise<Settings> {
	const pending = {...settings.pendingSecrets};
	const fetched = new Map<string, Promise<Secret>>();
	const fill = async <Value extends MilvusSettings | StorageSettings>(
		value: Value,
		path: string,
	): Promise<Value> => {
		const found: Record<string, Secret> = {};
		for (const key of secretKeys) {
			const full = `${path}.${key}`;
			const reference = pending[full];
			if (reference) {
				// A repository often shares its cluster's command, which may ask the user a question.
				const same = JSON.stringify(reference);
				const secret = fetched.get(same) ?? readSecret(reference, {key: full, environment, signal});
				fetched.set(same, secret);
				found[key] = await secret;
				delete pending[full];
			}
		}

		return {...value, ...found};
	};

	const clusters = {...settings.clusters};
	const repositories = {...settings.repositories};
	if (needs.includes('milvus') || needs.includes('clusterStorage')) {
		const chosen = choose('cluster', cluster, clusters);
		const path = `clusters.${cluster}`;
		clusters[cluster] = {
			...chosen,
			milvus: needs.includes('milvus')
				? await fill(chosen.milvus, `${path}.milvus`)
				: chosen.milvus,
			storage: needs.includes('clusterStorage')
				? requireKeys(await fill(chosen.storage, `${path}.storage`), `${path}.storage`)
				: chosen.storage,
		};
	}

	if (needs.includes('repository')) {
		const chosen = choose('repository', repository, repositories);
		const path = `repositories.${repository}`;
		repositories[repository] = {
			...chosen,
			storage: requireKeys(await fill(chosen.storage, path), path),
		};
	}

	const reference = pending['queue'];
	let {queue} = settings;
	if (reference && needs.includes('queue')) {
		queue = await readSecret(reference, {key: 'queue', environment, signal});
		if (!isQueueUrl(queue.value)) {
			const {origin} = queue;
			throw new MilvaultError('config-bad-value', {
				key: 'queue',
				origin,
				value: '******',
				allowed: queueUrls,
			});
		}

		delete pending['queue'];
	}

	return {
		...settings,
		clusters,
		repositories,
		...(queue && {queue}),
		pendingSecrets: pending,
	};
}

/**
 * The same for a second repository, to which backups are copied. One that is not known is left to
 * whoever opens it.
 */
export async function resolveTarget(
	settings: Settings,
	target: string | undefined,
	options: {environment?: Environment; signal?: AbortSignal},
): Promise<Settings> {
	return target !== undefined && Object.hasOwn(settings.repositories, target)
		? resolveSecrets(settings, {...options, repository: target, needs: repositoryOnly})
		: settings;
}

const secretKeys = ['password', 'token', 'accessKeyId', 'secretAccessKey', 'sessionToken'];

function choose<Value>(
	kind: 'cluster' | 'repository',
	name: string,
	known: Readonly<Record<string, Value>>,
): Value {
	const found = Object.hasOwn(known, name) ? known[name] : undefined;
	if (found !== undefined) {
		return found;
	}

	const isCluster = kind === 'cluster';
	if (name === '') {
		const key = isCluster ? 'defaultCluster' : 'defaultRepository';
		throw new MilvaultError('config-missing-value', {
			key,
			ways: `--${kind} ${Object.keys(known).join(' | ')}, ${environmentNameOf(key)}, ${key}`,
		});
	}

	throw new MilvaultError(isCluster ? 'unknown-cluster' : 'unknown-repository', {
		name,
		known: Object.keys(known),
		origin: `--${kind}`,
	});
}

/** No keys are tried that were not given. */
function requireKeys<Value extends StorageSettings>(storage: Value, path: string): Value {
	if (storage.type === 'local' || storage.auth === 'default') {
		return storage;
	}

	for (const key of ['accessKeyId', 'secretAccessKey'] as const) {
		if (!storage[key]) {
			const isCluster = path.startsWith('clusters.');
			const general = isCluster ? `clusters.*.storage.${key}` : `repositories.*.${key}`;
			const wellKnown = {
				accessKeyId: 'ACCESS_KEY',
				secretAccessKey: 'SECRET_KEY',
			}[key];
			throw new MilvaultError('config-missing-value', {
				key: `${path}.${key}`,
				ways: [
					...secretPaths(`${path}.${key}`),
					environmentNameOf(general),
					`MINIO_${isCluster ? '' : 'BACKUP_'}${wellKnown}`,
					`${path}.auth: default`,
				].join(', '),
			});
		}
	}

	return storage;
}
