import {mkdir, readFile, rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import type {LaunchedServer} from './launch-server.js';
import {isRunning} from '../utils/process-identity.js';
import {replaceFile} from '../utils/replace-file.js';
import {practicePaths} from './practice-paths.js';

/** The running practice cluster, as written down in a file of mode 0600. */
export type PracticeState = LaunchedServer & {
	username: 'root';
	/** A file of mode 0600 that holds the password of `username` and nothing else. */
	passwordFile: string;
	/** The directory of the practice repository. */
	backupsPath: string;
};

export type PracticeStatus =
	| {isRunning: true; state: PracticeState}
	| {
			isRunning: false;
			/** What a file still says of a server that is gone: killed, or before a reboot. */
			stale?: PracticeState;
	  };

/**
 * Whether the practice cluster runs, by its state file and the process that this names. Changes
 * nothing.
 */
export async function practiceStatus(options: {dataDir: string}): Promise<PracticeStatus> {
	const state = await readState(options.dataDir);
	if (!state) {
		return {isRunning: false};
	}

	return (await isRunning(state)) ? {isRunning: true, state} : {isRunning: false, stale: state};
}

export async function writeState(dataDir: string, state: PracticeState): Promise<void> {
	const {stateFile} = practicePaths(dataDir);
	await mkdir(dirname(stateFile), {recursive: true, mode: 0o700});
	await replaceFile(stateFile, `${JSON.stringify(state, undefined, '\t')}\n`);
}

export async function removeState(dataDir: string): Promise<void> {
	await rm(practicePaths(dataDir).stateFile, {force: true});
}

async function readState(dataDir: string): Promise<PracticeState | undefined> {
	try {
		return JSON.parse(await readFile(practicePaths(dataDir).stateFile, 'utf8')) as PracticeState;
	} catch {
		// Absent, or cut off by a full disk: either way nothing is known to run.
		return undefined;
	}
}
