import {addCluster} from '../../settings/edit-config-file.js';
import type {ClusterDefinition} from '../../settings/own-schema.js';
import {done, type CommandEnd, type Context} from '../shared/context.js';
import {canAsk} from '../shared/streams.js';
import {typedCommand} from '../../render/typed-command.js';
import {askKeys, askPassword} from './ask-secrets.js';
import {configFileOf, typedPath} from '../shared/config-file.js';
import {refuseTakenName} from './refuse-taken-name.js';
import {needsKeys, storageDefinition, type StorageOptions} from './storage-definition.js';
import {useSettingsIfAny} from '../practice/practice-context.js';

export type ClusterOptions = StorageOptions & {
	operands: {name: string};
	user?: string;
	passwordFile?: string;
	passwordCommand?: string;
	passwordEnv?: string;
	tokenFile?: string;
	tokenCommand?: string;
	tokenEnv?: string;
	tls?: 'off' | 'one-way' | 'mutual';
	tlsCaFile?: string;
	tlsCertFile?: string;
	tlsKeyFile?: string;
	tlsServerName?: string;
	restUrl?: string;
	managementUrl?: string;
};

/**
 * `milvault cluster add`: writes a cluster into the configuration file; on a terminal it asks for
 * secrets that nothing refers to.
 */
export async function clusterAdd(context: Context, options: ClusterOptions): Promise<CommandEnd> {
	const {output, globals, streams} = context;
	const settings = await useSettingsIfAny(context);
	const {name} = options.operands;
	const file = configFileOf(context);
	refuseTakenName(settings, {kind: 'cluster', name, file});
	const definition = definitionOf(options, globals.address);
	const asked = canAsk(streams, globals) ? await askSecrets(context, definition) : {};
	const milvus = {...definition.milvus, ...asked.milvus};
	const storage = {...definition.storage, ...asked.storage};
	await addCluster(file, name, {milvus, storage});
	const texts = output.messages.commands.places;
	output.print(
		texts.clusterAdded(name, file),
		...(asked.milvus || asked.storage ? [texts.secretsWritten(file)] : []),
		`${texts.tryIt} ${typedCommand(['create', '--dry-run', '--cluster', name], {config: globals.config})}`,
	);
	return done({name, file});
}

function definitionOf(
	options: ClusterOptions,
	address: string | undefined,
): Required<ClusterDefinition> {
	const tls = {
		mode: options.tls,
		caFile: typedPath(options.tlsCaFile),
		certFile: typedPath(options.tlsCertFile),
		keyFile: typedPath(options.tlsKeyFile),
		serverName: options.tlsServerName,
	};
	return {
		milvus: {
			address,
			username: options.user,
			passwordFile: typedPath(options.passwordFile),
			passwordCommand: options.passwordCommand,
			passwordEnvironment: options.passwordEnv,
			tokenFile: typedPath(options.tokenFile),
			tokenCommand: options.tokenCommand,
			tokenEnvironment: options.tokenEnv,
			...(Object.values(tls).some(value => value !== undefined) ? {tls} : {}),
			restUrl: options.restUrl,
			managementUrl: options.managementUrl,
		},
		storage: storageDefinition(options),
	};
}

async function askSecrets(
	context: Context,
	{milvus, storage}: Required<ClusterDefinition>,
): Promise<ClusterDefinition> {
	const {username} = milvus;
	const isPasswordGiven =
		milvus.passwordFile ??
		milvus.passwordCommand ??
		milvus.passwordEnvironment ??
		milvus.tokenFile ??
		milvus.tokenCommand ??
		milvus.tokenEnvironment;
	const password =
		username !== undefined && isPasswordGiven === undefined
			? await askPassword(context, String(username))
			: undefined;
	const keys = needsKeys(storage) ? await askKeys(context, storage) : {};
	return {
		...(password === undefined ? {} : {milvus: {password}}),
		...(keys.accessKeyId === undefined ? {} : {storage: keys}),
	};
}
