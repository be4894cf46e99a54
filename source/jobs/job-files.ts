import {join, resolve} from 'node:path';
import {requireUserDirectory} from '../settings/user-directories.js';
import type {Environment} from '../settings/environment.js';

/**
 * Where jobs are recorded: the user's own state directory (XDG_STATE_HOME on Linux), or
 * MILVAULT_STATE_DIR. Absolute: a job's own process has another working directory.
 *
 * @throws no-home
 */
export function stateDirectory(environment: Environment): string {
	const given = environment['MILVAULT_STATE_DIR'];
	return given ? resolve(given) : requireUserDirectory('state', environment);
}

/** How another one is given. */
export const stateDirectoryGiven = 'MILVAULT_STATE_DIR=<directory>';

export type JobFiles = {
	/** Of this job alone; mode 0700. */
	directory: string;
	record: string;
	/** What is to be done, as plain data. */
	work: string;
	journal: string;
	/** Events, one JSON object a line, secrets masked. */
	log: string;
	/** Other output of a detached process: empty without errors. */
	errors: string;
	/** What it came to, as plain data. */
	result: string;
	/** How others wish it to go while it runs. */
	control: string;
};

export function jobFiles(stateDir: string, id: string): JobFiles {
	const directory = join(jobsDirectory(stateDir), id);
	return {
		directory,
		record: join(directory, 'record.json'),
		work: join(directory, 'plan.json'),
		journal: join(directory, 'journal.jsonl'),
		log: join(directory, 'log.jsonl'),
		errors: join(directory, 'errors.txt'),
		result: join(directory, 'result.json'),
		control: join(directory, 'control.json'),
	};
}

export function jobsDirectory(stateDir: string): string {
	return join(stateDir, 'jobs');
}
