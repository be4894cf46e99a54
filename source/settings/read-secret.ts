import {spawn} from 'node:child_process';
import {maxSecretBytes} from '../model/read-limits.js';
import {unfitFile} from '../model/unfit-file.js';
import {readBoundedFile} from '../utils/read-bounded-file.js';
import {MilvaultError} from '../model/milvault-error.js';
import {fragment} from '../model/fragments.js';
import type {Secret, SecretReference} from './settings.js';
import type {Environment} from './environment.js';

/**
 * Fetches one secret from its file or its shell command. Line breaks at its end are not part of it.
 *
 * @param key dotted path, for the error
 * @param timeoutMs for a command, which is then killed with what it started; default 30,000
 * @throws config-secret-unreadable, which never holds what the file or the command said;
 *   file-too-large, file-endless; cancelled
 */
export async function readSecret(
	reference: SecretReference,
	{
		key,
		environment,
		timeoutMs = 30_000,
		signal,
	}: {
		key: string;
		environment?: Environment;
		timeoutMs?: number;
		signal?: AbortSignal;
	},
): Promise<Secret> {
	const {origin} = reference;
	const fail = (reason: string, cause?: unknown): MilvaultError =>
		new MilvaultError('config-secret-unreadable', {key, origin, reason}, {cause});
	const read = async (): Promise<string> => {
		switch (reference.kind) {
			case 'environment': {
				throw fail(`${reference.name} = ""`);
			}

			case 'file': {
				try {
					return await readBoundedFile(reference.path, {
						maxBytes: maxSecretBytes,
						signal,
					});
				} catch (error) {
					const {code} = error as NodeJS.ErrnoException;
					throw signal?.aborted
						? new MilvaultError('cancelled', {}, {cause: error})
						: (unfitFile(error, reference.path) ??
								fail(`${code ?? 'error'}: ${reference.path}`, error));
				}
			}

			case 'command': {
				const run = await runCommand(reference, {
					environment,
					timeoutMs,
					signal,
				});
				if (typeof run !== 'string') {
					throw fail(run.reason);
				}

				return run;
			}
		}
	};

	const value = (await read()).replace(/^\uFEFF/, '').replace(/[\r\n]+$/, '');
	if (value === '') {
		throw fail('empty');
	}

	if (/[\r\n]/.test(value)) {
		throw fail(fragment('several-lines'));
	}

	return {value, origin};
}

/** What the command printed, or why there is nothing. */
async function runCommand(
	{command, directory}: {command: string; directory: string},
	{
		environment,
		timeoutMs,
		signal,
	}: {
		environment?: Environment;
		timeoutMs: number;
		signal?: AbortSignal;
	},
): Promise<string | {reason: string}> {
	// Its own process group, so that the time-out also ends what the shell started.
	const child = spawn('/bin/sh', ['-c', command], {
		cwd: directory,
		env: environment,
		stdio: ['ignore', 'pipe', 'pipe'],
		detached: true,
	});
	const end = (): void => {
		if (child.pid !== undefined) {
			try {
				process.kill(-child.pid, 'SIGKILL');
			} catch {
				// It has ended by itself.
			}
		}
	};

	return new Promise((resolve, reject) => {
		let output = '';
		let problem: string | undefined;
		let errorLine = '';
		const stop = (reason: string): void => {
			problem ??= reason;
			end();
		};

		const timer = setTimeout(() => {
			stop(fragment('no-answer-in', {seconds: timeoutMs / 1000}));
		}, timeoutMs);
		const onAbort = (): void => {
			stop('cancelled');
		};

		signal?.addEventListener('abort', onAbort, {once: true});
		if (signal?.aborted) {
			onAbort();
		}

		child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
			output += chunk;
			if (output.length > maxSecretBytes) {
				stop(fragment('too-long-secret'));
			}
		});
		child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
			errorLine = (errorLine + chunk).slice(-2000);
		});
		child.on('error', error => {
			problem ??= error.message;
		});
		child.on('close', (code, killedBy) => {
			clearTimeout(timer);
			signal?.removeEventListener('abort', onAbort);
			if (signal?.aborted) {
				reject(new MilvaultError('cancelled', {}));
			} else if (problem !== undefined) {
				resolve({reason: problem});
			} else if (code === 0) {
				resolve(output);
			} else {
				const said = lastLine(errorLine, output);
				resolve({
					reason: `exit ${code ?? killedBy}${said ? `: ${said}` : ''}`,
				});
			}
		});
	});
}

/**
 * The command's own complaint; not when it repeats its output or traces itself (`set -x`): either
 * may hold the secret.
 */
function lastLine(text: string, output: string): string {
	const line = text.trim().split('\n').at(-1)?.trim().slice(0, 200) ?? '';
	const isUnsafe =
		line.startsWith('+') ||
		output.split(/\s+/).some(word => word.length >= 4 && line.includes(word));
	return isUnsafe ? '' : line;
}
