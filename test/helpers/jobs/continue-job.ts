import type {ExecutionContext} from 'ava';
import {milvaultIn, type JobSetting} from './job-setting.js';

/**
 * Continues a job that was killed, to its end, as a person would: `jobs continue` by the built
 * program. One that had ended before the kill reached it has nothing to continue with. Afterwards
 * it is over, for good.
 */
export async function continueJob(
	t: ExecutionContext,
	setting: JobSetting,
	id: string,
): Promise<void> {
	const before = await stateOf(setting, id);
	if (before !== 'complete') {
		t.is(before, 'interrupted');
		const {exitCode, stdout, stderr} = await milvaultIn(setting, ['jobs', 'continue', id]);
		t.is(exitCode, 0, `${stdout}\n${stderr}`);
	}

	t.is(await stateOf(setting, id), 'complete');
	const again = await milvaultIn(setting, ['jobs', 'continue', id, '--json']);
	t.is(again.exitCode, 1);
	t.like(again.result, {error: {code: 'job-over'}});
}

/** Undefined for a job that is not recorded. */
export async function stateOf(setting: JobSetting, id: string): Promise<unknown> {
	return (await jobsOf(setting)).find(job => job['id'] === id)?.['state'];
}

/** What `jobs list` shows, newest first. */
export async function jobsOf(setting: JobSetting): Promise<ReadonlyArray<Record<string, unknown>>> {
	const {result} = await milvaultIn(setting, ['jobs', 'list', '--json']);
	return result['jobs'] as ReadonlyArray<Record<string, unknown>>;
}
