import type {Translation} from './foreign-values.js';

/** A key of milvus-backup's file, and ours; a key without ours is known and means nothing to us. */
export type ForeignKey = readonly [key: string, path?: string, translation?: Translation];

const milvus = 'clusters.default.milvus';
const storage = 'clusters.default.storage';
const repository = 'repositories.default';

/**
 * Schema 1, up to v0.5.16 and its older templates: internal/cfg/cfg.go of milvus-backup. Where two
 * keys mean the same, the first that is set counts.
 */
export const keysV1: readonly ForeignKey[] = [
	['configVersion'],
	['log.**'],
	['http.swaggerBasePath', 'server.basePath'],
	['http.**'],
	['cloud.**'],
	['milvus.address', `${milvus}.address`],
	['milvus.port', `${milvus}.port`],
	['milvus.user', `${milvus}.username`],
	['milvus.password', `${milvus}.password`],
	// Not milvus-backup's own, which knows none; a user who writes it means it.
	['milvus.token', `${milvus}.token`],
	['milvus.tlsMode', `${milvus}.tls.mode`, 'tlsMode'],
	['milvus.caCertPath', `${milvus}.tls.caFile`],
	['milvus.serverName', `${milvus}.tls.serverName`],
	['milvus.mtlsCertPath', `${milvus}.tls.certFile`],
	['milvus.mtlsKeyPath', `${milvus}.tls.keyFile`],
	['milvus.authorizationEnabled'],
	['milvus.rpcChannelName'],
	['milvus.etcd.**'],
	['storage.storageType', `${storage}.type`, 'storageType'],
	['minio.storageType', `${storage}.type`, 'storageType'],
	['minio.cloudProvider', `${storage}.type`, 'storageType'],
	['storage.backupStorageType', `${repository}.type`, 'storageType'],
	['minio.backupStorageType', `${repository}.type`, 'storageType'],
	...storageKeysV1(storage, key => key),
	...storageKeysV1(repository, key => `backup${key[0]?.toUpperCase()}${key.slice(1)}`),
	['minio.crossStorage'],
	['minio.multipartCopyThresholdMiB', `${storage}.multipartCopyThreshold`, 'mebibytes'],
	['backup.maxSegmentGroupSize'],
	['backup.parallelism.copydata', 'limits.copyConcurrency'],
	['backup.parallelism.backupCollection', 'limits.backupCollections'],
	['backup.parallelism.backupSegment'],
	['backup.parallelism.restoreCollection', 'limits.restoreCollections'],
	['backup.parallelism.importJob'],
	['backup.keepTempFiles'],
	['backup.gcPause.enable'],
	['backup.gcPause.seconds'],
	['backup.gcPause.address', `${milvus}.managementUrl`, 'httpUrl'],
];

function storageKeysV1(path: string, spell: (key: string) => string): ForeignKey[] {
	const minio = (key: string): string => `minio.${spell(key)}`;
	return [
		[minio('address'), `${path}.endpoint`],
		[minio('port'), `${path}.port`],
		[minio('region'), `${path}.region`],
		[minio('accessKeyID'), `${path}.accessKeyId`],
		[minio('secretAccessKey'), `${path}.secretAccessKey`],
		[minio('token'), `${path}.sessionToken`],
		[minio('gcpCredentialJSON')],
		[minio('useSSL'), `${path}.useSsl`, 'boolean'],
		[minio('useIAM'), `${path}.auth`, 'useIam'],
		[minio('iamEndpoint')],
		[minio('bucketName'), `${path}.bucket`],
		[minio('rootPath'), `${path}.rootPath`],
	];
}

/**
 * Schema 2, `configVersion: v2`, of milvus-backup's main branch: internal/cfg/v2/cfg.go and
 * storage.go.
 */
export const keysV2: readonly ForeignKey[] = [
	['configVersion'],
	['log.**'],
	['server.swaggerBasePath', 'server.basePath'],
	['server.**'],
	['zillizCloud.**'],
	['milvus.user', `${milvus}.username`],
	['milvus.password', `${milvus}.password`],
	['milvus.token', `${milvus}.token`],
	['milvus.grpc.address', `${milvus}.address`],
	['milvus.grpc.port', `${milvus}.port`],
	['milvus.grpc.tlsMode', `${milvus}.tls.mode`, 'tlsMode'],
	['milvus.grpc.caCertPath', `${milvus}.tls.caFile`],
	['milvus.grpc.serverName', `${milvus}.tls.serverName`],
	['milvus.grpc.mtlsCertPath', `${milvus}.tls.certFile`],
	['milvus.grpc.mtlsKeyPath', `${milvus}.tls.keyFile`],
	['milvus.rest.endpoint', `${milvus}.restUrl`, 'httpUrl'],
	['milvus.management.endpoint', `${milvus}.managementUrl`, 'httpUrl'],
	['milvus.replicate.**'],
	['milvus.etcd.**'],
	...storageKeysV2('milvus.storage', storage),
	...storageKeysV2('backup.storage', repository),
	['backup.concurrency.collections', 'limits.backupCollections'],
	['backup.concurrency.segments'],
	['backup.pauseGC'],
	['restore.concurrency.collections', 'limits.restoreCollections'],
	['restore.concurrency.importJobs'],
	['restore.maxSegmentsPerImportJob'],
	['restore.keepTempFiles'],
	['transfer.mode'],
	['transfer.concurrency', 'limits.copyConcurrency'],
	['transfer.multipartCopyThresholdMiB', `${storage}.multipartCopyThreshold`, 'mebibytes'],
];

function storageKeysV2(section: string, path: string): ForeignKey[] {
	return [
		[`${section}.provider`, `${path}.type`, 'storageType'],
		[`${section}.address`, `${path}.endpoint`],
		[`${section}.port`, `${path}.port`],
		[`${section}.region`, `${path}.region`],
		[`${section}.useSSL`, `${path}.useSsl`, 'boolean'],
		[`${section}.accountName`],
		[`${section}.sourceSASToken`],
		[`${section}.milvusAddress`],
		[`${section}.milvusPort`],
		[`${section}.bucketName`, `${path}.bucket`],
		[`${section}.rootPath`, `${path}.rootPath`],
		[`${section}.localPath`, `${path}.milvusPath`],
		[`${section}.auth.type`, `${path}.auth`, 'authType'],
		[`${section}.auth.accessKeyID`, `${path}.accessKeyId`],
		[`${section}.auth.secretAccessKey`, `${path}.secretAccessKey`],
		[`${section}.auth.sessionToken`, `${path}.sessionToken`],
		[`${section}.auth.accountKey`],
		[`${section}.auth.credentialsFile`],
		[`${section}.auth.endpoint`],
	];
}

/** What people write into milvus-backup's file and what they mean there. */
export const foreignAliases = {
	username: 'user',
	host: 'address',
	uri: 'address',
	use_tls: 'tlsMode',
	usetls: 'tlsMode',
	secure: 'tlsMode',
	bucket: 'bucketName',
	type: 'storageType',
	accesskey: 'accessKeyID',
	secretkey: 'secretAccessKey',
	sessiontoken: 'token',
	prefix: 'rootPath',
	restoreparallelism: 'parallelism',
};
