import {join, resolve} from 'node:path';
import {requireUserDirectory, userDirectory} from '../settings/user-directories.js';
import type {Environment} from '../settings/environment.js';

/**
 * Milvus versions that the Python package brings as one process and that milvault is tested with,
 * newest first.
 */
export const practiceVersions = [
	'2.3.5',
	'2.3.4',
	'2.3.2',
	'2.3.0',
	'2.2.16',
	'2.2.12',
	'2.2.9',
] as const;

export type PracticeVersion = (typeof practiceVersions)[number];

export const defaultPracticeVersion: PracticeVersion = '2.3.5';

export type Directories = {
	/** What can be had again by downloading it. */
	cacheDir: string;
	/** What the user would miss. */
	dataDir: string;
};

/**
 * The user's own cache and data directories for milvault, by the custom of the platform (XDG on
 * Linux).
 *
 * MILVAULT_CACHE_DIR and MILVAULT_DATA_DIR of the given environment come first.
 *
 * @throws no-home
 */
export function defaultDirectories(environment: Environment): Directories {
	const {cacheDir, dataDir} = knownDirectories(environment);
	return {
		cacheDir: cacheDir ?? requireUserDirectory('cache', environment),
		dataDir: dataDir ?? requireUserDirectory('data', environment),
	};
}

/**
 * The same, where something says where they are; without a data directory there is no practice
 * cluster.
 */
export function knownDirectories(environment: Environment): Partial<Directories> {
	const {MILVAULT_CACHE_DIR: cache, MILVAULT_DATA_DIR: data} = environment;
	return {
		cacheDir: cache ? resolve(cache) : userDirectory('cache', environment),
		dataDir: data ? resolve(data) : userDirectory('data', environment),
	};
}

export type PracticePaths = {
	/** Everything of the practice cluster; made with mode 0700. */
	root: string;
	stateFile: string;
	lockFile: string;
	/** The process of a start that is not complete yet. */
	startingFile: string;
	/** The practice repository. */
	backups: string;
	/** One server's own files; each Milvus version has its own, since none reads another's. */
	server: (version: string) => string;
	passwordFile: (version: string) => string;
};

/** Where the practice cluster keeps what, all below `<dataDir>/practice`. */
export function practicePaths(dataDir: string): PracticePaths {
	const root = join(dataDir, 'practice');
	return {
		root,
		stateFile: join(root, 'state.json'),
		lockFile: join(root, 'lock'),
		startingFile: join(root, 'starting.json'),
		backups: join(root, 'backups'),
		server: version => join(root, `milvus-${version}`),
		passwordFile: version => join(root, `milvus-${version}`, 'root-password'),
	};
}
