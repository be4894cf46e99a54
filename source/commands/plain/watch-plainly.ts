import type {JobEnd} from '../../dialog/answers.js';
import type {EffectRunnerOptions} from '../../effects/effect-runner.js';
import {watchToEnd} from '../../effects/watch-job.js';
import {cancelJob} from '../../jobs/cancel-job.js';
import {foldEvent} from '../../progress/fold-event.js';
import {initialProgress} from '../../progress/progress.js';
import type {Context} from '../shared/context.js';
import {logJob} from '../live/log-job.js';

/**
 * Prints a job's progress line by line until it ends. Ctrl-C cancels it; a second one leaves it
 * as it is.
 */
export async function watchPlainly(
	jobId: string,
	{context, options}: {context: Context; options: EffectRunnerOptions},
): Promise<JobEnd> {
	const {output, signal} = context;
	const {stateDir} = options;
	output.note(output.messages.dialog.plain.job);
	const view = logJob(output);
	let progress = initialProgress;
	const cancel = (): void => {
		output.note(output.messages.dialog.screen.cancelling);
		cancelJob(stateDir, jobId).catch(() => undefined);
	};

	signal.addEventListener('abort', cancel, {once: true});
	try {
		return await watchToEnd(stateDir, jobId, {
			signal: new AbortController().signal,
			onEvent(event) {
				progress = foldEvent(progress, event, performance.now());
				view.show(progress, event);
			},
		});
	} finally {
		signal.removeEventListener('abort', cancel);
		view.stop();
	}
}
