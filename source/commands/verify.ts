import type {VerifyLevel} from '../model/plans.js';
import type {CommandEnd, Context} from './shared/context.js';
import {runOrDetach} from './shared/run-or-detach.js';
import {repositoryOnly, withSession} from './shared/with-session.js';

/** `milvault verify`: is what lies in the repository what was backed up? */
export async function verify(
	context: Context,
	{
		operands: {names},
		level = 'quick',
	}: {operands: {names: string[]}; level?: VerifyLevel},
): Promise<CommandEnd> {
	return withSession(context, repositoryOnly, async session =>
		runOrDetach(
			context,
			session,
			{kind: 'verify', names: [...new Set(names)], level},
			{isDetached: false},
		),
	);
}
