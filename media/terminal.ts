import pty from '@lydell/node-pty';
import xterm from '@xterm/headless';
import {poll} from '../source/utils/wait.js';
import {readScreen, type Screen} from './screen.js';

/** One step of a program at most. */
const defaultTimeoutMs = 120_000;
/** A program that is cancelled ends within ten seconds. */
const graceMs = 12_000;

/** A real program on a terminal that nobody looks at but us. */
export type Terminal = {
	/** Keys as a terminal sends them: `\r` is Enter, `\u001B[B` is Down. */
	press: (keys: string) => void;
	/**
	 * Waits until the screen is as wanted, and gives the very screen that was, also when the program
	 * has gone on since.
	 *
	 * @param what what is waited for, for the message when it does not come
	 * @throws with the last screen when the program ends before or the time is over; the signal's
	 *   reason
	 */
	until: (what: string, isSo: (screen: Screen) => boolean) => Promise<Screen>;
	/**
	 * Closes the terminal as a person closes a window; resolves when none of its processes is left.
	 */
	close: () => Promise<void>;
};

/**
 * Starts a program on a terminal of its own.
 *
 * @param options.environment all of it: nothing of ours is handed on
 */
export function openTerminal(
	command: readonly [string, ...string[]],
	options: {
		columns: number;
		rows: number;
		environment: Readonly<Record<string, string>>;
		directory: string;
		signal?: AbortSignal;
		/** For each `until`; default two minutes. */
		timeoutMs?: number;
	},
): Terminal {
	const {columns: cols, rows, signal} = options;
	const emulator = new xterm.Terminal({cols, rows, allowProposedApi: true});
	const [file, ...args] = command;
	const child = pty.spawn(file, args, {
		name: 'xterm-256color',
		cols,
		rows,
		cwd: options.directory,
		env: {...options.environment, TERM: 'xterm-256color'},
	});
	const isCursorShown = followCursor(emulator);
	const look = (): Screen => readScreen(emulator, isCursorShown());
	const lookers = new Set<() => void>();
	let hasEnded = false;
	const changed = (): void => {
		for (const each of lookers) {
			each();
		}
	};

	// Programs ask a terminal where its cursor is and what it can do.
	emulator.onData(answer => {
		child.write(answer);
	});
	child.onData(data => {
		emulator.write(data, changed);
	});
	child.onExit(() => {
		// After what it has written last.
		emulator.write('', () => {
			hasEnded = true;
			changed();
		});
	});

	return {
		press(keys) {
			child.write(keys);
		},
		async until(what, isSo) {
			signal?.throwIfAborted();
			const time = AbortSignal.timeout(options.timeoutMs ?? defaultTimeoutMs);
			const ends = AbortSignal.any([time, ...(signal ? [signal] : [])]);
			const {promise, resolve, reject} = Promise.withResolvers<Screen>();
			const check = (): void => {
				const screen = look();
				if (isSo(screen)) {
					resolve(screen);
				} else if (signal?.aborted) {
					reject(signal.reason as Error);
				} else if (hasEnded || time.aborted) {
					reject(notShown(what, screen, hasEnded));
				}
			};

			lookers.add(check);
			ends.addEventListener('abort', check);
			check();
			try {
				return await promise;
			} finally {
				lookers.delete(check);
				ends.removeEventListener('abort', check);
			}
		},
		async close() {
			await hangUp(child.pid);
			emulator.dispose();
		},
	};
}

/** The emulator knows whether the cursor is shown, and does not say it. */
function followCursor(emulator: xterm.Terminal): () => boolean {
	let isShown = true;
	for (const final of ['h', 'l']) {
		emulator.parser.registerCsiHandler({prefix: '?', final}, params => {
			isShown = params.includes(25) ? final === 'h' : isShown;
			// The emulator does its own part too.
			return false;
		});
	}

	return () => isShown;
}

function notShown(what: string, screen: Screen, hasEnded: boolean): Error {
	const shown = screen.lines.join('\n').trimEnd();
	return new Error(
		`${what} was not shown ${hasEnded ? 'before the program ended' : 'in time'}. The last screen:\n${shown || '(empty)'}`,
	);
}

/** A pty's first process leads a group of its own, with the same number. */
async function hangUp(group: number): Promise<void> {
	signalGroup(group, 'SIGHUP');
	try {
		await poll({
			ask: async () => !signalGroup(group, 0) || undefined,
			firstMs: 5,
			maxMs: 100,
			timeoutMs: graceMs,
			onTimeout: () => new Error('A program did not end when hung up'),
		});
	} finally {
		signalGroup(group, 'SIGKILL');
	}
}

/** @returns whether there was such a group. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
	try {
		process.kill(-group, signal);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ESRCH') {
			return false;
		}

		throw error;
	}
}
