import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import pty from '@lydell/node-pty';
import xterm from '@xterm/headless';
import type {ExecutionContext} from 'ava';
import {milvault, type Config, type Run} from '../../end-to-end/milvault.js';
import {cacheDir} from '../runner/cache-dir.js';

const cli = new URL('../../../dist/cli.js', import.meta.url).pathname;

/** The words that open it. */
export const wizardProgram = [process.execPath, cli] as const;

export const keys = {
	enter: '\r',
	escape: '\u001B',
	up: '\u001B[A',
	down: '\u001B[B',
	right: '\u001B[C',
	left: '\u001B[D',
	tab: '\t',
	backspace: '\u007F',
	controlC: '\u0003',
	pageDown: '\u001B[6~',
	controlZ: '\u001A',
} as const;

/** A user's home: configuration, state and data, removed when the test is over. */
export type Home = {
	path: string;
	file: string;
	environment: Record<string, string>;
	/** `milvault <args>` in this home. */
	run: (args: readonly string[]) => Promise<Run>;
};

export async function wizardHome(
	t: Pick<ExecutionContext, 'teardown'>,
	config?: Config,
): Promise<Home> {
	const path = await mkdtemp(join(tmpdir(), 'milvault-wizard-'));
	t.teardown(async () => rm(path, {recursive: true, force: true}));
	const file = join(path, 'milvault.yaml');
	if (config) {
		await writeFile(file, JSON.stringify(config), {mode: 0o600});
	}

	const environment = {
		PATH: process.env['PATH'] ?? '',
		HOME: path,
		LANG: 'en_US.UTF-8',
		XDG_CONFIG_HOME: join(path, 'config'),
		MILVAULT_STATE_DIR: join(path, 'state'),
		MILVAULT_DATA_DIR: join(path, 'data'),
		MILVAULT_CACHE_DIR: cacheDir(),
		...(config && {MILVAULT_CONFIG: file}),
	};
	return {
		path,
		file,
		environment,
		run: async args => milvault(args, {env: environment}),
	};
}

export type WizardTerminal = {
	/** What is on the terminal now, as a person sees it; the lines that scrolled away come first. */
	text: () => string;
	/** The rows of the terminal, no more. */
	screen: () => string;
	/**
	 * Waits until this is on the terminal; fails with the last screen when the program ends, or after
	 * a minute.
	 */
	shows: (wanted: RegExp | string) => Promise<void>;
	/** Types keys one after another; each is read before the next is typed. */
	press: (...typed: string[]) => void;
	/** Waits until this is shown, then types. */
	answer: (wanted: RegExp | string, ...typed: string[]) => Promise<void>;
	resize: (columns: number, rows: number) => void;
	/** The terminal goes away: a lost connection. */
	hangUp: () => void;
	signal: (name: NodeJS.Signals) => void;
	isOver: () => boolean;
	/** Calls this whenever something new is shown, until what it returns is called. */
	watch: (listener: () => void) => () => void;
	/** Waits until all that has come is on the screen, and was looked at. */
	drawn: () => Promise<void>;
	/** Waits until nothing has come for so long. */
	quiet: (forMs: number) => Promise<void>;
	/** Exit code, and how long ago the last key or signal was. */
	ended: Promise<{exitCode: number; signal: number | undefined}>;
	/** Bytes written to the terminal so far. */
	bytes: () => number;
	raw: () => string;
};

const maxWaitMs = 60_000;

/**
 * What the wizard says of an Enter that came before it had drawn what it would start: a program is
 * quicker than a person.
 */
const again = /Press it again|请再按一次/;
const againMs = 300;

/**
 * Around each of Ink's frames: a terminal shows nothing of it before its end (synchronized output).
 */
const frameStart = '\u001B[?2026h';
const frameEnd = '\u001B[?2026l';
const afterFrame = new RegExp(String.raw`(?<=\u001B\[\?2026l)`);

/** Opens the built program on a terminal. */
export function openWizard(
	t: Pick<ExecutionContext, 'teardown'>,
	home: Home,
	{
		args = [],
		columns = 80,
		rows = 24,
		env = {},
		within = words => words,
	}: {
		args?: readonly string[];
		columns?: number;
		rows?: number;
		env?: Record<string, string>;
		/** The words of the command that is run, of those that open the wizard: a shell around it. */
		within?: (words: readonly string[]) => readonly string[];
	} = {},
): WizardTerminal {
	const emulator = new xterm.Terminal({
		cols: columns,
		rows,
		scrollback: 1000,
		allowProposedApi: true,
	});
	const [file = '', ...words] = within([...wizardProgram, ...args]);
	const child = pty.spawn(file, words, {
		name: env['TERM'] ?? 'xterm-256color',
		cols: columns,
		rows,
		cwd: home.path,
		env: {...home.environment, ...env},
	});
	let raw = '';
	let lastKey = '';
	let cameAtMs = performance.now();
	let isOver = false;
	const waiting = new Set<() => void>();
	const look = (): void => {
		for (const one of waiting) {
			one();
		}
	};

	const linesFrom = (first: number): string => {
		const {active} = emulator.buffer;
		const lines: string[] = [];
		for (let row = first; row < active.baseY + emulator.rows; row++) {
			lines.push(active.getLine(row)?.translateToString(true) ?? '');
		}

		return lines.join('\n').trimEnd().replaceAll(home.path, '~');
	};

	const text = (): string => linesFrom(0);
	// A frame comes in pieces as the system cuts them.
	let pending = '';
	child.onData(data => {
		raw += data;
		cameAtMs = performance.now();
		pending += data;
		const start = pending.lastIndexOf(frameStart);
		const isWhole = start === -1 || pending.includes(frameEnd, start);
		const end = isWhole ? pending.length : start;
		// Each frame was on the screen, also where a busy machine brings several in one read.
		for (const frame of pending.slice(0, end).split(afterFrame)) {
			emulator.write(frame, look);
		}

		pending = pending.slice(end);
	});
	const {promise: ended, resolve} = Promise.withResolvers<Awaited<WizardTerminal['ended']>>();
	child.onExit(({exitCode, signal}) => {
		isOver = true;
		// What was written last is still being drawn.
		emulator.write(pending, () => {
			look();
			resolve({exitCode, signal});
		});
	});
	t.teardown(() => {
		if (!isOver) {
			child.kill('SIGKILL');
		}
	});
	const terminal: WizardTerminal = {
		text,
		screen: () => linesFrom(emulator.buffer.active.baseY),
		async shows(wanted) {
			const isThere = (): boolean => {
				// A sentence may be wrapped anywhere.
				const shown = [text(), text().replaceAll(/\s+/g, ' ')];
				return shown.some(one =>
					typeof wanted === 'string' ? one.includes(wanted) : wanted.test(one),
				);
			};

			await new Promise<void>((onShown, onMissing) => {
				const fail = (why: string): void => {
					clearInterval(patient);
					waiting.delete(one);
					onMissing(new Error(`${String(wanted)} ${why}:\n${text()}`));
				};

				const timer = setTimeout(() => {
					fail('was not shown in time');
				}, maxWaitMs);
				const patient = setInterval(() => {
					if (lastKey === keys.enter && again.test(text())) {
						child.write(keys.enter);
					}
				}, againMs);
				const one = (): void => {
					if (isThere()) {
						clearInterval(patient);
						clearTimeout(timer);
						waiting.delete(one);
						onShown();
					} else if (isOver) {
						clearTimeout(timer);
						fail('was never shown');
					}
				};

				waiting.add(one);
				one();
			});
		},
		press(...typed) {
			for (const key of isOver ? [] : typed) {
				lastKey = key;
				child.write(key);
			}
		},
		async answer(wanted, ...typed) {
			await terminal.shows(wanted);
			terminal.press(...typed);
		},
		resize(newColumns, newRows) {
			if (isOver) {
				return;
			}

			emulator.resize(newColumns, newRows);
			child.resize(newColumns, newRows);
		},
		hangUp() {
			// As ssh does when its connection is lost: the other end of the terminal is closed.
			(child as unknown as {destroy: () => void}).destroy();
		},
		signal(name) {
			child.kill(name);
		},
		isOver: () => isOver,
		watch(listener) {
			waiting.add(listener);
			return () => {
				waiting.delete(listener);
			};
		},
		async drawn() {
			await new Promise<void>(resolve => {
				emulator.write('', resolve);
			});
		},
		async quiet(forMs) {
			const fromMs = performance.now();
			for (;;) {
				const leftMs = Math.max(fromMs, cameAtMs) + forMs - performance.now();
				if (leftMs <= 0 || isOver) {
					return;
				}

				await sleep(leftMs);
			}
		},
		ended,
		bytes: () => Buffer.byteLength(raw),
		raw: () => raw,
	};
	return terminal;
}
