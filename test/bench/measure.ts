import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {text} from 'node:stream/consumers';

export type Measured = {
	wallSeconds: number;
	/** User and system time of the process and its children. */
	cpuSeconds: number;
	/** Its peak, as the kernel counts it (VmHWM). */
	peakMegabytes: number;
	exitCode: number;
	stdout: string;
	stderr: string;
};

/** Waits for the child in its stead: only who waits is told what it took. */
const waiter = `
import json, os, resource, subprocess, sys, time
since = time.monotonic()
child = subprocess.run(sys.argv[2:])
took = time.monotonic() - since
used = resource.getrusage(resource.RUSAGE_CHILDREN)
os.write(int(sys.argv[1]), json.dumps({
  "wallSeconds": took, "cpuSeconds": used.ru_utime + used.ru_stime,
  "peakMegabytes": used.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6,
  "exitCode": child.returncode}).encode())
`;

/** Runs a program as a child process and measures it from outside. */
export async function measure(
	command: readonly string[],
	options: {env?: Record<string, string>; input?: string} = {},
): Promise<Measured> {
	const child = spawn('python3', ['-c', waiter, '3', ...command], {
		stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
		env: {...process.env, ...options.env},
	});
	child.stdin.on('error', () => undefined);
	child.stdin.end(options.input ?? '');
	const [stdout, stderr, usage] = await Promise.all([
		text(child.stdout),
		text(child.stderr),
		text(child.stdio[3] as NodeJS.ReadableStream),
	]);
	if (child.exitCode === null) {
		await once(child, 'close');
	}

	return {
		...(JSON.parse(usage) as Omit<Measured, 'stdout' | 'stderr'>),
		stdout,
		stderr,
	};
}

/** Throws what a program said when it failed. */
export function assertWell(what: string, measured: Measured): Measured {
	if (measured.exitCode !== 0) {
		throw new Error(
			`${what} ended with ${measured.exitCode}:\n${measured.stdout}${measured.stderr}`,
		);
	}

	return measured;
}

export function median(numbers: readonly number[]): number {
	const sorted = numbers.toSorted((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** `8.70 (8.51–9.02)` */
export function spread(numbers: readonly number[], digits = 2): string {
	const show = (number: number): string => number.toFixed(digits);
	return `${show(median(numbers))} (${show(Math.min(...numbers))}–${show(Math.max(...numbers))})`;
}
