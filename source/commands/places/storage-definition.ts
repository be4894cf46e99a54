import type {StorageOption} from '../../messages/texts.js';
import type {StorageDefinition} from '../../settings/own-schema.js';
import {typedPath} from '../shared/config-file.js';

export type StorageOptions = {[Key in StorageOption]?: string};

/** The flags of a storage as a piece of the configuration file. */
export function storageDefinition(options: StorageOptions): StorageDefinition {
	const {pathStyle} = options;
	return {
		type: options.type ?? (options.path === undefined ? undefined : 'local'),
		endpoint: options.endpoint,
		region: options.region,
		bucket: options.bucket,
		rootPath: options.rootPath,
		pathStyle: pathStyle === 'true' ? true : pathStyle === 'false' ? false : pathStyle,
		auth: options.auth,
		accessKeyIdFile: typedPath(options.accessKeyIdFile),
		accessKeyIdCommand: options.accessKeyIdCommand,
		accessKeyIdEnvironment: options.accessKeyIdEnv,
		secretAccessKeyFile: typedPath(options.secretAccessKeyFile),
		secretAccessKeyCommand: options.secretAccessKeyCommand,
		secretAccessKeyEnvironment: options.secretAccessKeyEnv,
		sessionTokenFile: typedPath(options.sessionTokenFile),
		sessionTokenCommand: options.sessionTokenCommand,
		sessionTokenEnvironment: options.sessionTokenEnv,
		caFile: typedPath(options.caFile),
		path: typedPath(options.path),
		milvusPath: options.milvusPath,
	};
}

/**
 * Must keys be asked for? Not for a directory, for what the AWS SDK finds, nor where one was
 * referred to.
 */
export function needsKeys(definition: StorageDefinition): boolean {
	const isLocal = definition.type === 'local';
	const isAmazon = definition.type === 's3' && definition.endpoint === undefined;
	const isGiven =
		definition.accessKeyIdFile ??
		definition.accessKeyIdCommand ??
		definition.accessKeyIdEnvironment ??
		definition.secretAccessKeyFile ??
		definition.secretAccessKeyCommand ??
		definition.secretAccessKeyEnvironment;
	return (
		!isLocal &&
		isGiven === undefined &&
		definition.auth !== 'default' &&
		(!isAmazon || definition.auth === 'static')
	);
}
