import {stat} from 'node:fs/promises';
import {dirname, join, resolve} from 'node:path';
import {maxConfigurationBytes} from '../model/read-limits.js';
import {unfitFile} from '../model/unfit-file.js';
import {readBoundedBytes} from '../utils/read-bounded-file.js';
import {MilvaultError} from '../model/milvault-error.js';
import {decodeText} from './decode-text.js';
import type {Environment} from './environment.js';
import {requireUserDirectory, userDirectory} from './user-directories.js';

/** A configuration file that was found: its text, its absolute path, and how its path is shown. */
export type ConfigFile = {
	path: string;
	shown: string;
	directory: string;
	text: string;
};

/** In the user's configuration directory, as `~/.config/milvault/milvault.yaml` on Linux. */
const usualName = 'milvault.yaml';

/**
 * The configuration file that is read and written: the given one (--config), else $MILVAULT_CONFIG,
 * else the user's own, if any.
 */
export function configFileInUse(
	file: string | undefined,
	environment: Environment,
): string | undefined {
	const named = file || environment['MILVAULT_CONFIG'];
	const directory = named ? undefined : userDirectory('config', environment);
	return named || (directory && join(directory, usualName));
}

/** @throws no-home where nothing says which file that would be */
export function configFileToWrite(file: string | undefined, environment: Environment): string {
	return (
		configFileInUse(file, environment) ??
		join(requireUserDirectory('config', environment), usualName)
	);
}

/**
 * Reads the configuration file: the given one (--config), else $MILVAULT_CONFIG, else the user's
 * own. The working directory is not searched: a file that lies there may be another's, and can hold
 * commands.
 *
 * @returns undefined when no file is named and the user has none
 * @throws config-file-missing for a named file that is not there; config-syntax when it cannot be
 *   read, config-encoding, file-too-large, file-endless
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
	const directory = configDirectory ?? userDirectory('config', environment);
	const shown = named ?? (directory && join(directory, usualName));
	if (shown === undefined) {
		return undefined;
	}

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
		// A home that belongs to another user (`docker run --user`) has no file of this user.
		const isElsewhere = code === 'EACCES' && !(await isSeen(path));
		if (named === undefined && (isMissing || isElsewhere)) {
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
			: new MilvaultError('config-syntax', {file: shown, reason: code ?? 'error'}, {cause: error});
	}
}

async function isSeen(path: string): Promise<boolean> {
	return stat(path).then(
		() => true,
		() => false,
	);
}
