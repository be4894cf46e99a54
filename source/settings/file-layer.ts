import {MilvaultError} from '../model/milvault-error.js';
import {precedence, type Layer} from './sourced-values.js';
import type {ConfigFile} from './find-config-file.js';
import {findConfiguration} from './find-configuration.js';
import {composeLayer} from './kinds/compose-layer.js';
import {helmValuesLayer} from './kinds/helm-values-layer.js';
import {operatorLayer} from './kinds/operator-layer.js';
import {milvusBackupLayer} from './milvus-backup-layer.js';
import {milvusServerLayer} from './milvus-server-layer.js';
import {ownLayer} from './own-schema.js';
import type {Environment} from './environment.js';
import type {Problems} from './collect-errors.js';
import type {Reading} from './read-written.js';
import type {Schema} from './schemas.js';

/**
 * A configuration file as a layer, in whichever of the kinds it is written.
 *
 * @param cwd relative paths in milvus-backup's files start there, as they do for milvus-backup;
 *   ours, and Docker Compose's, start at the file
 * @param variables fill placeholders such as `${X}`
 * @throws config-syntax, config-yaml, config-unknown-key, config-bad-value, config-placeholder,
 * config-lacking, config-unrecognised; config-empty for a file of another tool that says nothing of
 * Milvus and of storage
 */
export function fileLayer(
	file: ConfigFile,
	{cwd, variables, problems}: {cwd: string; variables: Environment; problems?: Problems},
): Layer {
	const {schema, ...found} = readLayer(file, {cwd, variables, problems});
	return schema === 'milvault' ? found : {...found, foreignFile: file.shown};
}

function readLayer(
	file: ConfigFile,
	{cwd, variables, problems}: {cwd: string; variables: Environment; problems?: Problems},
): Layer & {schema: Schema} {
	const reading: Reading = {
		directory: cwd,
		variables,
		problems,
		warnings: [],
	};
	const atFile = {...reading, directory: file.directory};
	const {schema, leaves, secrets} = findConfiguration(
		{text: file.text, file: file.shown},
		reading.warnings,
	);
	switch (schema) {
		case 'milvault': {
			return {schema, ...ownLayer(leaves, {...atFile, rank: precedence.file})};
		}

		case 'server': {
			return {schema, ...milvusServerLayer(leaves, reading)};
		}

		case 'helm': {
			return {schema, ...helmValuesLayer(leaves, reading)};
		}

		case 'operator': {
			return {schema, ...operatorLayer(leaves, reading, secrets)};
		}

		case 'compose': {
			return {schema, ...composeLayer(leaves, atFile)};
		}

		case 'v1':
		case 'v2': {
			const layer = milvusBackupLayer(leaves, schema, reading);
			if (!layer) {
				throw new MilvaultError('config-empty', {file: file.shown});
			}

			return {schema, ...layer};
		}
	}
}
