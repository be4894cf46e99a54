import {checkCluster} from '../engine/check-cluster.js';
import {findClusterData, type ClusterData} from '../engine/find-cluster-data.js';
import {openSession} from '../engine/open-session.js';
import type {ConnectionDraft} from '../dialog/effects.js';
import type {Check, CheckResult} from '../model/checks.js';
import {addPlaces} from '../settings/edit-config-file.js';
import {configFileToWrite} from '../settings/find-config-file.js';
import {loadSettings} from '../settings/load-settings.js';
import type {ClusterDefinition, RepositoryDefinition} from '../settings/own-schema.js';
import type {Settings} from '../settings/settings.js';
import type {RunChoice} from './load-run-settings.js';
import type {Environment} from '../settings/environment.js';

const draftName = 'draft';

/** Where the Milvus of a connection that is not saved yet keeps its data. */
export async function findData(
	draft: Omit<ConnectionDraft, 'repository' | 'name'>,
	signal: AbortSignal,
): Promise<ClusterData> {
	const settings = await settingsOf(
		{
			...draft,
			// Not known yet: other buckets are looked into all the same.
			storage: {bucket: 'a-bucket', ...draft.storage},
			name: draftName,
			repository: {},
		},
		signal,
	);
	const {milvus, storage} = settings.clusters[draftName]!;
	return storage.type === 's3' ? findClusterData(milvus, storage, {signal}) : {places: []};
}

/** Every endpoint of a connection that is not saved yet. */
export async function checkDraft(
	draft: ConnectionDraft,
	options: {
		signal: AbortSignal;
		proxies: readonly string[];
		onCheck: (check: Check) => void;
	},
): Promise<CheckResult> {
	const {signal} = options;
	const settings = await settingsOf(draft, signal);
	using session = await openSession(settings, {
		cluster: draft.name,
		repository: draft.name,
		signal,
	});
	return await checkCluster(session, options);
}

/** Writes a connection into the configuration file: a cluster and a repository of one name. */
export async function saveDraft(
	{draft, withSecrets}: {draft: ConnectionDraft; withSecrets: boolean},
	{
		globals,
		environment,
	}: {
		globals: RunChoice;
		environment: Environment;
	},
): Promise<{file: string}> {
	const file = configFileToWrite(globals.config, environment);
	await addPlaces(file, draft.name, definitionsOf(withSecrets ? draft : withoutSecrets(draft)));
	return {file};
}

function withoutSecrets(draft: ConnectionDraft): ConnectionDraft {
	const {accessKeyId: _, secretAccessKey: __, ...storage} = draft.storage;
	return {...draft, password: undefined, storage};
}

function definitionsOf({
	address,
	tls,
	username,
	password,
	storage,
	repository,
	name,
}: ConnectionDraft): {
	cluster: ClusterDefinition;
	repository: RepositoryDefinition;
} {
	return {
		cluster: {
			milvus: {
				address,
				username,
				password,
				...(tls === 'one-way' && {tls: {mode: tls}}),
			},
			storage,
		},
		repository: repository.path === undefined ? {cluster: name, ...repository} : repository,
	};
}

/** A draft stands alone: no file and no variable has anything to do with it. */
async function settingsOf(draft: ConnectionDraft, signal: AbortSignal): Promise<Settings> {
	const {name} = draft;
	const {cluster, repository} = definitionsOf(draft);
	return loadSettings({
		environment: {},
		configDirectory: '/nonexistent',
		extra: [
			{
				origin: 'typed',
				clusters: {[name]: cluster},
				repositories: {[name]: repository},
				defaultCluster: name,
				defaultRepository: name,
			},
		],
		signal,
	});
}
