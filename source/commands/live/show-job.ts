import type {JobEvent} from '../../model/job-events.js';
import type {JobWork} from '../../model/jobs.js';
import {foldEvent} from '../../progress/fold-event.js';
import {initialProgress} from '../../progress/progress.js';
import {warningLines} from '../../render/warnings.js';
import type {Context} from '../shared/context.js';
import {canAnimate} from '../shared/streams.js';
import {drawJob} from './draw-job.js';
import {logJob} from './log-job.js';

/**
 * Shows a job's progress on standard error, from its events: drawn over on a terminal, line by line
 * elsewhere; with --json each event is a line of standard output instead. What deletes
 * has no collections to show.
 */
export function showJob(
	context: Context,
	work: JobWork,
): {onEvent: (event: JobEvent) => void; stop: () => void} {
	const {output, streams, environment} = context;
	if (output.isJson) {
		return {
			onEvent(event) {
				output.emit(event);
			},
			stop() {},
		};
	}

	if (work.kind === 'delete' || work.kind === 'prune') {
		return {onEvent() {}, stop() {}};
	}

	// How many collections a verification has is known when it begins; a copy shows backups.
	const max =
		work.kind === 'verify'
			? 4
			: work.kind === 'copy'
				? work.names.length
				: work.plan.collections.length;
	const view = canAnimate(streams, environment) ? drawJob(context, max) : logJob(output);
	let progress = initialProgress;
	return {
		onEvent(event) {
			progress = foldEvent(progress, event, performance.now());
			if (event.type === 'warning') {
				output.note(...warningLines([event.warning], output));
			}

			view.show(progress, event);
		},
		stop() {
			view.stop();
		},
	};
}
