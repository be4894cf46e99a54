import {join} from 'node:path';
import {MilvaultError} from '../model/milvault-error.js';
import {isAmazon, readEndpoint, regionOfEndpoint} from './addresses.js';
import {environmentNameOf, secretPaths} from './keys.js';
import {lacking, lackOf} from './providers.js';
import {
	readBoolean,
	readBucket,
	readChoice,
	readPath,
	readRootPath,
	readSize,
} from './read-values.js';
import {hasSecret, noteOrigin, readValue, readSecretValue, type Section} from './section.js';
import type {LocalSettings, S3Settings, StorageSettings} from './settings.js';

/** Defaults of a storage. */
export type StorageDefaults = {
	/** A cluster's `files`, a repository's `backup`. */
	rootPath: string;
	/** Milvus's own default bucket; undefined: a bucket must be given. */
	bucket?: string;
	/** The storage of the cluster that a repository shares; gives the directory for a local one. */
	shared?: StorageSettings;
};

/** S3's limit for one CopyObject. */
const maxCopyMiB = 5 * 1024;

/**
 * Says where bytes live.
 *
 * @throws config-bad-value, config-missing-value
 */
export function buildStorage(section: Section, defaults: StorageDefaults): StorageSettings {
	const given = readValue(section, 'type', entry => {
		const lack = lackOf(entry.text.toLowerCase());
		if (lack) {
			throw lacking(entry, lack);
		}

		return readChoice(entry, ['s3', 'minio', 'local']);
	});
	const isLocal =
		section.find('path') !== undefined &&
		section.find('endpoint') === undefined &&
		section.find('bucket') === undefined;
	// What is shared has the type it has there, which was not said either: its own default port, too.
	const isSharedLocal = defaults.shared?.type === 'local';
	const isLocalHere = defaults.shared ? isSharedLocal : isLocal;
	const type = given ?? (isLocalHere ? 'local' : 'minio');
	if (given === undefined) {
		noteOrigin(section, 'type');
	}

	return type === 'local' ? buildLocal(section, defaults) : buildS3(section, {type, ...defaults});
}

function buildLocal(section: Section, {shared, rootPath}: StorageDefaults): LocalSettings {
	const read = (key: string): string | undefined =>
		readValue(section, key, entry => readPath(entry, section.build.homeDirectory));
	const path = read('path');
	const milvusPath = read('milvusPath');
	if (path !== undefined) {
		return {
			type: 'local',
			path,
			...(milvusPath === undefined ? {} : {milvusPath}),
		};
	}

	if (shared?.type !== 'local') {
		throw missing(section, 'path');
	}

	const inside = readValue(section, 'rootPath', readRootPath) ?? rootPath;
	noteOrigin(section, 'path', section.find('rootPath')?.origin);
	return {
		type: 'local',
		path: join(shared.path, inside),
		...(shared.milvusPath === undefined ? {} : {milvusPath: join(shared.milvusPath, inside)}),
	};
}

function buildS3(
	section: Section,
	{type, ...defaults}: StorageDefaults & {type: 's3' | 'minio'},
): S3Settings {
	const shared = defaults.shared?.type === 's3' ? defaults.shared : undefined;
	const bucket =
		readValue(section, 'bucket', readBucket) ??
		shared?.bucket ??
		(type === 'minio' ? defaults.bucket : undefined);
	if (bucket === undefined) {
		throw missing(section, 'bucket');
	}

	const rootPath = readValue(section, 'rootPath', readRootPath) ?? defaults.rootPath;
	for (const key of ['bucket', 'rootPath']) {
		noteOrigin(section, key, section.find(key)?.origin);
	}

	const endpoint = buildEndpoint(section, {type, bucket, shared});
	const isAmazons = endpoint === undefined || isAmazon(endpoint);
	const usePathStyle = readValue(section, 'pathStyle', readBoolean) ?? !isAmazons;
	const caFile = readValue(section, 'caFile', entry =>
		readPath(entry, section.build.homeDirectory),
	);
	const threshold = readValue(section, 'multipartCopyThreshold', entry =>
		readSize(entry, {minMiB: 5, maxMiB: maxCopyMiB}),
	);
	return {
		type: 's3',
		...(endpoint === undefined ? {} : {endpoint}),
		region: buildRegion(section, endpoint),
		bucket,
		rootPath,
		usePathStyle,
		...buildKeys(section, isAmazons),
		...(caFile === undefined ? {} : {caFile}),
		multipartCopyThresholdBytes: threshold ?? maxCopyMiB * 2 ** 20,
	};
}

function buildEndpoint(
	section: Section,
	{type, bucket, shared}: {type: 's3' | 'minio'; bucket: string; shared?: S3Settings},
): string | undefined {
	const entry = section.find('endpoint');
	const port = section.find('port');
	const useSsl = section.find('useSsl');
	const isDefault = !entry && !port && !useSsl;
	if (isDefault && (shared || type === 's3')) {
		if (shared?.endpoint !== undefined) {
			noteOrigin(section, 'endpoint');
		}

		return shared?.endpoint;
	}

	noteOrigin(section, 'endpoint', (entry ?? port ?? useSsl)?.origin);
	return readEndpoint(
		entry ?? {
			text: 'localhost',
			origin: 'default',
			key: `${section.path}.endpoint`,
			directory: '/',
			rank: 0,
		},
		{
			port,
			useSsl,
			bucket,
			...(type === 'minio' ? {defaultPort: 9000} : {}),
		},
	);
}

function buildRegion(section: Section, endpoint: string | undefined): string {
	const given = readValue(section, 'region', ({text}) => text);
	if (given !== undefined) {
		return given;
	}

	const ofEndpoint = endpoint && regionOfEndpoint(endpoint);
	if (ofEndpoint) {
		noteOrigin(section, 'region', section.find('endpoint')?.origin);
		return ofEndpoint;
	}

	for (const name of endpoint ? [] : ['AWS_REGION', 'AWS_DEFAULT_REGION']) {
		const region = section.build.environment[name];
		if (region) {
			noteOrigin(section, 'region', `environment ${name}`);
			return region;
		}
	}

	// MinIO's name for its region too, where none is configured.
	noteOrigin(section, 'region');
	return 'us-east-1';
}

function buildKeys(
	section: Section,
	isAmazons: boolean,
): Pick<S3Settings, 'auth' | 'accessKeyId' | 'secretAccessKey' | 'sessionToken'> {
	const given = readValue(section, 'auth', entry => readChoice(entry, ['static', 'default']));
	const hasKey = hasSecret(section, 'accessKeyId') || hasSecret(section, 'secretAccessKey');
	const auth = given ?? (isAmazons && !hasKey ? 'default' : 'static');
	if (given === undefined) {
		noteOrigin(section, 'auth');
	}

	if (auth === 'default') {
		return {auth};
	}

	const accessKeyId = readSecretValue(section, 'accessKeyId');
	const secretAccessKey = readSecretValue(section, 'secretAccessKey');
	const sessionToken =
		rankOf(section, 'sessionToken') < rankOf(section, 'accessKeyId')
			? undefined
			: readSecretValue(section, 'sessionToken');
	return {
		auth,
		...(accessKeyId ? {accessKeyId} : {}),
		...(secretAccessKey ? {secretAccessKey} : {}),
		...(sessionToken ? {sessionToken} : {}),
	};
}

/** A session token belongs to its key: a lower layer's token is no part of a higher layer's key. */
function rankOf(section: Section, key: string): number {
	return Math.max(0, ...secretPaths(key).map(form => section.find(form)?.rank ?? 0));
}

function missing({path}: Section, key: string): MilvaultError<'config-missing-value'> {
	const general = `${path}.${key}`.replace(/^(clusters|repositories)\.[^.]+/, '$1.*');
	return new MilvaultError('config-missing-value', {
		key: `${path}.${key}`,
		ways: [`${path}.${key}`, environmentNameOf(general)].filter(Boolean).join(', '),
	});
}
