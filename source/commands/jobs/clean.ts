import {cleanJob} from '../../jobs/clean-job.js';
import {findJob} from '../../jobs/find-job.js';
import {stateDirectory} from '../../jobs/job-files.js';
import {atTarget, secretsOf} from '../../jobs/job-target.js';
import {cleanedJobLines} from '../../render/job-report.js';
import {warningLines} from '../../render/warnings.js';
import {done, type CommandEnd, type Context} from '../shared/context.js';
import {withSession} from '../shared/with-session.js';

/** `milvault jobs clean`: removes what an interrupted job has left, and its record. */
export async function clean(
	context: Context,
	{operands: {id}}: {operands: {id: string}},
): Promise<CommandEnd> {
	const stateDir = stateDirectory(context.environment);
	const job = await findJob(stateDir, id);
	const placed = {...context, globals: atTarget(context.globals, job.choice)};
	return withSession(placed, secretsOf(job), async session => {
		const {output, signal} = context;
		const result = await cleanJob(session, stateDir, job.id, {signal});
		output.note(...warningLines(result.warnings, output));
		output.print(...cleanedJobLines(job.id, result, output.messages));
		return done({jobId: job.id, ...result});
	});
}
