import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {text} from 'node:stream/consumers';
import {MilvaultError} from '../../model/milvault-error.js';

/** This user's; empty where there is none. @throws crontab-refused, also without the program */
export async function readCrontab(signal: AbortSignal): Promise<string> {
	const {code, stdout, stderr} = await crontab(['-l'], '', signal);
	if (code !== 0 && !/no crontab/i.test(stderr)) {
		throw refused(stderr);
	}

	return code === 0 ? stdout : '';
}

/** In place of what was there. @throws crontab-refused */
export async function writeCrontab(body: string, signal: AbortSignal): Promise<void> {
	const {code, stderr} = await crontab(['-'], body, signal);
	if (code !== 0) {
		throw refused(stderr);
	}
}

async function crontab(
	args: readonly string[],
	input: string,
	signal: AbortSignal,
): Promise<{code: number | null; stdout: string; stderr: string}> {
	const child = spawn('crontab', args, {signal, stdio: ['pipe', 'pipe', 'pipe']});
	child.stdin.on('error', () => undefined);
	child.stdin.end(input);
	try {
		const [stdout, stderr, [code]] = await Promise.all([
			text(child.stdout),
			text(child.stderr),
			once(child, 'close') as Promise<[number | null]>,
		]);
		return {code, stdout, stderr};
	} catch (error) {
		throw signal.aborted
			? new MilvaultError('cancelled', {}, {cause: error})
			: refused((error as NodeJS.ErrnoException).code ?? String(error), error);
	}
}

function refused(reason: string, cause?: unknown): MilvaultError {
	const [line = ''] = reason.trim().split('\n');
	return new MilvaultError('crontab-refused', {reason: line}, {cause});
}
