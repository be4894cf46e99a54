import type {Session} from '../../engine/session.js';
import {stateDirectory} from '../../jobs/job-files.js';
import {jobTarget} from '../../jobs/job-target.js';
import {runJob} from '../../jobs/run-job.js';
import type {JobEvent} from '../../model/job-events.js';
import type {JobResult, JobWork} from '../../model/jobs.js';
import {maskSecrets} from '../../settings/describe-settings.js';
import type {Context} from '../shared/context.js';
import {placeFlags} from '../shared/place-flags.js';
import {interruptedJobLines} from '../../render/job-commands.js';
import {showJob} from './show-job.js';

/**
 * Does a job's work in this process and shows its progress. When it is interrupted, what to do next
 * is said below the error.
 *
 * @param id of a job to continue
 */
export async function runWatchedJob(
	context: Context,
	session: Session,
	work: JobWork,
	id?: string,
): Promise<JobResult> {
	const {signal, output, environment, globals, hints} = context;
	signal.throwIfAborted();
	const view = showJob(context, work);
	let jobId = id;
	let canContinue = false;
	try {
		return await runJob(session, work, {
			stateDir: stateDirectory(environment),
			id,
			choice: jobTarget(session, globals),
			mask: text => maskSecrets(text, session.settings),
			signal,
			onEvent(event: JobEvent) {
				canContinue = event.type === 'job-ended' ? (event.canContinue ?? false) : canContinue;
				view.onEvent(event);
			},
			onStarted(started) {
				jobId = started;
			},
		});
	} finally {
		view.stop();
		if (canContinue && jobId !== undefined) {
			const {messages} = output;
			hints.push(...interruptedJobLines(jobId, {messages, flags: placeFlags(context)}));
		}
	}
}
