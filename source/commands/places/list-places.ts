import type {Settings, StorageSettings} from '../../settings/settings.js';
import {clusterListLines, repositoryListLines} from './place-lines.js';
import {done, type CommandEnd, type Context} from '../shared/context.js';
import {loadContextSettings} from '../shared/load-context-settings.js';
import type {PublicStorage} from './public-storage.js';

/** `milvault cluster list`: the clusters of file, environment and flags, without their secrets. */
export async function clusterList(context: Context): Promise<CommandEnd> {
	const {output} = context;
	const settings = await loadContextSettings(context, []);
	const clusters = Object.values(settings.clusters).map(({name, milvus, storage}) => ({
		name,
		isDefault: name === settings.defaultCluster,
		address: milvus.address,
		username: milvus.username,
		tls: milvus.tls.mode,
		storage: publicStorage(storage),
		origin: originOf(settings, `clusters.${name}`),
	}));
	const {messages, columns} = output;
	output.print(...clusterListLines(clusters, {messages, columns}));
	return done({file: settings.file, clusters});
}

/** `milvault repository list`: likewise. */
export async function repositoryList(context: Context): Promise<CommandEnd> {
	const {output} = context;
	const settings = await loadContextSettings(context, []);
	const repositories = Object.values(settings.repositories).map(({name, storage}) => ({
		name,
		isDefault: name === settings.defaultRepository,
		storage: publicStorage(storage),
		origin: originOf(settings, `repositories.${name}`),
	}));
	const {messages, columns} = output;
	output.print(...repositoryListLines(repositories, {messages, columns}));
	return done({file: settings.file, repositories});
}

function publicStorage(storage: StorageSettings): PublicStorage {
	return storage.type === 'local'
		? {type: 'local', place: storage.path}
		: {
				type: 's3',
				place: `s3://${[storage.bucket, storage.rootPath].filter(Boolean).join('/')}`,
				...(storage.endpoint === undefined ? {} : {endpoint: storage.endpoint}),
			};
}

/** The origin of the first value that the user configured. */
function originOf({origins}: Settings, path: string): string {
	return (
		Object.entries(origins).find(
			([key, origin]) => key.startsWith(`${path}.`) && origin !== 'default',
		)?.[1] ?? 'default'
	);
}
