import {execFile} from 'node:child_process';
import {readFile, readlink} from 'node:fs/promises';
import {hostname} from 'node:os';
import {promisify} from 'node:util';
import {wait} from './wait.js';

/** A process, which its start time distinguishes from a later one with the same number. */
export type ProcessIdentity = {
	pid: number;
	/** Opaque; compare only. */
	startTime: string;
};

/**
 * When this process started, as an opaque text; undefined when there is none, or only its unread
 * exit status is left.
 *
 * Linux: boot id and the ticks of /proc/<pid>/stat, which also distinguishes what ran before a
 * reboot. Elsewhere: `ps`.
 */
export async function startTimeOf(pid: number): Promise<string | undefined> {
	return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

/**
 * Where process numbers mean the same: this machine, and on Linux the PID namespace, since each
 * container has its own.
 */
export async function processSpace(): Promise<string> {
	const space = await readlink('/proc/self/ns/pid').catch(() => '');
	return `${hostname()} ${space}`;
}

/** True while the very process that was recorded still runs. */
export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
	return (await startTimeOf(identity.pid)) === identity.startTime;
}

/**
 * Ends a process group by its leader: SIGTERM, and SIGKILL after `graceMs` (0: at once). Does
 * nothing when the leader is not the process that was recorded.
 *
 * @returns whether it had to be killed.
 */
export async function endProcessGroup(
	identity: ProcessIdentity,
	options: {graceMs: number; onKill?: () => void},
): Promise<boolean> {
	if (!(await isRunning(identity))) {
		return false;
	}

	if (options.graceMs > 0) {
		sendToGroup(identity.pid, 'SIGTERM');
		if (await isGoneWithin(identity, options.graceMs)) {
			// Children that ignored SIGTERM are still in the group.
			sendToGroup(identity.pid, 'SIGKILL');
			return false;
		}

		options.onKill?.();
	}

	sendToGroup(identity.pid, 'SIGKILL');
	await isGoneWithin(identity, 10_000);
	return true;
}

async function isGoneWithin(identity: ProcessIdentity, maxMs: number): Promise<boolean> {
	const until = performance.now() + maxMs;
	while (await isRunning(identity)) {
		if (performance.now() > until) {
			return false;
		}

		await wait(50);
	}

	return true;
}

function sendToGroup(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-pid, signal);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
			throw error;
		}
	}
}

async function fromProc(pid: number): Promise<string | undefined> {
	let stat: string;
	try {
		stat = await readFile(`/proc/${pid}/stat`, 'utf8');
	} catch {
		return undefined;
	}

	// The second field is the command in brackets and may contain anything, brackets too: the rest
	// begins after the last one.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	const [state] = fields;
	if (state === 'Z' || state === 'X') {
		return undefined;
	}

	const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
	return `${boot.trim()}:${fields[19]}`;
}

async function fromPs(pid: number): Promise<string | undefined> {
	try {
		const {stdout} = await promisify(execFile)('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]);
		const [state = '', ...start] = stdout.trim().split(/\s+/);
		return state.startsWith('Z') || start.length === 0 ? undefined : start.join(' ');
	} catch {
		return undefined;
	}
}
