import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {appendFile, mkdir} from 'node:fs/promises';
import {dirname} from 'node:path';
import {MilvaultError} from '../model/milvault-error.js';
import {fragment} from '../model/fragments.js';

export type PythonResult = {stdout: string; stderr: string; exitCode: number};

/**
 * Runs Python with these arguments; what it prints also goes to the log.
 *
 * @param options.temporaryDir where it puts temporary files; default: where it likes.
 * @throws `practice-failed` with the last line that it wrote, when it fails and `mayFail` is not
 * set; `disk-full`; an AbortError. A command that does not exist counts as exit code 127.
 */
export async function runPython(
	python: string,
	args: readonly string[],
	options: {
		log: string;
		signal?: AbortSignal;
		mayFail?: boolean;
		temporaryDir?: string;
		onOutput?: (text: string) => void;
	},
): Promise<PythonResult> {
	const {log, signal, temporaryDir} = options;
	signal?.throwIfAborted();
	await mkdir(dirname(log), {recursive: true, mode: 0o700});
	const [command, ...all] = temporaryDir
		? // `env` adds to the inherited environment, which this room does not read.
			['env', `TMPDIR=${temporaryDir}`, python, ...args]
		: [python, ...args];
	const child = spawn(command!, all, {
		stdio: ['ignore', 'pipe', 'pipe'],
		signal,
	});
	const result: PythonResult = {stdout: '', stderr: '', exitCode: 127};
	for (const name of ['stdout', 'stderr'] as const) {
		child[name].setEncoding('utf8').on('data', (text: string) => {
			result[name] += text;
			options.onOutput?.(text);
		});
	}

	try {
		const [code] = (await once(child, 'close')) as [number | null];
		result.exitCode = code ?? 1;
	} catch (error) {
		signal?.throwIfAborted();
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
			throw error;
		}
	}

	await appendFile(log, `$ ${python} ${args.join(' ')}\n${result.stdout}${result.stderr}\n`);
	if (result.exitCode !== 0 && !options.mayFail) {
		throw failure(result, log);
	}

	return result;
}

function failure(result: PythonResult, log: string): MilvaultError {
	if (/No space left on device|Errno 28/.test(result.stderr)) {
		return new MilvaultError('disk-full', {path: dirname(log)});
	}

	const lines = `${result.stdout}\n${result.stderr}`
		.split('\n')
		.map(line => line.trim())
		.filter(Boolean);
	const reason =
		lines.findLast(line => /error/i.test(line)) ??
		lines.at(-1) ??
		fragment('exit-code', {code: `${result.exitCode}`});
	return new MilvaultError('practice-failed', {reason, log});
}
