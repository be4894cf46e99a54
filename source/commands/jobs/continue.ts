import {findJob} from '../../jobs/find-job.js';
import {stateDirectory} from '../../jobs/job-files.js';
import {readWork} from '../../jobs/job-record.js';
import {isContinuable, type JobSummary} from '../../model/jobs.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {assertSamePlaces} from '../../jobs/assert-same-places.js';
import type {CommandEnd, Context} from '../shared/context.js';
import {runOrDetach} from '../shared/run-or-detach.js';
import {everything, repositoryOnly, withSession} from '../shared/with-session.js';

/** `milvault jobs continue`: goes on with a job that was cut short. */
export async function continueCommand(
	context: Context,
	{operands: {id}, detach}: {operands: {id: string}; detach?: boolean},
): Promise<CommandEnd> {
	const stateDir = stateDirectory(context.environment);
	const job = await findJob(stateDir, id);
	if (job.state === 'running') {
		throw new MilvaultError('job-running', {id: job.id, pid: job.process.pid});
	}

	if (!isContinuable(job)) {
		throw new MilvaultError('job-over', {id: job.id, state: job.state});
	}

	const work = await readWork(stateDir, job.id);
	const placed = withChoice(context, job);
	const needs = 'names' in work ? repositoryOnly : everything;
	return withSession(placed, needs, async session => {
		await assertSamePlaces(session, job.id, work);
		return runOrDetach(placed, session, work, {
			id: job.id,
			isDetached: detach ?? false,
		});
	});
}

/** The context with the places that the job was started with. */
export function withChoice(context: Context, {choice}: Pick<JobSummary, 'choice'>): Context {
	const {globals} = context;
	return {
		...context,
		globals: {
			...globals,
			cluster: choice.cluster,
			repository: choice.repository,
			config: globals.config ?? choice.config,
			address: globals.address ?? choice.address,
		},
	};
}
