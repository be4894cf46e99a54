import {checkCluster} from '../../engine/check-cluster.js';
import {proxyVariables} from '../../effects/effect-runner.js';
import {checkLines, checkSummary} from '../../render/check-lines.js';
import type {Check, CheckResult} from '../../model/checks.js';
import type {Context} from './context.js';
import {everything} from '../../settings/resolve-secrets.js';
import {withSession} from './with-session.js';

/**
 * Checks every endpoint of a cluster and a repository, and prints each line as soon as it is known.
 */
export async function runCheck(
	context: Context,
	{isProbed}: {isProbed: boolean},
): Promise<CheckResult> {
	const {output, signal, environment} = context;
	return withSession(context, everything, async session => {
		session.hooks.isHasty = true;
		const texts = output.messages.commands.check;
		output.print(texts.title(session.cluster.name, session.repository.name), '');
		const result = await checkCluster(session, {
			isProbed,
			proxies: proxyVariables.filter(name => environment[name]),
			signal,
			onCheck(one: Check) {
				output.emit({type: 'check', check: one});
				output.print(...checkLines(one, output));
			},
		});
		output.print('', ...checkSummary(result, output));
		return result;
	});
}
