import {dirname, join, resolve} from 'node:path';
import envPaths from 'env-paths';
import {maxConfigurationBytes} from '../model/read-limits.js';
import {unfitFile} from '../model/unfit-file.js';
import {readBoundedBytes} from '../utils/read-bounded-file.js';
import {MilvaultError} from '../model/milvault-error.js';
import {decodeText} from './decode-text.js';
import type {Environment} from './environment-layers.js';

/** A configuration file that was found: its text, its absolute path, and how its path is shown. */
export type ConfigFile = {
	path: string;
	shown: string;
	directory: string;
	text: string;
};

/** milvault.yaml in the user's configuration directory, as `~/.config/milvault/milvault.yaml` on Linux. */
export function defaultConfigFile(
	configDirectory = envPaths('milvault', {suffix: ''}).config,
): string {
	return join(configDirectory, 'milvault.yaml');
}

/** The configuration file to write: the given one (--config), else $MILVAULT_CONFIG, else the user's own. */
export function configFileToWrite(
	file: string | undefined,
	environment: Environment,
): string {
	return file || environment['MILVAULT_CONFIG'] || defaultConfigFile();
}

/**
 * Reads the configuration file: the given one (--config), else $MILVAULT_CONFIG, else the user's own. The working directory
 * is not searched: a file that lies there may be another's, and can hold commands.
 *
 * @returns undefined when nobody named a file and the user has none
 * @throws config-file-missing for a named file that is not there; config-syntax when it cannot be read,
 *   config-encoding, file-too-large, file-endless
 */
export async function findConfigFile({
	file,
	environment,
	cwd,
	configDirectory,
}: {
	file?: string;
	environment: Environment;
	cwd: string;
	configDirectory?: string;
}): Promise<ConfigFile | undefined> {
	const named = file ?? (environment['MILVAULT_CONFIG'] || undefined);
	const shown = named ?? defaultConfigFile(configDirectory);
	const path = resolve(cwd, shown);
	try {
		const bytes = await readBoundedBytes(path, {
			maxBytes: maxConfigurationBytes,
		});
		return {
			path,
			shown,
			directory: dirname(path),
			text: decodeText(bytes, shown),
		};
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
		if (isMissing && named === undefined) {
			return undefined;
		}

		const unfit = unfitFile(error, shown);
		if (unfit) {
			throw unfit;
		}

		if (error instanceof MilvaultError) {
			throw error;
		}

		throw isMissing
			? new MilvaultError('config-file-missing', {path: shown}, {cause: error})
			: new MilvaultError(
					'config-syntax',
					{file: shown, reason: code ?? 'error'},
					{cause: error},
				);
	}
}
