import {cp, mkdir, mkdtemp, realpath, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {stripVTControlCharacters} from 'node:util';
import pty from '@lydell/node-pty';
import type {ExecutionContext} from 'ava';
import {execa} from 'execa';

const cli = new URL('../../../dist/cli.js', import.meta.url).pathname;
const fixtures = new URL('../../fixtures/milvus-backup-0.5.16/', import.meta.url).pathname;
/** The built program, as users have it: from its sources each start takes a second more. */
const command = [cli];

export type CliRun = {
	exitCode: number;
	stdout: string;
	stderr: string;
};

/** A home directory of its own, gone when the test is over. */
export async function newHome(t: ExecutionContext): Promise<string> {
	const home = await realpath(await mkdtemp(join(tmpdir(), 'milvault-cli-')));
	t.teardown(async () => rm(home, {recursive: true, force: true}));
	return home;
}

/**
 * A home with a configuration whose repository `here` is the directory `backups`, with the backups
 * hello_peer and shop_peer that milvus-backup made. Needs no Milvus.
 */
export async function homeWithBackups(
	t: ExecutionContext,
	names: readonly string[] = ['hello_peer', 'shop_peer'],
): Promise<string> {
	const home = await newHome(t);
	await mkdir(join(home, 'backups'));
	for (const name of names) {
		await cp(join(fixtures, name), join(home, 'backups', name), {
			recursive: true,
		});
	}

	await writeConfig(home, {
		repositories: {here: {type: 'local', path: join(home, 'backups')}},
	});
	return home;
}

/** The user's own configuration file; JSON is YAML. */
export async function writeConfig(home: string, config: object): Promise<void> {
	const directory = join(home, 'config', 'milvault');
	await mkdir(directory, {recursive: true});
	await writeFile(join(directory, 'milvault.yaml'), JSON.stringify(config));
}

/**
 * Runs the program as a process of its own that knows nothing of this machine but PATH; `home` is
 * shown as `~`.
 */
export async function runCli(
	args: readonly string[],
	{home, env = {}, signal}: {home: string; env?: Record<string, string>; signal?: AbortSignal},
): Promise<CliRun> {
	const {exitCode, stdout, stderr} = await execa(process.execPath, [...command, ...args], {
		reject: false,
		extendEnv: false,
		stdin: 'ignore',
		stripFinalNewline: false,
		cwd: home,
		cancelSignal: signal,
		env: environmentOf(home, env),
	});
	return {
		exitCode: exitCode ?? -1,
		stdout: stdout.replaceAll(home, '~'),
		stderr: stderr.replaceAll(home, '~'),
	};
}

/** The program's process, for tests that script to it while it runs. */
export function startCli(args: readonly string[], home: string) {
	return execa(process.execPath, [...command, ...args], {
		reject: false,
		extendEnv: false,
		stdin: 'ignore',
		cwd: home,
		env: environmentOf(home, {}),
	});
}

/** The lines of `--json`. */
export function jsonLines(stdout: string): Array<Record<string, unknown>> {
	return stdout
		.split('\n')
		.filter(Boolean)
		.map(line => JSON.parse(line) as Record<string, unknown>);
}

export type Terminal = {
	/**
	 * Waits until this has been shown; fails with all that was shown when the program ends before.
	 */
	shows: (text: string) => Promise<void>;
	type: (text: string) => void;
	/** The exit code, and all that was shown: as text, and as it came. */
	ended: Promise<{exitCode: number; text: string; raw: string}>;
};

/** Runs the program on a terminal of 80 columns and 24 rows. */
export function runOnTerminal(
	args: readonly string[],
	{home, env = {}}: {home: string; env?: Record<string, string>},
): Terminal {
	const child = pty.spawn(process.execPath, [...command, ...args], {
		name: env['TERM'] ?? 'xterm-256color',
		cols: 80,
		rows: 24,
		cwd: home,
		env: environmentOf(home, env),
	});
	let raw = '';
	let hasEnded = false;
	const waiting = new Set<() => void>();
	const text = (): string =>
		stripVTControlCharacters(raw).replaceAll('\r', '').replaceAll(home, '~');
	child.onData(data => {
		raw += data;
		for (const look of waiting) {
			look();
		}
	});
	const {promise: ended, resolve} = Promise.withResolvers<Awaited<Terminal['ended']>>();
	child.onExit(({exitCode}) => {
		hasEnded = true;
		resolve({exitCode, text: text(), raw});
		for (const look of waiting) {
			look();
		}
	});
	return {
		async shows(wanted) {
			await new Promise<void>((onShown, onMissing) => {
				const look = (): void => {
					if (text().includes(wanted)) {
						waiting.delete(look);
						onShown();
					} else if (hasEnded) {
						waiting.delete(look);
						onMissing(new Error(`“${wanted}” was never shown:\n${text()}`));
					}
				};

				waiting.add(look);
				look();
			});
		},
		type(keys) {
			child.write(keys);
		},
		ended,
	};
}

function environmentOf(home: string, env: Record<string, string>): Record<string, string> {
	return {
		PATH: process.env['PATH'] ?? '',
		HOME: home,
		XDG_CONFIG_HOME: join(home, 'config'),
		XDG_DATA_HOME: join(home, 'data'),
		XDG_CACHE_HOME: join(home, 'cache'),
		LANG: 'en_US.UTF-8',
		...env,
	};
}
