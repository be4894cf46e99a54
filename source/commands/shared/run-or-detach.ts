import type {Session} from '../../engine/session.js';
import {stateDirectory} from '../../jobs/job-files.js';
import {startDetached} from '../../jobs/start-detached.js';
import type {JobWork} from '../../model/jobs.js';
import {shortJobId} from '../../model/short-job-id.js';
import {jobTarget} from '../../jobs/job-target.js';
import {runWatchedJob} from '../live/run-watched-job.js';
import type {CommandEnd, Context} from './context.js';
import {tellJobResult} from './tell-job-result.js';
import {typedCommand} from '../../render/typed-command.js';

/** Does a job's work here, or hands it to a process of its own and says how to watch it. */
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

	const {environment, self, output, globals} = context;
	const jobId = await startDetached(self, {
		id,
		stateDir: stateDirectory(environment),
		settings: session.settings,
		choice: jobTarget(session, context.globals),
		work,
	});
	const {jobs} = output.messages.commands;
	const {config, address} = globals;
	const command = (verb: string): string =>
		typedCommand(['jobs', verb, shortJobId(jobId)], {config, address});
	output.print(
		`✔ ${jobs.started(shortJobId(jobId))}`,
		`  ${jobs.watchIt} ${command('attach')}`,
		`  ${jobs.cancelIt} ${command('cancel')}`,
	);
	return {
		outcome: 'started',
		exitCode: 0,
		result: {jobId, isDetached: true, follow: command('attach')},
	};
}
