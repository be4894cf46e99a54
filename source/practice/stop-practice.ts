import type {OnPracticeEvent} from './practice-events.js';
import {practicePaths} from './practice-paths.js';
import {practiceStatus, removeState, type PracticeState} from './practice-state.js';
import {stopServer} from './stop-server.js';
import {withLock} from './with-lock.js';

/**
 * Stops the practice cluster with all its processes: SIGTERM, SIGKILL after ten seconds. Its data
 * stay.
 *
 * @returns the state that it had; undefined when it did not run.
 */
export async function stopPractice(options: {
	dataDir: string;
	signal?: AbortSignal;
	onEvent?: OnPracticeEvent;
}): Promise<PracticeState | undefined> {
	const {dataDir, signal, onEvent} = options;
	return withLock(
		practicePaths(dataDir).lockFile,
		{
			variable: 'MILVAULT_DATA_DIR',
			signal,
			onWait: pid => onEvent?.({type: 'waiting-for-other', pid}),
		},
		async () => {
			const status = await practiceStatus({dataDir});
			if (!status.isRunning) {
				await removeState(dataDir);
				return undefined;
			}

			const {state} = status;
			onEvent?.({type: 'stopping', pid: state.pid});
			await stopServer(state, {
				onKill: () => onEvent?.({type: 'killing', pid: state.pid}),
			});
			await removeState(dataDir);
			return state;
		},
	);
}
