import {stateDirectory} from '../../jobs/job-files.js';
import {listJobs} from '../../jobs/list-jobs.js';
import {jobListLines} from '../../render/job-lines.js';
import {useSettingsIfAny} from '../practice/practice-context.js';
import {done, type CommandEnd, type Context} from '../shared/context.js';

/** `milvault jobs list`: jobs that run, that were interrupted, and the last that ended. */
export async function list(context: Context): Promise<CommandEnd> {
	await useSettingsIfAny(context);
	const {output, environment} = context;
	const jobs = await listJobs(stateDirectory(environment));
	output.print(...jobListLines(jobs, output));
	return done({jobs});
}
