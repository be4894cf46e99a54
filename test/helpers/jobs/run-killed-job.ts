import {execa} from 'execa';
import {stopped} from './kill-hard.js';
import type {KilledJob} from './killed-job.js';

/**
 * Runs a job in a process of its own, which is killed (-9) where it stops.
 *
 * @param kill what ends it; default: SIGKILL to its process alone
 * @returns whether it was killed, else it came to its end; and what it printed
 * @throws when it fails instead
 */
export async function runKilledJob(
	payload: KilledJob,
	kill?: (pid: number) => Promise<void>,
): Promise<{isKilled: boolean; output: string}> {
	const child = execa(
		process.execPath,
		['--import=tsx', new URL('killed-job.ts', import.meta.url).pathname],
		{input: JSON.stringify(payload), reject: false, all: true},
	);
	for await (const line of child.iterable({from: 'stdout'})) {
		if (line.includes(stopped)) {
			await (kill ? kill(child.pid!) : child.kill('SIGKILL'));
		}
	}

	const {signal, exitCode, all} = await child;
	if (signal !== 'SIGKILL' && exitCode !== 0) {
		throw new Error(`The job failed instead: ${all}`);
	}

	return {isKilled: signal === 'SIGKILL', output: all ?? ''};
}
