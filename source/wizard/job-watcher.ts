import type {JobEnd} from '../dialog/answers.js';
import {leaveJob, watchToEnd} from '../effects/watch-job.js';
import {cancelJob} from '../jobs/cancel-job.js';
import {controlJob, readControl, type JobControl} from '../jobs/job-control.js';
import {endedLine} from '../render/progress-lines.js';
import type {Messages} from '../messages/messages.js';
import {advance} from '../progress/advance.js';
import {foldEvent} from '../progress/fold-event.js';
import {initialProgress, type Progress} from '../progress/progress.js';
import type {WatchedJob} from './watched-job.js';

export type JobWatcher = ReturnType<typeof createJobWatcher>;

const asItComes: JobControl = {
	isPaused: false,
	bytesPerSecond: 0,
	requestsPerSecond: 0,
};

/** Watches one job at a time, which runs in its own process, and controls it. */
export function createJobWatcher({
	stateDir,
	messages,
}: {
	stateDir: string;
	messages: () => Messages;
}) {
	let jobId: string | undefined;
	let progress: Progress = initialProgress;
	let requests = asItComes;
	let cancelling = false;
	let watching = new AbortController();

	const current = (): string => {
		if (jobId === undefined) {
			throw new Error('no job is watched');
		}

		return jobId;
	};

	return {
		start(
			id: string,
			{
				onEnded,
				onFailed,
				onCollection,
			}: {
				onEnded: (end: JobEnd) => void;
				onFailed: (error: unknown) => void;
				/** One is over, in a line that stays. */
				onCollection: (line: string) => void;
			},
		): void {
			jobId = id;
			progress = initialProgress;
			requests = asItComes;
			cancelling = false;
			watching = new AbortController();
			const {signal} = watching;
			const run = async (): Promise<void> => {
				requests = (await readControl(stateDir, id)) ?? asItComes;
				const end = await watchToEnd(stateDir, id, {
					signal,
					onEvent(event) {
						progress = foldEvent(progress, event, performance.now());
						if (event.type === 'collection-ended') {
							onCollection(endedLine(event, progress, messages()));
						}
					},
				});
				if (!signal.aborted) {
					onEnded(end);
				}
			};

			run().catch((error: unknown) => {
				if (!signal.aborted) {
					onFailed(error);
				}
			});
		},
		look(): WatchedJob {
			return {
				progress: advance(progress, performance.now()),
				requests,
				isCancelling: cancelling,
			};
		},
		async control(change: 'pause' | {bytesPerSecond: number}): Promise<void> {
			requests =
				change === 'pause' ? {...requests, isPaused: !requests.isPaused} : {...requests, ...change};
			await controlJob(stateDir, current(), requests);
		},
		/** Its end is reported as any other. */
		cancel(): void {
			cancelling = true;
			cancelJob(stateDir, current()).catch(() => {
				// It was over, or takes its time: the watch reports its end.
			});
		},
		async detach(): Promise<JobEnd> {
			watching.abort();
			return leaveJob(stateDir, current());
		},
		stop(): void {
			watching.abort();
		},
	};
}
