import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {parseEnv} from 'node:util';
import type {ConfigFile} from './find-config-file.js';
import type {Environment} from './environment.js';

/**
 * What Docker Compose takes from the file .env beside its own, below the environment; nothing for
 * other kinds of file.
 */
export async function composeVariables({text, directory}: ConfigFile): Promise<Environment> {
	if (!/^services:/m.test(text)) {
		return {};
	}

	// A missing or unreadable file fills in nothing: a remaining placeholder is reported.
	const file = await readFile(join(directory, '.env'), 'utf8').catch(() => '');
	return parseEnv(file);
}
