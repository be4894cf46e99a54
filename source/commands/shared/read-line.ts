import {createInterface} from 'node:readline/promises';
import {Writable} from 'node:stream';
import {setTimeout} from 'node:timers/promises';
import {MilvaultError} from '../../model/milvault-error.js';
import type {Context} from './context.js';

type Asking = Pick<Context, 'streams' | 'signal'>;

/**
 * A line from a terminal that can do nothing but lines: it echoes and corrects them itself.
 *
 * @param isSecret it is read key by key, and nothing of it is shown
 * @throws cancelled: Ctrl-C, Ctrl-D, the signal
 */
export async function readLine(
	{streams: {stdin, stderr}, signal}: Asking,
	prompt: string,
	isSecret = false,
): Promise<string> {
	signal.throwIfAborted();
	const lines = createInterface({
		input: stdin,
		output: isSecret ? nowhere() : undefined,
		terminal: isSecret,
	});
	// The terminal's echo is off now: what is typed as soon as the question is there must not be
	// seen.
	stderr.write(prompt);
	try {
		return await new Promise<string>((resolve, reject) => {
			const cancel = (): void => {
				reject(new MilvaultError('cancelled', {}));
			};

			lines.once('line', resolve).once('close', cancel).once('SIGINT', cancel);
			signal.addEventListener('abort', cancel, {once: true});
		});
	} finally {
		lines.close();
		if (isSecret) {
			stderr.write('\n');
		}
	}
}

/** What has been typed comes within this time, a line at least. */
const typedWithinMs = 50;

/**
 * Forgets what was typed or pasted before a question is shown that starts something: it is no
 * answer to it.
 *
 * @throws cancelled when Ctrl-C was among it
 */
export async function forgetTyped({streams: {stdin}, signal}: Asking): Promise<void> {
	let isInterrupted = false;
	const forget = (typed: Buffer | string): void => {
		isInterrupted ||= typed.toString().includes('\u0003');
	};

	// A line that has no end yet is held back by the terminal until it is asked for keys.
	stdin.setRawMode(true);
	stdin.on('data', forget).resume();
	try {
		await setTimeout(typedWithinMs, undefined, {signal}).catch(() => undefined);
	} finally {
		stdin.off('data', forget).pause();
		stdin.setRawMode(false);
	}

	if (isInterrupted) {
		throw new MilvaultError('cancelled', {});
	}
}

function nowhere(): Writable {
	return new Writable({
		write(_, __, done) {
			done();
		},
	});
}
