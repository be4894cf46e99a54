import type {JobEvent, OnEvent} from '../../model/job-events.js';
import type {BackupPlan, RestorePlan} from '../../model/plans.js';
import {foldEvent} from '../../progress/fold-event.js';
import {initialProgress, type Progress} from '../../progress/progress.js';
import {warningLines} from '../lines/warnings.js';
import type {Context} from '../shared/context.js';
import {canAnimate} from '../shared/streams.js';
import {drawJob} from './draw-job.js';
import {logJob} from './log-job.js';

/** Something that shows a job's progress while it runs. */
export type JobView = {
	show: (progress: Progress, event: JobEvent) => void;
	stop: () => void;
};

/**
 * Runs a job and shows its progress on standard error: drawn over on a terminal, line by line elsewhere; with --json each event is a
 * line of standard output instead.
 */
export async function watchJob<Result>(
	context: Context,
	plan: BackupPlan | RestorePlan,
	run: (onEvent: OnEvent) => Promise<Result>,
): Promise<Result> {
	const {output, signal, streams, environment} = context;
	signal.throwIfAborted();
	if (output.isJson) {
		return run(event => {
			output.emit(event);
		});
	}

	const view = canAnimate(streams, environment)
		? drawJob(context, plan.collections.length)
		: logJob(output);
	let progress = initialProgress;
	try {
		return await run(event => {
			progress = foldEvent(progress, event, performance.now());
			if (event.type === 'warning') {
				output.note(...warningLines([event.warning], output));
			}

			view.show(progress, event);
		});
	} finally {
		view.stop();
	}
}
