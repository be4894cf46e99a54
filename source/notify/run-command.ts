import {spawn} from 'node:child_process';
import {once} from 'node:events';
import type {Environment} from '../settings/environment.js';
import type {JobNotice} from '../model/notify.js';
import {NotTaken} from './post.js';

/**
 * Runs a command with the notice as JSON on its input; what it prints is not read. It ends with the
 * signal, and so does what it started.
 *
 * @throws a reason in a few words, without the command, which may hold secrets
 */
export async function runCommand(
	command: string,
	notice: JobNotice,
	{environment, signal}: {environment: Environment; signal: AbortSignal},
): Promise<void> {
	const {kind, name, outcome, event, jobId, message} = notice;
	// Its own process group, so that what the shell started ends too.
	const child = spawn('/bin/sh', ['-c', command], {
		env: {
			...environment,
			MILVAULT_EVENT: event,
			MILVAULT_KIND: kind,
			MILVAULT_NAME: name,
			MILVAULT_OUTCOME: outcome,
			MILVAULT_JOB: jobId,
			MILVAULT_MESSAGE: message,
		},
		stdio: ['pipe', 'ignore', 'ignore'],
		detached: true,
	});
	const end = (): void => {
		try {
			if (child.pid !== undefined) {
				process.kill(-child.pid, 'SIGKILL');
			}
		} catch {
			// It has ended by itself.
		}
	};

	signal.addEventListener('abort', end, {once: true});
	child.stdin.on('error', () => undefined);
	child.stdin.end(`${JSON.stringify(notice)}\n`);
	try {
		// What it left behind with its input open does not matter: `exit`, not `close`.
		const [code, killedBy] = (await once(child, 'exit')) as [number | null, string | null];
		signal.throwIfAborted();
		if (code !== 0) {
			throw new NotTaken(`exit ${code ?? killedBy}`, {mayPass: false});
		}
	} finally {
		signal.removeEventListener('abort', end);
	}
}
