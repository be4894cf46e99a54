import {badValue, type Entry} from './entries.js';
import {readBoolean} from './read-values.js';

/** How milvus-backup's values are said in ours; each throws config-bad-value for what neither of us knows. */
export const translations = {
	same: (entry: Entry) => entry.text,

	/** v1: 0, 1, 2; v2: disabled, server, mutual. */
	tlsMode(entry: Entry) {
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

	storageType(entry: Entry) {
		const types: Readonly<Record<string, string>> = {
			minio: 'minio',
			s3: 's3',
			aws: 's3',
			local: 'local',
		};
		const type = types[entry.text.toLowerCase()];
		if (type === undefined) {
			throw badValue(entry, 'minio, s3, aws, local');
		}

		return type;
	},

	/** Milvus's common.storageType; `remote` and `opendal` stand for whatever minio.* says. */
	serverStorage(entry: Entry) {
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

	useIam: (entry: Entry) => (readBoolean(entry) ? 'default' : 'static'),

	/** v2's auth.type; sharedKey and serviceAccount belong to storages that we do not have. */
	authType(entry: Entry) {
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

	boolean: (entry: Entry) => String(readBoolean(entry)),

	mebibytes: (entry: Entry) => `${entry.text}MiB`,

	/** Users forget the scheme of the management port. */
	httpUrl: (entry: Entry) =>
		entry.text.includes('://') ? entry.text : `http://${entry.text}`,
} as const;

export type Translation = keyof typeof translations;

export function translate(entry: Entry, translation: Translation): Entry {
	return {...entry, text: translations[translation](entry)};
}
