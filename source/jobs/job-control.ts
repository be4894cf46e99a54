import {readFile, stat} from 'node:fs/promises';
import {z} from 'zod';
import type {Control} from '../engine/run/control.js';
import {replaceFile} from '../utils/replace-file.js';
import {findJob} from './find-job.js';
import {jobFiles} from './job-files.js';

const wishes = z.object({
	isPaused: z.boolean(),
	bytesPerSecond: z.number().nonnegative(),
	requestsPerSecond: z.number().nonnegative(),
});

/** How somebody who watches a job wants it to go; 0: no limit. */
export type JobRequests = z.infer<typeof wishes>;

const everyMs = 250;

/**
 * Says how a job is to go from now on; its process hears it within half a second.
 *
 * @throws job-missing
 */
export async function controlJob(stateDir: string, id: string, wished: JobRequests): Promise<void> {
	const job = await findJob(stateDir, id);
	await replaceFile(jobFiles(stateDir, job.id).control, JSON.stringify(wishes.parse(wished)));
}

/** Undefined when nobody has said anything, or what cannot be understood. */
export async function readRequests(stateDir: string, id: string): Promise<JobRequests | undefined> {
	try {
		const body = await readFile(jobFiles(stateDir, id).control, 'utf8');
		return wishes.safeParse(JSON.parse(body)).data;
	} catch {
		return undefined;
	}
}

/** Keeps a control as others wish it by the job's control file; the returned function ends that. */
export function followRequests(stateDir: string, id: string, control: Control): () => void {
	const {control: file} = jobFiles(stateDir, id);
	let seenMs = 0;
	const look = async (): Promise<void> => {
		const changedMs = await stat(file).then(
			({mtimeMs}) => mtimeMs,
			() => 0,
		);
		if (changedMs === seenMs) {
			return;
		}

		seenMs = changedMs;
		const wished = await readRequests(stateDir, id);
		if (wished) {
			const {isPaused, ...limits} = wished;
			control.setLimits(limits);
			if (isPaused) {
				control.pause();
			} else {
				control.resume();
			}
		}
	};

	const timer = setInterval(() => void look(), everyMs);
	timer.unref();
	return () => {
		clearInterval(timer);
	};
}
