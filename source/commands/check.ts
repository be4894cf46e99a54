import {exitCodeOf} from '../model/exit-codes.js';
import type {CommandEnd, Context} from './shared/context.js';
import {runCheck} from './shared/run-check.js';

/** `milvault check`: every endpoint, one by one. */
export async function check(context: Context, {probe}: {probe?: boolean}): Promise<CommandEnd> {
	const result = await runCheck(context, {isProbed: probe ?? false});
	const failed = result.checks.find(({error}) => error)?.error;
	return {
		outcome: result.outcome,
		exitCode: failed ? exitCodeOf(failed.code) : 0,
		result,
	};
}
