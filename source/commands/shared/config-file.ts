import {access} from 'node:fs/promises';
import {resolve} from 'node:path';
import {configFileInUse, configFileToWrite} from '../../settings/find-config-file.js';
import type {Context} from './context.js';

/** @throws no-home */
export function configFileOf({globals, environment}: Context): string {
	return configFileToWrite(globals.config, environment);
}

/** Is there a configuration file at all? */
export async function isConfigured({globals, environment}: Context): Promise<boolean> {
	const file = configFileInUse(globals.config, environment);
	return (
		file !== undefined &&
		access(file).then(
			() => true,
			() => false,
		)
	);
}

/** A path that was typed here, for a file whose relative paths start elsewhere. */
export function typedPath(path: string | undefined): string | undefined {
	return path === undefined || path.startsWith('~') ? path : resolve(path);
}
