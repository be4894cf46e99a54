import {readFile, stat} from 'node:fs/promises';
import {z} from 'zod';
import type {Control} from '../engine/run/control.js';
import {replaceFile} from '../utils/replace-file.js';
import {findJob} from './find-job.js';
import {jobFiles} from './job-files.js';

const jobControl = z.object({
	isPaused: z.boolean(),
	bytesPerSecond: z.number().nonnegative(),
	requestsPerSecond: z.number().nonnegative(),
});

/** How a person who watches a job wants it to run; 0: no limit. */
export type JobControl = z.infer<typeof jobControl>;

const everyMs = 250;

/**
 * Sets the control of a job; its process applies it within half a second.
 *
 * @throws job-missing
 */
export async function controlJob(stateDir: string, id: string, wanted: JobControl): Promise<void> {
	const job = await findJob(stateDir, id);
	await replaceFile(jobFiles(stateDir, job.id).control, JSON.stringify(jobControl.parse(wanted)));
}

/** Undefined when there is no control file, or one that cannot be read. */
export async function readControl(stateDir: string, id: string): Promise<JobControl | undefined> {
	try {
		const body = await readFile(jobFiles(stateDir, id).control, 'utf8');
		return jobControl.safeParse(JSON.parse(body)).data;
	} catch {
		return undefined;
	}
}

/** Keeps a control up to date with the job's control file; the returned function ends that. */
export function followControl(stateDir: string, id: string, control: Control): () => void {
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
		const wanted = await readControl(stateDir, id);
		if (wanted) {
			const {isPaused, ...limits} = wanted;
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
