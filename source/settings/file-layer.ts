import {MilvaultError} from '../model/milvault-error.js';
import {ranks, type Layer} from './entries.js';
import type {ConfigFile} from './find-config-file.js';
import {milvusBackupLayer} from './milvus-backup-layer.js';
import {isServerFile, milvusServerLayer} from './milvus-server-layer.js';
import {ownLayer} from './own-schema.js';
import type {Problems} from './problems.js';
import {leavesOfYaml, type Leaf} from './tree.js';

/** v1, v2: of milvus-backup; server: Milvus's own milvus.yaml. */
export type Schema = 'milvault' | 'v1' | 'v2' | 'server';

/**
 * A configuration file as a layer, in whichever of the four schemas it is written.
 *
 * @param cwd relative paths in milvus-backup's files start there, as they do for milvus-backup; ours start at the file
 * @throws config-syntax, config-unknown-key, config-bad-value
 */
export function fileLayer(
	file: ConfigFile,
	cwd: string,
	problems?: Problems,
): Layer {
	const leaves = leavesOfYaml(file.text, file.shown);
	const schema = schemaOf(leaves);
	switch (schema) {
		case 'milvault': {
			const {directory} = file;
			return ownLayer(leaves, {directory, rank: ranks.file, problems});
		}

		case 'server': {
			return milvusServerLayer(leaves, cwd, problems);
		}

		default: {
			return milvusBackupLayer(leaves, schema, cwd, problems);
		}
	}
}

const ownSections = new Set([
	'clusters',
	'repositories',
	'defaultCluster',
	'defaultRepository',
	'limits',
	'language',
]);

const foreignSections = new Set([
	'milvus',
	'minio',
	'storage',
	'backup',
	'restore',
	'transfer',
	'log',
	'http',
	'cloud',
]);

/**
 * Tells milvus-backup's files from ours by their first keys; its schema 2 says `configVersion: v2`, its schema 1 nothing.
 *
 * @throws config-bad-value for a version that is neither
 */
export function schemaOf(leaves: readonly Leaf[]): Schema {
	const version = leaves.find(
		({path: [first, second]}) =>
			first?.toLowerCase() === 'configversion' && second === undefined,
	);
	if (version) {
		const text = version.text.toLowerCase();
		if (text !== 'v1' && text !== 'v2') {
			throw new MilvaultError('config-bad-value', {
				key: 'configVersion',
				origin: version.origins[0] ?? '',
				value: version.text,
				allowed: 'v1, v2',
			});
		}

		return text;
	}

	if (isServerFile(leaves)) {
		return 'server';
	}

	const isOwn = leaves.some(({path: [first = '']}) => ownSections.has(first));
	const isForeign = leaves.some(({path: [first = '']}) =>
		foreignSections.has(first.toLowerCase()),
	);
	return isForeign && !isOwn ? 'v1' : 'milvault';
}
