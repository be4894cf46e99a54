import {readFile, rename, rm, writeFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import {wait} from '../utils/wait.js';
import {makeDirectory, notMade, type PracticeVariable} from './make-directory.js';
import {isRunning, startTimeOf, type ProcessIdentity} from '../utils/process-identity.js';

/**
 * Runs `work` while no other process (nor another caller in this one) does so under the same lock
 * file.
 *
 * Waits for a holder that lives; takes over from one that does not. `onWait` is called once, with
 * the holder's pid.
 *
 * @param options.variable what says where the file's directory lies
 * @throws cannot-write
 */
export async function withLock<Result>(
	file: string,
	options: {
		variable: PracticeVariable;
		signal?: AbortSignal;
		onWait?: (pid: number) => void;
	},
	work: () => Promise<Result>,
): Promise<Result> {
	const mine = JSON.stringify({
		pid: process.pid,
		startTime: await startTimeOf(process.pid),
	});
	await makeDirectory(dirname(file), options.variable);
	let hasToldAboutWait = false;
	while (!(await createFirst(file, mine, options.variable))) {
		const content = await readFile(file, 'utf8').catch(() => undefined);
		const holder = content === undefined ? undefined : parse(content);
		if (holder && (await isRunning(holder))) {
			if (!hasToldAboutWait) {
				hasToldAboutWait = true;
				options.onWait?.(holder.pid);
			}

			await wait(200, options.signal);
		} else if (content !== undefined) {
			await removeStale(file, content);
		}
	}

	try {
		return await work();
	} finally {
		await rm(file, {force: true});
	}
}

/** @throws cannot-write */
async function createFirst(
	file: string,
	content: string,
	variable: PracticeVariable,
): Promise<boolean> {
	try {
		return await create(file, content);
	} catch (error) {
		throw notMade(error, file, variable);
	}
}

async function create(file: string, content: string): Promise<boolean> {
	try {
		await writeFile(file, content, {flag: 'wx', mode: 0o600});
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
			return false;
		}

		throw error;
	}
}

function parse(content: string): ProcessIdentity | undefined {
	try {
		return JSON.parse(content) as ProcessIdentity;
	} catch {
		return undefined;
	}
}

async function removeStale(file: string, staleContent: string): Promise<void> {
	// Between create and write the file is empty for a moment; a second look distinguishes that from
	// a holder that died there.
	if (staleContent === '') {
		await wait(100);
	}

	const aside = `${file}.stale-${process.pid}-${Math.random().toString(36).slice(2)}`;
	try {
		await rename(file, aside);
	} catch {
		return; // Another process was quicker.
	}

	const moved = await readFile(aside, 'utf8').catch(() => staleContent);
	if (moved !== staleContent) {
		// Another process was quicker and holds the lock now: give it back, unless yet another took it.
		await create(file, moved);
	}

	await rm(aside, {force: true});
}
