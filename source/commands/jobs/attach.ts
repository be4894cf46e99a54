import {findJob} from '../../jobs/find-job.js';
import {stateDirectory} from '../../jobs/job-files.js';
import {readWork} from '../../jobs/job-record.js';
import {watchJob} from '../../jobs/watch-job.js';
import {exitCodeOf} from '../../model/exit-codes.js';
import {isContinuable} from '../../model/jobs.js';
import {shortJobId} from '../../model/short-job-id.js';
import {showJob} from '../live/show-job.js';
import {jobLines} from '../../render/job-lines.js';
import {useSettingsIfAny} from '../practice/practice-context.js';
import type {CommandEnd, Context} from '../shared/context.js';

/**
 * `milvault jobs attach`: shows a job's progress until it is over. Ctrl-C ends the watching; the
 * job continues.
 */
export async function attach(
	context: Context,
	{operands: {id}}: {operands: {id: string}},
): Promise<CommandEnd> {
	await useSettingsIfAny(context);
	const {output, environment, signal} = context;
	const stateDir = stateDirectory(environment);
	const job = await findJob(stateDir, id);
	const work = await readWork(stateDir, job.id);
	const view = showJob(context, work);
	try {
		const ended = await watchJob(stateDir, job.id, {
			signal,
			onEvent: view.onEvent,
		});
		view.stop();
		output.print(...jobLines(ended, output));
		const {state, error} = ended;
		const codes = {complete: 0, partial: 3, cancelled: 130} as const;
		const exitCode = error
			? exitCodeOf(error.code)
			: state === 'complete' || state === 'partial' || state === 'cancelled'
				? codes[state]
				: 1;
		const outcome = state === 'running' || state === 'interrupted' ? 'failed' : state;
		return {
			outcome,
			exitCode,
			result: {job: ended, canContinue: isContinuable(ended)},
		};
	} catch (error) {
		view.stop();
		if (!signal.aborted) {
			throw error;
		}

		const shortId = shortJobId(job.id);
		output.print(output.messages.commands.jobs.goesOn(shortId));
		return {outcome: 'started', exitCode: 0, result: {job}};
	}
}
