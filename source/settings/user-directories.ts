import {userInfo} from 'node:os';
import {isAbsolute, join} from 'node:path';
import {MilvaultError} from '../model/milvault-error.js';
import type {Environment} from './environment.js';

/** What is kept of milvault for one user. */
export type UserDirectory = 'config' | 'state' | 'data' | 'cache';

/**
 * The variables that say where each is, the first that is set; then it is a directory named
 * `milvault` of the user's own.
 */
const variables = {
	config: {own: 'MILVAULT_CONFIG', xdg: 'XDG_CONFIG_HOME'},
	state: {own: 'MILVAULT_STATE_DIR', xdg: 'XDG_STATE_HOME'},
	data: {own: 'MILVAULT_DATA_DIR', xdg: 'XDG_DATA_HOME'},
	cache: {own: 'MILVAULT_CACHE_DIR', xdg: 'XDG_CACHE_HOME'},
} as const;

/** Below the home directory: the XDG base directories, and what the system has in their place. */
const customs: Partial<Record<NodeJS.Platform, Record<UserDirectory, string>>> = {
	darwin: {
		config: 'Library/Preferences/milvault',
		state: 'Library/Logs/milvault',
		data: 'Library/Application Support/milvault',
		cache: 'Library/Caches/milvault',
	},
};

const xdgCustom: Record<UserDirectory, string> = {
	config: '.config/milvault',
	state: '.local/state/milvault',
	data: '.local/share/milvault',
	cache: '.cache/milvault',
};

/**
 * HOME, else that of the user's entry in the list of users; undefined for a user who has neither,
 * as in many a container.
 */
export function homeDirectory({HOME: home}: Environment): string | undefined {
	if (home !== undefined && isAbsolute(home)) {
		return home;
	}

	try {
		const {homedir} = userInfo();
		return isAbsolute(homedir) ? homedir : undefined;
	} catch {
		// Node throws where there is no such entry.
		return undefined;
	}
}

/**
 * A directory of the user's own by the custom of the system, whether it is there or not; undefined
 * without a home and a variable that say where. Relative paths in XDG variables count as not set,
 * as their specification has it.
 */
export function userDirectory(kind: UserDirectory, environment: Environment): string | undefined {
	const custom = customs[process.platform];
	const given = custom ? undefined : environment[variables[kind].xdg];
	if (given && isAbsolute(given)) {
		return join(given, 'milvault');
	}

	const home = homeDirectory(environment);
	return home && join(home, (custom ?? xdgCustom)[kind]);
}

/** @throws no-home, with the variable to set, where nothing says where such a directory is */
export function requireUserDirectory(kind: UserDirectory, environment: Environment): string {
	const directory = userDirectory(kind, environment);
	if (directory === undefined) {
		throw new MilvaultError('no-home', {
			what: kind,
			variable: variables[kind].own,
			user: String(process.getuid?.() ?? ''),
		});
	}

	return directory;
}
