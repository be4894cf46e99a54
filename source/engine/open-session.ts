import {MilvaultError} from '../model/milvault-error.js';
import type {Settings, StorageSettings} from '../settings/settings.js';
import type {StorageHooks} from '../storage/storage.js';
import type {Place, Session} from './session.js';

/**
 * Chooses the cluster and the repository, and one to copy to, and opens each when it is first used.
 *
 * @throws unknown-cluster, unknown-repository
 */
export async function openSession(
	settings: Settings,
	choice: {
		cluster?: string;
		repository?: string;
		/** A second repository, to which backups are copied; default: none. */
		target?: string;
		signal?: AbortSignal;
	} = {},
): Promise<Session> {
	const clusterName = choice.cluster ?? settings.defaultCluster;
	const cluster = settings.clusters[clusterName];
	if (!cluster) {
		throw new MilvaultError('unknown-cluster', {
			name: clusterName,
			known: Object.keys(settings.clusters),
			origin: originOf(settings, choice.cluster, 'defaultCluster', '--cluster'),
		});
	}

	const repositoryName = choice.repository ?? settings.defaultRepository;
	const repository = settings.repositories[repositoryName];
	if (!repository) {
		throw new MilvaultError('unknown-repository', {
			name: repositoryName,
			known: Object.keys(settings.repositories),
			origin: originOf(settings, choice.repository, 'defaultRepository', '--repository'),
		});
	}

	const target =
		choice.target !== undefined && Object.hasOwn(settings.repositories, choice.target)
			? settings.repositories[choice.target]
			: undefined;
	if (choice.target !== undefined && !target) {
		throw new MilvaultError('unknown-repository', {
			name: choice.target,
			known: Object.keys(settings.repositories),
			origin: 'flag --to',
		});
	}

	const milvus = once(async () => {
		const {connectMilvus} = await import('../milvus/connect-milvus.js');
		return connectMilvus(cluster.milvus, {signal: choice.signal});
	});
	const hooks: StorageHooks = {};
	const clusterPlace = once(async () => openPlace(cluster.storage, hooks));
	const repositoryPlace = once(async () => openPlace(repository.storage, hooks, {isPrivate: true}));
	const targetPlace = once(async () => {
		if (!target) {
			throw new TypeError('This session has no repository to copy to.');
		}

		return openPlace(target.storage, hooks, {isPrivate: true});
	});

	const close = (): void => {
		milvus.ifOpen(opened => {
			opened.close();
		});
		clusterPlace.ifOpen(({storage}) => {
			storage.close();
		});
		for (const place of [repositoryPlace, targetPlace]) {
			place.ifOpen(({storage}) => {
				storage.close();
			});
		}
	};

	return {
		settings,
		cluster,
		repository,
		...(target && {target}),
		hooks,
		milvus: milvus.get,
		clusterPlace: clusterPlace.get,
		repositoryPlace: repositoryPlace.get,
		targetPlace: targetPlace.get,
		close,
		[Symbol.dispose]: close,
	};
}

async function openPlace(
	settings: StorageSettings,
	hooks: StorageHooks,
	{isPrivate = false}: {isPrivate?: boolean} = {},
): Promise<Place> {
	const {openStorage} = await import('../storage/open-storage.js');
	const {ownerOf} = await import('../storage/local/owner-of.js');
	const storage = await openStorage(settings, {hooks, isPrivate});
	return settings.type === 'local'
		? {
				storage,
				rootPath: '',
				label: settings.path,
				ownerId: await ownerOf(settings.path),
			}
		: {
				storage,
				rootPath: settings.rootPath,
				label: [storage.place, settings.rootPath].filter(Boolean).join('/'),
			};
}

function originOf(
	settings: Settings,
	chosen: string | undefined,
	path: string,
	flag: string,
): string {
	return chosen === undefined ? (settings.origins[path] ?? 'default') : `flag ${flag}`;
}

/**
 * Runs `open` at the first `get`; every caller gets the same promise, and a failure may be tried
 * again.
 */
function once<Value>(open: () => Promise<Value>): {
	get: () => Promise<Value>;
	ifOpen: (use: (value: Value) => void) => void;
} {
	let pending: Promise<Value> | undefined;
	let opened: {value: Value} | undefined;
	const start = async (): Promise<Value> => {
		try {
			const value = await open();
			opened = {value};
			return value;
		} catch (error) {
			pending = undefined;
			throw error;
		}
	};

	return {
		async get() {
			pending ??= start();
			return pending;
		},
		ifOpen(use) {
			if (opened) {
				use(opened.value);
			}
		},
	};
}
