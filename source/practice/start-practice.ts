import {readFile, rm, writeFile} from 'node:fs/promises';
import {MilvaultError} from '../model/milvault-error.js';
import {endMilvus} from './end-milvus.js';
import {installMilvus} from './install-milvus.js';
import {launchServer, type LaunchedServer} from './launch-server.js';
import {makeDirectory} from './make-directory.js';
import type {OnPracticeEvent} from './practice-events.js';
import {defaultPracticeVersion, practicePaths, type PracticeVersion} from './practice-paths.js';
import {practiceStatus, removeState, writeState, type PracticeState} from './practice-state.js';
import type {ProcessIdentity} from '../utils/process-identity.js';
import {setRootPassword} from './root-password.js';
import {stopServer} from './stop-server.js';
import {withLock} from './with-lock.js';

export type StartPracticeOptions = {
	/** Default 2.3.5. */
	version?: PracticeVersion;
	cacheDir: string;
	dataDir: string;
	/** The Python command; default `python3`. */
	python?: string;
	signal?: AbortSignal;
	onEvent?: OnPracticeEvent;
};

/**
 * Starts the practice cluster: a real Milvus on this machine, with authorization on and a random
 * password.
 *
 * 1. Running already: its state is the answer. The state of a process that is gone is dropped.
 * 2. Milvus is installed, the first time.
 * 3. The server is started and has to say that it is healthy.
 * 4. Its password is set: Milvus starts with a public one, and opens its ports on all interfaces.
 * 5. The state file is written.
 *
 * Interrupted before 5, the server is killed again; its data stay for the next start. Two starts at
 * once: the second waits and finds 1.
 *
 * @throws practice-unavailable, practice-failed, cannot-write, disk-full, cancelled;
 * `practice-unavailable` with `other-version` while a practice cluster of another version runs.
 */
export async function startPractice(options: StartPracticeOptions): Promise<PracticeState> {
	const {version = defaultPracticeVersion, dataDir, signal, onEvent} = options;
	const paths = practicePaths(dataDir);
	await makeDirectory(paths.root, 'MILVAULT_DATA_DIR');
	const installation = await installMilvus({...options, version});
	return withLock(
		paths.lockFile,
		{
			variable: 'MILVAULT_DATA_DIR',
			signal,
			onWait: pid => onEvent?.({type: 'waiting-for-other', pid}),
		},
		async () => {
			const status = await practiceStatus({dataDir});
			if (status.isRunning) {
				return answerRunning(status.state, version, onEvent);
			}

			if (status.stale) {
				onEvent?.({type: 'stale-state', pid: status.stale.pid});
				await removeState(dataDir);
			}

			await endHalfStarted(paths.startingFile);
			const startedAt = performance.now();
			const server = await launchServer({
				installation,
				directory: paths.server(version),
				storage: {type: 'local'},
				isAuthorizationOn: true,
				signal,
				onEvent,
				onSpawn: identity => writeFile(paths.startingFile, JSON.stringify(identity)),
			});
			const state = await secure(server, options, version);
			await rm(paths.startingFile, {force: true});
			onEvent?.({
				type: 'started',
				version,
				address: state.address,
				waitedMs: Math.round(performance.now() - startedAt),
			});
			return state;
		},
	);
}

function answerRunning(
	state: PracticeState,
	version: PracticeVersion,
	onEvent: OnPracticeEvent | undefined,
): PracticeState {
	if (state.version !== version) {
		throw new MilvaultError('practice-unavailable', {
			what: 'other-version',
			reason: state.version,
		});
	}

	onEvent?.({type: 'already-running', version, address: state.address});
	return state;
}

/**
 * Killed between 3 and 5, an earlier start left a server that holds the data's lock and that no
 * state file knows.
 */
async function endHalfStarted(startingFile: string): Promise<void> {
	const content = await readFile(startingFile, 'utf8').catch(() => '');
	if (content !== '') {
		await endMilvus(JSON.parse(content) as ProcessIdentity, {graceMs: 0});
		await rm(startingFile, {force: true});
	}
}

async function secure(
	server: LaunchedServer,
	{dataDir, signal, onEvent}: StartPracticeOptions,
	version: PracticeVersion,
): Promise<PracticeState> {
	const paths = practicePaths(dataDir);
	const passwordFile = paths.passwordFile(version);
	try {
		onEvent?.({type: 'setting-password', passwordFile});
		await setRootPassword({
			address: server.address,
			passwordFile,
			log: server.log,
			signal,
		});
		await makeDirectory(paths.backups, 'MILVAULT_DATA_DIR');
		const state: PracticeState = {
			...server,
			username: 'root',
			passwordFile,
			backupsPath: paths.backups,
		};
		await writeState(dataDir, state);
		return state;
	} catch (error) {
		await stopServer(server, {graceMs: 0});
		throw error;
	}
}
