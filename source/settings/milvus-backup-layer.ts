import {checkKeys, type KnownLeaf} from './check-keys.js';
import {
	badValue,
	precedence,
	type SourcedValues,
	type SourcedValue,
	type Layer,
} from './sourced-values.js';
import {translate} from './foreign-values.js';
import {foreignAliases, keysV1, keysV2, type ForeignKey} from './milvus-backup-keys.js';
import {collectErrors} from './collect-errors.js';
import {settleProvider} from './providers.js';
import {readWritten, type Reading} from './read-written.js';
import type {RawValue} from './tree.js';

const storage = 'clusters.default.storage';
const repository = 'repositories.default';

/**
 * A configuration file of milvus-backup as one cluster and one repository, both named `default`.
 *
 * What milvus-backup would use for keys that are not there is kept: the keys minioadmin, and on the
 * backup's side whatever the Milvus side says. The backup's root path that is not there is Milvus's
 * root path in schema 1 (v0.5.16: backups land inside of Milvus's own root), and `backup` in schema
 * 2.
 *
 * @returns undefined when it says nothing of what is meant here
 * @throws config-unknown-key, config-bad-value, config-placeholder, config-yaml; config-lacking for
 *   storages that milvault does not have
 */
export function milvusBackupLayer(
	leaves: readonly RawValue[],
	schema: 'v1' | 'v2',
	reading: Reading,
): Layer | undefined {
	const {directory, problems, warnings} = reading;
	const keys = schema === 'v1' ? keysV1 : keysV2;
	const known = checkKeys(
		leaves,
		{
			keys: keys.map(([key]) => key),
			ignoresCase: true,
			aliases: foreignAliases,
		},
		problems,
	);
	const given = new Map(known.map(leaf => [leaf.path, leaf]));
	const entries: SourcedValues = new Map();
	for (const key of keys) {
		const entry = collectErrors(problems, () => entryOf(key, given, reading));
		if (entry && key[1] !== undefined && !entries.has(key[1])) {
			entries.set(key[1], entry);
		}
	}

	if (entries.size === 0 && !problems?.length) {
		return undefined;
	}

	for (const section of [storage, repository]) {
		collectErrors(problems, () => {
			settleProvider(entries, section, warnings);
		});
	}

	addDefaults(entries, {schema, directory});
	return {
		entries,
		clusters: new Set(['default']),
		repositories: new Set(['default']),
		sharesRootPath: schema === 'v1',
		warnings,
	};
}

function entryOf(
	[key, path, translation = 'same']: ForeignKey,
	given: ReadonlyMap<string, KnownLeaf>,
	reading: Reading,
): SourcedValue | undefined {
	const leaf = given.get(key);
	const entry = leaf && path !== undefined ? readWritten({...leaf, key, path}, reading) : undefined;
	if (!leaf || !entry || (entry.text === '' && !path?.endsWith('.rootPath'))) {
		return undefined;
	}

	return translate({...entry, origin: `${leaf.origin} (${key})`}, translation);
}

function addDefaults(
	entries: SourcedValues,
	{schema, directory}: {schema: 'v1' | 'v2'; directory: string},
): void {
	const orElse = (path: string, text: string): void => {
		if (!entries.has(path)) {
			const origin = 'default (milvus-backup)';
			entries.set(path, {text, origin, key: path, directory, rank: precedence.file});
		}
	};

	const type = entries.get(`${storage}.type`)?.text ?? 'minio';
	orElse(`${storage}.type`, type);
	orElse(`${storage}.bucket`, 'a-bucket');
	orElse(`${storage}.rootPath`, 'files');
	orElse(`${repository}.cluster`, 'default');
	if (type !== 's3') {
		orElse(`${storage}.endpoint`, 'localhost');
	}

	if (entries.get(`${storage}.auth`)?.text !== 'default') {
		orElse(`${storage}.accessKeyId`, 'minioadmin');
		orElse(`${storage}.secretAccessKey`, 'minioadmin');
	}

	// 0.5.16 takes mode 2 without a client's certificate as mode 1.
	const mode = entries.get('clusters.default.milvus.tls.mode');
	const hasCertificate = entries.has('clusters.default.milvus.tls.certFile');
	if (mode?.text === 'mutual' && schema === 'v1' && !hasCertificate) {
		entries.set('clusters.default.milvus.tls.mode', {...mode, text: 'one-way'});
	}

	// With local storage milvus-backup keeps the directory in `rootPath`.
	const clusterRoot = entries.get(`${storage}.rootPath`);
	const repositoryType = entries.get(`${repository}.type`)?.text ?? type;
	if (repositoryType === 'local') {
		orElse(`${repository}.rootPath`, schema === 'v1' ? (clusterRoot?.text ?? 'files') : 'backup');
		renameRootPath(entries, repository);
	}

	if (type === 'local') {
		renameRootPath(entries, storage);
	}
}

function renameRootPath(entries: SourcedValues, section: string): void {
	const root = entries.get(`${section}.rootPath`);
	if (root?.text === '') {
		throw badValue(root, '/var/lib/milvus');
	}

	if (root) {
		entries.set(`${section}.path`, root);
		entries.delete(`${section}.rootPath`);
	}
}
