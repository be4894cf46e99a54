import {chmod, cp, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {stripVTControlCharacters} from 'node:util';
import type {ExecutionContext} from 'ava';
import pty from '@lydell/node-pty';
import {execa} from 'execa';

export const cli = new URL('../../../dist/cli.js', import.meta.url).pathname;
const fixtures = new URL('../../fixtures/milvus-backup-0.5.16', import.meta.url).pathname;

/** A user without an entry in the list of users, and without a home. */
const unprivilegedId = 54_321;
/**
 * Root becomes that user. A normal user appears as that user in a namespace of its own. Its files
 * stay its own there, so places are closed by their modes alone.
 */
const asUnprivileged =
	process.getuid?.() === 0
		? ['setpriv', `--reuid=${unprivilegedId}`, `--regid=${unprivilegedId}`, '--clear-groups', '--']
		: ['unshare', '--user', `--map-user=${unprivilegedId}`, `--map-group=${unprivilegedId}`, '--'];

/** The program must lie where that user can read it, and the system must allow such a namespace. */
export const canDropPrivileges =
	(
		await execa(
			asUnprivileged[0]!,
			[...asUnprivileged.slice(1), process.execPath, cli, '--version'],
			{
				reject: false,
			},
		)
	).exitCode === 0;

export type ForeignPlace = {
	/** A repository with backups that milvus-backup made; every user may write it. */
	backups: string;
	/** Every user may write it. */
	open: string;
	/** No user may write it. */
	closed: string;
	/** No user may look into it. */
	hidden: string;
	/** No user may write it; every user may write the file milvault.yaml in it. */
	fixed: string;
	/** A file, where a directory would be. */
	file: string;
	/** A name that people give. */
	odd: string;
};

/** Directories of every kind, until the end of the test. */
export async function foreignPlace(t: Pick<ExecutionContext, 'teardown'>): Promise<ForeignPlace> {
	const root = await mkdtemp(join(tmpdir(), 'milvault-place-'));
	const inRoot = (name: string): string => join(root, name);
	const closed = inRoot('closed');
	const hidden = inRoot('hidden');
	t.teardown(async () => {
		for (const name of [closed, hidden, inRoot('fixed')]) {
			await chmod(name, 0o755);
		}

		await rm(root, {recursive: true, force: true});
	});
	await chmod(root, 0o755);
	await cp(fixtures, inRoot('backups'), {recursive: true});
	await execa('chmod', ['-R', 'a+rwX', inRoot('backups')]);
	for (const name of ['open', '我的 文件', 'closed', 'hidden', 'fixed']) {
		await mkdir(inRoot(name));
		await chmod(inRoot(name), 0o777);
	}

	const own = join(inRoot('fixed'), 'milvault.yaml');
	await writeFile(own, '');
	await chmod(own, 0o666);
	await chmod(inRoot('fixed'), 0o555);
	await chmod(closed, 0o555);
	await chmod(hidden, 0);
	await writeFile(inRoot('file'), 'no directory\n');
	return {
		backups: inRoot('backups'),
		open: inRoot('open'),
		closed,
		hidden,
		fixed: inRoot('fixed'),
		file: inRoot('file'),
		odd: inRoot('我的 文件'),
	};
}

export type PlaceRun = {exitCode: number; stdout: string; stderr: string};

/**
 * Runs the built program with this environment alone; a server is asked to end as soon as it
 * listens.
 */
export async function runInPlace(
	args: readonly string[],
	{
		env,
		cwd,
		isUnprivileged,
	}: {
		env: Readonly<Record<string, string>>;
		cwd: string;
		isUnprivileged: boolean;
	},
): Promise<PlaceRun> {
	const [command = '', ...rest] = [
		...(isUnprivileged ? asUnprivileged : []),
		process.execPath,
		cli,
		...args,
	];
	const child = spawn(command, rest, {
		cwd,
		// setpriv is found by it.
		env: {PATH: process.env['PATH'] ?? '', ...env},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let stdout = '';
	let stderr = '';
	child.stdout.on('data', (chunk: Buffer) => {
		stdout += chunk.toString();
		if (args[0] === 'server' && stdout.includes('http://127.0.0.1:')) {
			child.kill('SIGTERM');
		}
	});
	child.stderr.on('data', (chunk: Buffer) => {
		stderr += chunk.toString();
	});
	const [exitCode] = (await once(child, 'close')) as [number | null];
	return {exitCode: exitCode ?? -1, stdout, stderr};
}

/** The wizard on a terminal, as that user: until it ends, or shows this and is asked to end. */
export async function onTerminal(
	env: Readonly<Record<string, string>>,
	cwd: string,
	until?: RegExp,
): Promise<{exitCode: number; text: string}> {
	const [command, ...rest] = [...asUnprivileged, process.execPath, cli];
	const child = pty.spawn(command, rest, {
		cols: 100,
		rows: 30,
		cwd,
		env: {PATH: process.env['PATH'] ?? '', ...env},
	});
	let raw = '';
	let isAsked = false;
	child.onData(data => {
		raw += data;
		if (!isAsked && until?.test(stripVTControlCharacters(raw))) {
			isAsked = true;
			child.write('\u0003');
		}
	});
	const {promise, resolve} = Promise.withResolvers<number>();
	child.onExit(({exitCode}) => {
		resolve(exitCode);
	});
	return {exitCode: await promise, text: stripVTControlCharacters(raw)};
}
