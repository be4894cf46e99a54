import {spawn} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {mkdir, open, type FileHandle} from 'node:fs/promises';
import {once} from 'node:events';
import {cannotWrite} from '../model/cannot-write.js';
import type {JobRecord, JobWork} from '../model/jobs.js';
import {MilvaultError} from '../model/milvault-error.js';
import {fragment} from '../model/fragments.js';
import type {Settings} from '../settings/settings.js';
import {poll} from '../utils/wait.js';
import {jobFiles, stateDirectoryGiven} from './job-files.js';
import {readRecord} from './job-record.js';

/** The input of a job's process on its standard input: the only place for secrets. */
export type Handover = {
	id: string;
	stateDir: string;
	settings: Settings;
	choice: JobRecord['choice'];
	work: JobWork;
	isShared?: boolean;
	alias?: string;
};

/** How this program is started: its own executable, and the arguments before those of a command. */
export type LaunchCommand = {executable: string; args: readonly string[]};

const startsWithinMs = 30_000;

/**
 * Starts a job in a separate process and session: it keeps running without this process and its
 * terminal.
 *
 * @returns its id, once the job has recorded itself as running
 * @throws job-not-started; cannot-write where its state directory cannot be
 */
export async function startDetached(
	self: LaunchCommand,
	handover: Omit<Handover, 'id'> & {id?: string},
): Promise<string> {
	const id = handover.id ?? randomUUID();
	const {stateDir} = handover;
	const files = jobFiles(stateDir, id);
	const notStarted = (reason: string): MilvaultError =>
		new MilvaultError('job-not-started', {reason, log: files.errors});
	let errors: FileHandle;
	try {
		await mkdir(files.directory, {recursive: true, mode: 0o700});
		errors = await open(files.errors, 'a', 0o600);
	} catch (error) {
		throw cannotWrite(error, files.directory, stateDirectoryGiven);
	}

	try {
		const child = spawn(self.executable, [...self.args, 'jobs', 'run'], {
			detached: true,
			stdio: ['pipe', 'ignore', errors.fd],
			cwd: '/',
		});
		await once(child, 'spawn');
		child.stdin?.on('error', () => undefined);
		child.stdin?.end(JSON.stringify({...handover, id} satisfies Handover));
		child.unref();
		await poll({
			async ask() {
				if (child.exitCode !== null) {
					throw notStarted(fragment('exit-code', {code: child.exitCode}));
				}

				const record = await readRecord(stateDir, id);
				return record?.process.pid === child.pid ? true : undefined;
			},
			firstMs: 20,
			maxMs: 200,
			timeoutMs: startsWithinMs,
			onTimeout: () => notStarted(fragment('not-begun')),
		});
		return id;
	} finally {
		await errors.close();
	}
}
