import {jobFiles} from '../jobs/job-files.js';
import {readJobLog} from '../jobs/job-log.js';
import {watchJob} from '../jobs/watch-job.js';
import {advance} from '../progress/advance.js';
import {foldEvent} from '../progress/fold-event.js';
import {initialProgress, type Progress} from '../progress/progress.js';
import type {JobSummary} from '../model/jobs.js';

export type ProgressTracker = ReturnType<typeof createProgressTracker>;

/**
 * How far jobs are: those that run are followed, so that rates are true; others are read from the
 * log.
 */
export function createProgressTracker(stateDir: string) {
	const followed = new Map<string, {progress: Progress}>();
	const closing = new AbortController();
	const {signal} = closing;

	const run = async (id: string, onEnded: (job: JobSummary) => Promise<void>): Promise<void> => {
		const entry = {progress: initialProgress};
		followed.set(id, entry);
		try {
			const job = await watchJob(stateDir, id, {
				signal,
				onEvent(event) {
					entry.progress = foldEvent(entry.progress, event, performance.now());
				},
			});
			await onEnded(job);
		} catch {
			// The server ends, or the job's record is gone: its progress is not needed any more.
		} finally {
			followed.delete(id);
		}
	};

	return {
		follow(id: string, onEnded: (job: JobSummary) => Promise<void>): void {
			if (!followed.has(id)) {
				void run(id, onEnded);
			}
		},
		async progressOf({id, state}: JobSummary): Promise<Progress> {
			const entry = followed.get(id);
			// The log of a job that is over is whole; the follower may not have read all of it yet.
			if (entry && state === 'running') {
				return advance(entry.progress, performance.now());
			}

			const {events} = await readJobLog(jobFiles(stateDir, id).log, 0);
			const now = performance.now();
			return events.reduce((progress, event) => foldEvent(progress, event, now), initialProgress);
		},
		close(): void {
			closing.abort();
		},
	};
}
