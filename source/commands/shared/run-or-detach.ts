import type {Session} from '../../engine/session.js';
import {stateDirectory} from '../../jobs/job-files.js';
import {startDetached} from '../../jobs/start-detached.js';
import type {JobWork} from '../../model/jobs.js';
import {shortJobId} from '../../model/short-job-id.js';
import {jobTarget} from '../../jobs/job-target.js';
import {runWatchedJob} from '../live/run-watched-job.js';
import type {CommandEnd, Context} from './context.js';
import {placeFlags} from './place-flags.js';
import {tellJobResult} from './tell-job-result.js';
import {jobCommand, runningJobLines} from '../../render/job-commands.js';
import {indented} from '../../render/line-options.js';

/** Does a job's work here, or starts a separate process and prints how to watch it. */
export async function runOrDetach(
	context: Context,
	session: Session,
	work: JobWork,
	{isDetached, id}: {isDetached: boolean; id?: string},
): Promise<CommandEnd> {
	if (!isDetached) {
		const result = await runWatchedJob(context, session, work, id);
		const end = tellJobResult(context, work, result);
		context.output.note(...context.hints.splice(0).map(line => `  ${line}`));
		return end;
	}

	const {environment, self, output} = context;
	const flags = placeFlags(context);
	const jobId = await startDetached(self, {
		id,
		stateDir: stateDirectory(environment),
		settings: session.settings,
		choice: jobTarget(session, context.globals),
		work,
	});
	const {messages} = output;
	output.print(
		`✔ ${messages.commands.jobs.started(shortJobId(jobId))}`,
		...indented(runningJobLines(jobId, {messages, flags})),
	);
	return {
		outcome: 'started',
		exitCode: 0,
		result: {jobId, isDetached: true, follow: jobCommand('attach', jobId, flags)},
	};
}
