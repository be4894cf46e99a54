import {checkCluster} from '../engine/check-cluster.js';
import {proxyVariables} from '../guide/guide.js';
import type {Check} from '../model/checks.js';
import {exitCodeOf} from '../model/error-codes.js';
import {checkLines, checkSummary} from '../lines/check-lines.js';
import type {CommandEnd, Context} from './shared/context.js';
import {everything, withSession} from './shared/with-session.js';

/** `milvault check`: every endpoint, one by one, each line as soon as it is known. */
export async function check(
	context: Context,
	{probe}: {probe?: boolean},
): Promise<CommandEnd> {
	const {output, signal, environment} = context;
	return withSession(context, everything, async session => {
		const {messages} = output;
		const texts = messages.commands.check;
		output.print(
			texts.title(session.cluster.name, session.repository.name),
			'',
		);
		const result = await checkCluster(session, {
			isProbed: probe ?? false,
			proxies: proxyVariables.filter(name => environment[name]),
			signal,
			onCheck(one: Check) {
				output.emit({type: 'check', check: one});
				output.print(...checkLines(one, output));
			},
		});
		output.print('', ...checkSummary(result, output));
		const failed = result.checks.find(({error}) => error)?.error;
		return {
			outcome: result.outcome,
			exitCode: failed ? exitCodeOf(failed.code) : 0,
			result,
		};
	});
}
