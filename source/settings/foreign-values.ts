import {badValue, type SourcedValue} from './sourced-values.js';
import {lacking, lackOf, providerOf} from './providers.js';
import {readBoolean} from './read-values.js';

/**
 * How milvus-backup's values are said in ours; each throws config-bad-value for what neither of us
 * knows.
 */
export const translations = {
	same: (entry: SourcedValue) => entry.text,

	/** v1: 0, 1, 2; v2: disabled, server, mutual. */
	tlsMode(entry: SourcedValue) {
		const modes: Readonly<Record<string, string>> = {
			0: 'off',
			1: 'one-way',
			2: 'mutual',
			disabled: 'off',
			server: 'one-way',
			mutual: 'mutual',
		};
		const mode = modes[entry.text.toLowerCase()];
		if (mode === undefined) {
			throw badValue(entry, '0, 1, 2 | disabled, server, mutual');
		}

		return mode;
	},

	/**
	 * Ours, or the name of a cloud whose S3 interface is meant: `settleProviders` makes ours of it.
	 */
	storageType(entry: SourcedValue) {
		const types: Readonly<Record<string, string>> = {
			minio: 'minio',
			s3: 's3',
			aws: 's3',
			local: 'local',
		};
		const text = entry.text.toLowerCase();
		const type = types[text] ?? providerOf(text);
		const lack = lackOf(text);
		if (lack) {
			throw lacking(entry, lack);
		}

		if (type === undefined) {
			throw badValue(entry, 'minio, s3, aws, local, aliyun, tencent, hwc, gcp');
		}

		return type;
	},

	/** Milvus's minio.cloudProvider, which is `aws` for a MinIO too. */
	cloudProvider(entry: SourcedValue) {
		const text = entry.text.toLowerCase();
		const lack = lackOf(text);
		if (lack) {
			throw lacking(entry, lack);
		}

		const provider = providerOf(text);
		if (provider === undefined && text !== 'aws' && text !== 'minio') {
			throw badValue(entry, 'aws, minio, aliyun, tencent, hwc, gcp');
		}

		return provider ?? 'minio';
	},

	/** Milvus's minio.useVirtualHost; false leaves it to the endpoint. */
	virtualHost: (entry: SourcedValue) => (readBoolean(entry) ? 'false' : ''),

	/** The operator's spec.dependencies.storage.type. */
	operatorStorage(entry: SourcedValue) {
		const text = entry.text.toLowerCase();
		if (text === 'azure') {
			throw lacking(entry, 'azure');
		}

		if (text !== 's3' && text !== 'minio') {
			throw badValue(entry, 'MinIO, S3');
		}

		return 'minio';
	},

	/** Milvus's common.storageType; `remote` and `opendal` stand for whatever minio.* says. */
	serverStorage(entry: SourcedValue) {
		const types: Readonly<Record<string, string>> = {
			minio: 'minio',
			remote: 'minio',
			opendal: 'minio',
			local: 'local',
		};
		const type = types[entry.text.toLowerCase()];
		if (type === undefined) {
			throw badValue(entry, 'minio, remote, opendal, local');
		}

		return type;
	},

	useIam: (entry: SourcedValue) => (readBoolean(entry) ? 'default' : 'static'),

	/** v2's auth.type; sharedKey and serviceAccount belong to storages that we do not have. */
	authType(entry: SourcedValue) {
		const text = entry.text.toLowerCase();
		if (text === 'sharedkey' || text === 'serviceaccount') {
			throw lacking(entry, text === 'sharedkey' ? 'azure' : 'gcp-native');
		}

		const types: Readonly<Record<string, string>> = {
			static: 'static',
			iam: 'default',
			default: 'default',
		};
		const type = types[entry.text.toLowerCase()];
		if (type === undefined) {
			throw badValue(entry, 'static, iam, default');
		}

		return type;
	},

	boolean: (entry: SourcedValue) => String(readBoolean(entry)),

	/** pymilvus' URI: user, password and database are not part of the address. */
	milvusUri: (entry: SourcedValue) =>
		entry.text.replace(/^([a-z][a-z\d+.-]*:\/\/)(?:[^@/]*@)?([^/]*)\/?.*$/i, '$1$2'),

	mebibytes: (entry: SourcedValue) => `${entry.text}MiB`,

	/** Users forget the scheme of the management port. */
	httpUrl: (entry: SourcedValue) =>
		entry.text.includes('://') ? entry.text : `http://${entry.text}`,
} as const;

export type Translation = keyof typeof translations;

export function translate(entry: SourcedValue, translation: Translation): SourcedValue {
	return {...entry, text: translations[translation](entry)};
}
