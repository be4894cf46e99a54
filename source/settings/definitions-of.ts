import type {ClusterDefinition, StorageDefinition} from './own-schema.js';
import {isAmazon} from './addresses.js';
import type {MilvusSettings, S3Settings, StorageSettings} from './settings.js';

/** Settings of a cluster as they would be written into a file of ours; secrets as values. */
export function clusterDefinition({
	milvus,
	storage,
}: {
	milvus: MilvusSettings;
	storage: StorageSettings;
}): ClusterDefinition {
	const {tls} = milvus;
	return {
		milvus: {
			address: milvus.address,
			username: milvus.username,
			password: milvus.password?.value,
			token: milvus.token?.value,
			...(tls.mode !== 'off' && {tls}),
			restUrl: milvus.restUrl,
			managementUrl: milvus.managementUrl,
		},
		storage: storageDefinition(storage),
	};
}

/** S3's most for one copy, which is the default. */
const defaultThresholdBytes = 5 * 2 ** 30;

export function storageDefinition(storage: StorageSettings): StorageDefinition {
	return storage.type === 'local'
		? {type: 'local', path: storage.path, milvusPath: storage.milvusPath}
		: {
				type: storage.endpoint === undefined ? 's3' : 'minio',
				endpoint: storage.endpoint,
				// What our own default is need not be written.
				region: storage.region === 'us-east-1' ? undefined : storage.region,
				bucket: storage.bucket,
				rootPath: storage.rootPath,
				pathStyle: isUsualStyle(storage) ? undefined : storage.usePathStyle,
				auth: isUsualLogin(storage) ? undefined : storage.auth,
				accessKeyId: storage.accessKeyId?.value,
				secretAccessKey: storage.secretAccessKey?.value,
				sessionToken: storage.sessionToken?.value,
				caFile: storage.caFile,
				multipartCopyThreshold:
					storage.multipartCopyThresholdBytes === defaultThresholdBytes
						? undefined
						: storage.multipartCopyThresholdBytes,
			};
}

/** The default: Amazon without keys takes those of the machine. */
function isUsualLogin({endpoint, auth, accessKeyId}: S3Settings): boolean {
	const isAmazons = endpoint === undefined || isAmazon(endpoint);
	return (auth === 'default') === (isAmazons && !accessKeyId);
}

/** The default: Amazon has the bucket in the host's name, others in the path. */
function isUsualStyle({endpoint, usePathStyle}: S3Settings): boolean {
	return usePathStyle !== (endpoint === undefined || isAmazon(endpoint));
}
