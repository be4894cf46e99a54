import {continueJob} from '../../jobs/continue-job.js';
import {findJob} from '../../jobs/find-job.js';
import {stateDirectory} from '../../jobs/job-files.js';
import {atTarget} from '../../jobs/job-target.js';
import type {CommandEnd, Context} from '../shared/context.js';
import {runOrDetach} from '../shared/run-or-detach.js';
import {openContextSession} from '../shared/with-session.js';

/** `milvault jobs continue`: continues an interrupted job. */
export async function continueCommand(
	context: Context,
	{operands: {id}, detach}: {operands: {id: string}; detach?: boolean},
): Promise<CommandEnd> {
	const stateDir = stateDirectory(context.environment);
	const job = await findJob(stateDir, id);
	const placed = {...context, globals: atTarget(context.globals, job.choice)};
	return continueJob(job, {
		stateDir,
		open: async secretsFor => openContextSession(placed, secretsFor),
		start: async (session, work) =>
			runOrDetach(placed, session, work, {id: job.id, isDetached: detach ?? false}),
	});
}
