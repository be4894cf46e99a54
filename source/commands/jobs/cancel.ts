import {cancelJob} from '../../jobs/cancel-job.js';
import {stateDirectory} from '../../jobs/job-files.js';
import {jobLines} from '../../render/job-lines.js';
import {useSettingsIfAny} from '../practice/practice-context.js';
import {done, type CommandEnd, type Context} from '../shared/context.js';

/** `milvault jobs cancel`: asks a running job to end, and waits until it has. */
export async function cancel(
	context: Context,
	{operands: {id}}: {operands: {id: string}},
): Promise<CommandEnd> {
	await useSettingsIfAny(context);
	const {output, environment, signal} = context;
	const job = await cancelJob(stateDirectory(environment), id, {signal});
	output.print(...jobLines(job, output));
	return done({job});
}
