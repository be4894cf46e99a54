import {openSession} from '../engine/open-session.js';
import type {Session} from '../engine/session.js';
import type {Effects, Opened, TypedSecrets} from '../dialog/effects.js';
import type {LoadOptions} from '../settings/load-settings.js';
import {everything, resolveSecrets} from '../settings/resolve-secrets.js';
import {shownValues} from '../settings/set-layer.js';
import type {Secret, Settings, StorageSettings} from '../settings/settings.js';
import {loadRunSettings, type RunChoice} from './load-run-settings.js';

/**
 * Opens a cluster and a repository and makes sure that both answer; secrets that are configured
 * nowhere are those that were typed.
 *
 * @throws what loading settings, Milvus and the store throw
 */
export async function openPlaces(
	{cluster, repository, typed}: Effects['open']['input'],
	{
		globals,
		environment,
		onSettings,
	}: {
		globals: RunChoice;
		environment: LoadOptions['environment'];
		onSettings: (settings: Settings) => void;
	},
	signal: AbortSignal,
): Promise<{session: Session; value: Opened}> {
	const choice = {
		...globals,
		cluster: cluster ?? globals.cluster,
		repository: repository ?? globals.repository,
	};
	const loaded = await loadRunSettings(choice, {
		environment,
		secretsFor: typed ? [] : everything,
		signal,
	});
	const names = {
		cluster: choice.cluster ?? loaded.defaultCluster,
		repository: choice.repository ?? loaded.defaultRepository,
	};
	const settings = typed
		? await resolveSecrets(withTyped(loaded, names, typed), {
				...names,
				environment,
				signal,
			})
		: loaded;
	onSettings(settings);
	const session = await openSession(settings, {...names, signal});
	try {
		const milvus = await session.milvus();
		const place = await session.repositoryPlace();
		await place.storage.ensureReachable({signal, mayBeNew: true});
		return {
			session,
			value: {
				cluster: session.cluster.name,
				repository: session.repository.name,
				version: milvus.version,
				address: session.cluster.milvus.address,
				repositoryPlace: place.label,
				flags: await flagsFor(names, {globals, environment, signal}),
			},
		};
	} catch (error) {
		session.close();
		throw error;
	}
}

/** A command says only what it would not find by itself. */
async function flagsFor(
	names: {cluster: string; repository: string},
	{
		globals: {config, address, set},
		environment,
		signal,
	}: {
		globals: RunChoice;
		environment: LoadOptions['environment'];
		signal: AbortSignal;
	},
): Promise<Opened['flags']> {
	const found = await loadRunSettings(
		{config, address, set},
		{environment, secretsFor: [], signal},
	).catch(() => undefined);
	return {
		config,
		address,
		set: shownValues(set),
		...(names.cluster !== found?.defaultCluster && {cluster: names.cluster}),
		...(names.repository !== found?.defaultRepository && {
			repository: names.repository,
		}),
	};
}

function withTyped(
	settings: Settings,
	{cluster, repository}: {cluster: string; repository: string},
	typed: TypedSecrets,
): Settings {
	const secret = (value: string | undefined): Secret | undefined =>
		value === undefined ? undefined : {value, origin: 'typed'};
	const fill = (storage: StorageSettings): StorageSettings =>
		storage.type === 's3'
			? {
					...storage,
					accessKeyId: storage.accessKeyId ?? secret(typed.accessKeyId),
					secretAccessKey: storage.secretAccessKey ?? secret(typed.secretAccessKey),
				}
			: storage;
	const before = settings.clusters[cluster];
	const place = settings.repositories[repository];
	return {
		...settings,
		clusters: {
			...settings.clusters,
			...(before && {
				[cluster]: {
					...before,
					milvus: {
						...before.milvus,
						username: before.milvus.username ?? 'root',
						password: secret(typed.password) ?? before.milvus.password,
					},
					storage: fill(before.storage),
				},
			}),
		},
		repositories: {
			...settings.repositories,
			...(place && {[repository]: {...place, storage: fill(place.storage)}}),
		},
	};
}
