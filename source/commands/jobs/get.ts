import {findJob} from '../../jobs/find-job.js';
import {jobFiles, stateDirectory} from '../../jobs/job-files.js';
import {readWork} from '../../jobs/job-record.js';
import {jobLines} from '../../render/job-lines.js';
import {useSettingsIfAny} from '../practice/practice-context.js';
import {done, type CommandEnd, type Context} from '../shared/context.js';

/** `milvault jobs get`: one job, and where its log is. */
export async function get(
	context: Context,
	{operands: {id}}: {operands: {id: string}},
): Promise<CommandEnd> {
	await useSettingsIfAny(context);
	const {output, environment} = context;
	const stateDir = stateDirectory(environment);
	const job = await findJob(stateDir, id);
	const {log} = jobFiles(stateDir, job.id);
	output.print(...jobLines(job, {...output, log}));
	return done({job: {...job, log}, work: await readWork(stateDir, job.id)});
}
