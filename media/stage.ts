import {mkdir, rm, symlink} from 'node:fs/promises';
import {delimiter, dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {execa} from 'execa';
import {loadPractice} from '../source/practice/load-practice.js';
import {defaultDirectories} from '../source/practice/practice-paths.js';
import {startPractice} from '../source/practice/start-practice.js';
import {stopPractice} from '../source/practice/stop-practice.js';
import {openShell, type Shell} from './shell.js';

/** Pictures show paths below it: a temporary directory whose name says nothing of the machine. */
const directory = '/tmp/milvault';
const program = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

/**
 * What all pictures have in common: a home, the built program as `milvault`, a practice cluster
 * with two collections.
 */
export type Stage = {
	openShell: (size: {columns: number; rows: number}) => Shell;
	/** Runs a command that no picture shows; its words are divided by blanks. */
	run: (command: string) => Promise<void>;
	/** Stops the cluster and deletes the home. */
	close: () => Promise<void>;
};

/**
 * @throws when the directory is there already: it may be somebody's, or its Milvus may still run.
 */
export async function openStage({
	signal,
	say,
}: {
	signal: AbortSignal;
	say: (line: string) => void;
}): Promise<Stage> {
	await makeDirectory();
	const close = async (): Promise<void> => {
		await stopPractice({dataDir: directory});
		await rm(directory, {recursive: true, force: true});
	};

	try {
		const commands = join(directory, 'bin');
		await mkdir(commands);
		await symlink(program, join(commands, 'milvault'));
		const {cacheDir} = defaultDirectories(process.env);
		say('Starting a practice cluster');
		await startPractice({cacheDir, dataDir: directory, signal});
		say('Loading its two collections');
		await loadPractice({dataDir: directory, signal});
		const environment = {
			PATH: [commands, dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
			HOME: directory,
			LANG: 'en_US.UTF-8',
			MILVAULT_DATA_DIR: directory,
		};
		return {
			openShell: size => openShell({...size, environment, directory, signal}),
			async run(command) {
				const [file = '', ...args] = command.split(' ');
				await execa(file, args, {
					env: environment,
					extendEnv: false,
					cwd: directory,
					stdin: 'ignore',
					cancelSignal: signal,
				});
			},
			close,
		};
	} catch (error) {
		await close();
		throw error;
	}
}

async function makeDirectory(): Promise<void> {
	try {
		await mkdir(directory, {mode: 0o700});
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
			throw new Error(
				`${directory} is there already: another run is at work, or one was killed. If it was killed: MILVAULT_DATA_DIR=${directory} npm start -- practice stop, and delete it.`,
				{cause: error},
			);
		}

		throw error;
	}
}
