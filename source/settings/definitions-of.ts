import type {ClusterDefinition, StorageDefinition} from './own-schema.js';
import type {MilvusSettings, StorageSettings} from './settings.js';

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
				auth: storage.auth === 'default' ? 'default' : undefined,
				accessKeyId: storage.accessKeyId?.value,
				secretAccessKey: storage.secretAccessKey?.value,
				sessionToken: storage.sessionToken?.value,
				caFile: storage.caFile,
			};
}
